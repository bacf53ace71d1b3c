import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { X11Keyboard } from '../../fixtures/devices/x11-keys.ts';
import { runningCheckpoint } from './checkpoint.ts';

/** What the officer and the person read beside the colour, in the real app with the demo world. */
const checkpoint = runningCheckpoint();

/** Longer than a repetition is dropped for. */
const NO_REPETITION_MS = 1700;

async function scan(sample: string): Promise<void> {
  const { samples, scanner } = checkpoint();
  const text = samples.find(({ id }) => id === sample)?.text;
  if (text === undefined) throw new Error(`the demo has no sample ${sample}`);
  await scanner.scan(text);
}

async function reads(...texts: readonly string[]): Promise<void> {
  const { page } = checkpoint();
  await vi.waitFor(async () => {
    const read = await page.locator('main').textContent();
    for (const text of texts) expect(read).toContain(text);
  }, 10_000);
}

test('a refused person reads from which day, and whom to call', async () => {
  await scan('first-dose');
  await checkpoint().shows('black');
  const day = /Đủ điều kiện từ ngày \d\d\/\d\d\/\d{4}/;
  await vi.waitFor(async () => expect(await checkpoint().page.locator('.eligible-from').textContent()).toMatch(day));
  await reads('Quy định: dose-too-recent');
  expect(await checkpoint().page.locator('.phone').textContent()).toMatch(/\d{4}/);
  await checkpoint().keep('eligible-from');
});

test('a green face by facts alone says to compare the papers, and its gate opens on F6 alone', async () => {
  const { board, keep, page, shows } = checkpoint();
  const before = board.transitions.length;
  await scan('chip-card');
  await shows('green');
  await reads('ĐỐI CHIẾU GIẤY TỜ TÙY THÂN', 'Khớp theo số', 'F6');
  await keep('compare-papers');
  expect(board.transitions).toHaveLength(before);
  await page.locator('.compare button[data-key="F6"]').click();
  await board.until(() => board.transitions.length >= before + 2);
  await vi.waitFor(async () => expect(await page.locator('button[data-key="F6"]').count()).toBe(0));
});

test('a copied code says when and where it was seen, and that F4 overrides', async () => {
  await scan('vaccinated');
  await checkpoint().shows('green');
  // once more is a second try at a gate that nobody went through; twice more is a copy
  for (const face of ['green', 'abnormal'] as const) {
    await sleep(NO_REPETITION_MS);
    await scan('vaccinated');
    await checkpoint().shows(face);
  }
  await reads('giây trước', 'tại Cổng 1', 'F4');
  await checkpoint().keep('copied-code');
});

describe('F5 asks for the place that the person comes from', () => {
  test('and judges anew by what is typed and picked', async () => {
    const { screen, page, shows, keep } = checkpoint();
    const keyboard = await X11Keyboard.connect(screen.display);
    try {
      await scan('passport');
      await shows('green');
      await keyboard.press('F5');
      await vi.waitFor(async () => expect(await page.locator('.origin-panel').textContent()).toContain('Quận Gò Vấp'));
      await keep('origin');
      await keyboard.type('zz', { gapMs: 150 });
      await vi.waitFor(async () => expect(await page.locator('.origin-panel .none').count()).toBe(1));
      await keyboard.press('Backspace');
      await keyboard.press('Backspace');
      await keyboard.type('go', { gapMs: 150 });
      await vi.waitFor(async () => expect(await page.locator('.origin-panel output').textContent()).toMatch(/go/i));
      await keyboard.type('1', { gapMs: 150 });
      await shows('abnormal');
      await reads('Đến từ vùng dịch');
    } finally {
      await keyboard.close();
    }
  });

  test('by click as well, from its own button', async () => {
    const { page, shows } = checkpoint();
    await scan('recovered');
    await shows('green');
    await page.locator('button[data-key="F5"]').click();
    await page.locator('.origin-panel button[data-unit]').first().click();
    await shows('abnormal');
    expect(await page.locator('.origin-panel').count()).toBe(0);
  });
});
