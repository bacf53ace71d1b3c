import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { codeText } from '../../drivers/scanner/learn/test-codes.ts';
import { X11Keyboard } from '../../fixtures/devices/x11-keys.ts';
import { TEST_CODE_NAMES, type TestCodeName } from '../../main/contract/scanner-lesson.ts';
import { findQrs } from '../../print-templates/testing/read-back.ts';
import { chot } from '../cli/run-chot.ts';
import { runningCheckpoint } from './checkpoint.ts';

/** The set-up behind F9 in the real app: X11 keys, a pseudo-terminal, the painted glass, and station.json on the disk. */
const checkpoint = runningCheckpoint();
let keyboard: X11Keyboard;

beforeAll(async () => {
  keyboard = await X11Keyboard.connect(checkpoint().screen.display);
});
afterAll(() => keyboard.close());

/** As this wedge scanner types: a prefix that somebody has set, and of a code only what a US keyboard has. */
const PREFIX = 'Z9';
const type = (text: string) => keyboard.type(`${PREFIX}${text.replace(/[^\x20-\x7e]/g, '')}\r`, { gapMs: 2 });

type Shown = { readonly step: string; readonly text: string } | null;

/** The panel as it is at one moment: a locator would wait for what has just gone. */
const shown = (): Promise<Shown> =>
  checkpoint().page.evaluate(`(() => {
    const panel = document.querySelector('.set-up-panel');
    return panel && { step: panel.dataset.step, text: panel.innerText };
  })()`);
const inPanel = (selector: string) => checkpoint().page.locator(`.set-up-panel ${selector}`);

async function reaches(expected: string): Promise<void> {
  await vi.waitFor(async () => expect((await shown())?.step).toBe(expected), { timeout: 20_000, interval: 50 });
}

async function isShut(): Promise<void> {
  await vi.waitFor(async () => expect(await shown()).toBeNull(), 10_000);
}

/** What a scanner held before the screen would read. */
async function codeOnTheGlass(): Promise<Uint8Array | undefined> {
  const picture = await checkpoint().page.screenshot();
  const [code] = await findQrs(picture, 96);
  return code?.bytes;
}

/** The code that the panel asks for; null: none. */
function asksFor(panel: Shown): TestCodeName | null {
  const number = panel?.step === 'learn' ? /mã thử (\d)\/3/.exec(panel.text)?.[1] : undefined;
  return TEST_CODE_NAMES[Number(number) - 1] ?? null;
}

/** Reads what is asked for until nothing is: on a busy machine a scan may come in two, which begins the lesson again. */
async function takeLesson(read: (name: TestCodeName) => Promise<unknown>): Promise<void> {
  await reaches('learn');
  for (let tries = 0; tries < 12; tries++) {
    const before = await shown();
    const name = asksFor(before);
    if (name === null) return reaches('learned');
    await read(name);
    await vi.waitFor(async () => expect(await shown()).not.toEqual(before), { timeout: 10_000, interval: 50 });
  }
  throw new Error(`not learned: ${(await shown())?.text}`);
}

function scannersOnDisk(): unknown[] {
  return JSON.parse(readFileSync(join(checkpoint().data, 'station.json'), 'utf8')).lanes[0].scanners;
}

const rows = async () => (await checkpoint().page.locator('.count .number').allTextContents()).map(Number);

test('F9 out of a scan opens nothing, nor does it with others held', async () => {
  await keyboard.type('abcdefgh', { gapMs: 1 });
  await keyboard.press('F9');
  await keyboard.type('ijklmnop\r', { gapMs: 1 });
  await keyboard.press('F9', ['ControlLeft']);
  await keyboard.press('F9', ['AltLeft']);
  await checkpoint().shows('scan-again');
  await checkpoint().shows('idle');
  expect(await checkpoint().page.locator('.set-up-panel').count()).toBe(0);
});

test('its key on the glass answers to being held, not to a touch in passing', async () => {
  const { page } = checkpoint();
  const key = page.locator('.lane button[data-key="F9"]');
  await key.click();
  await sleep(300);
  expect(await page.locator('.set-up-panel').count()).toBe(0);
  await key.hover();
  await page.mouse.down();
  await reaches('devices');
  await page.mouse.up();
  await inPanel('button[data-key="Escape"]').click();
  await isShut();
});

describe('a keyboard scanner', () => {
  test('is learned from three codes on the glass, stored, and opened anew', async () => {
    await keyboard.press('F9');
    await reaches('devices');
    expect(await inPanel('.device-line').count()).toBe(3);
    await checkpoint().keep('set-up-devices');
    await keyboard.type('2', { gapMs: 150 });
    await takeLesson(async (name) => {
      expect(Buffer.from((await codeOnTheGlass()) ?? []).toString()).toBe(codeText(name));
      await checkpoint().keep(`set-up-${name}`);
      await type(codeText(name));
    });
    expect(await inPanel('[data-finding="prefix"]').textContent()).toContain(PREFIX);
    await checkpoint().keep('set-up-learned');
    expect(JSON.stringify(scannersOnDisk())).not.toContain(PREFIX);
    await keyboard.press('Enter');
    await reaches('stored');
    expect(scannersOnDisk()[1]).toMatchObject({ kind: 'wedge', prefix: PREFIX });
  });

  test('its trials are read, and are no passages', async () => {
    const { board, next } = checkpoint();
    const before = [board.transitions.length, ...(await rows())];
    await type(next('green'));
    await vi.waitFor(async () => expect(await inPanel('.tried').getAttribute('data-ok')).toBe('true'), 10_000);
    await checkpoint().keep('set-up-stored');
    await type('nonsense of some length');
    await vi.waitFor(async () => expect(await inPanel('.tried').getAttribute('data-ok')).toBe('false'), 10_000);
    await keyboard.press('Escape');
    await isShut();
    await checkpoint().shows('idle');
    expect([board.transitions.length, ...(await rows())]).toEqual(before);
  });

  test('reads passes from then on, without its prefix', async () => {
    const { next, shows } = checkpoint();
    await type(next('black'));
    await shows('black');
  });
});

describe('a serial scanner', () => {
  test('is learned over its line, while nothing at its lane is judged', async () => {
    const { scanner, page, next } = checkpoint();
    await keyboard.press('F9');
    await reaches('devices');
    await keyboard.type('1', { gapMs: 150 });
    await takeLesson((name) => scanner.scan(codeText(name), { chunk: 64, pauseMs: 1 }));
    expect(await inPanel('[data-finding="accents-whole"]').count()).toBe(1);
    await type(next('green'));
    await vi.waitFor(async () => expect(await page.locator('.notice').textContent()).toContain('đang cài đặt'), 10_000);
    await inPanel('button[data-key="Enter"]').click();
    await reaches('stored');
    await scanner.scan(next('green'));
    await vi.waitFor(async () => expect(await inPanel('.tried').getAttribute('data-ok')).toBe('true'), 20_000);
    await keyboard.press('Escape');
    await isShut();
    await scanner.scan(next('abnormal'));
    await checkpoint().shows('abnormal');
  });

  test('a problem is named with what to do', async () => {
    const { scanner } = checkpoint();
    await keyboard.press('F9');
    await reaches('devices');
    await keyboard.type('1', { gapMs: 150 });
    await reaches('learn');
    await scanner.scan(codeText('letters').toUpperCase());
    await vi.waitFor(
      async () => expect(await inPanel('.lesson-problem').getAttribute('data-problem')).toBe('one-case'),
      10_000,
    );
    await checkpoint().keep('set-up-problem');
    await keyboard.press('Escape');
    await isShut();
  });
});

test('the audit log tells of both, and its chain verifies', async () => {
  const verified = await chot(['ledger', 'verify', '--data', checkpoint().data]);
  expect(verified.status, verified.messages).toBe(0);
  const db = new Database(join(checkpoint().data, 'record.db'), { readonly: true });
  try {
    const learned = db.prepare("SELECT detail FROM audit WHERE what = 'scanner-learned' ORDER BY seq").pluck().all();
    expect(learned.map((detail) => JSON.parse(String(detail)).kind)).toEqual(['wedge', 'serial']);
  } finally {
    db.close();
  }
});
