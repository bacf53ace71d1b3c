import { execFileSync } from 'node:child_process';
import { describe, expect, test, vi } from 'vitest';
import { X11Keyboard } from '../../fixtures/devices/x11-keys.ts';
import { chot } from '../cli/run-chot.ts';
import { type Face, runningCheckpoint } from './checkpoint.ts';

const checkpoint = runningCheckpoint();

/** Each face in turn, so that no scan repeats the one before it. */
const FACES: readonly Exclude<Face, 'out-of-service'>[] = ['green', 'black', 'abnormal', 'scan-again'];

describe('a scan over the serial line', () => {
  test.each(FACES)('turns the painted screen %s', async (face) => {
    const { scanner, next, painted, shows, keep } = checkpoint();
    await scanner.scan(next(face));
    await painted(face);
    await shows(face);
    await keep(`serial-${face}`);
  });

  test('opens the turnstile for one pulse on green, and on nothing else', async () => {
    const { board } = checkpoint();
    await board.until(() => board.transitions.length >= 2 && !board.isOn(1));
    const switched = board.transitions.filter(({ channel }) => channel === 1).map(({ on }) => on);
    expect(switched).toEqual([true, false]);
  });

  test('returns to idle by itself', async () => {
    await checkpoint().shows('idle');
    await checkpoint().keep('idle');
  });

  test('is read in pieces as well, at the pace of 9600 baud', async () => {
    const { scanner, next, painted } = checkpoint();
    await scanner.scan(next('abnormal'), { chunk: 16, pauseMs: 8 });
    await painted('abnormal');
  });
});

describe.each(['us', 'vn', 'fr'])('a scan typed by a keyboard wedge under the layout %s', (layout) => {
  test('turns the painted screen to each face, whatever the layout makes of the keys', async () => {
    const { screen, next, painted, shows } = checkpoint();
    execFileSync('setxkbmap', ['-display', screen.display, '-layout', layout]);
    const keyboard = await X11Keyboard.connect(screen.display);
    try {
      for (const face of FACES) {
        await keyboard.type(`${next(face)}\r`, { gapMs: 1 });
        await painted(face);
        await shows(face);
      }
    } finally {
      await keyboard.close();
      execFileSync('setxkbmap', ['-display', screen.display, '-layout', 'us']);
    }
  });
});

describe('the officer at the keyboard', () => {
  test('types a code, overrides a verdict by number, and turns the lane around', async () => {
    const { screen, page, keep, painted, shows, board } = checkpoint();
    await shows('idle');
    const keyboard = await X11Keyboard.connect(screen.display);
    try {
      await keyboard.type('012345678', { gapMs: 150 });
      await vi.waitFor(async () => expect(await page.locator('body').textContent()).toContain('012345678'));
      await keep('typed-code');
      await keyboard.type('\r', { gapMs: 150 });
      await painted('black');
      const before = board.transitions.length;
      await keyboard.press('F4');
      await new Promise((resolve) => setTimeout(resolve, 300));
      await keep('override');
      await keyboard.type('1', { gapMs: 150 });
      await board.until(() => board.transitions.length >= before + 2);
      await keep('override-admitted');
      await keyboard.press('F3');
      await shows('idle');
      await keep('idle-out');
    } finally {
      await keyboard.close();
    }
  });

  test('sees the way out open whatever the verdict, and says exit', async () => {
    const { scanner, next, shows, keep, board, page, screen } = checkpoint();
    const before = board.transitions.length;
    await scanner.scan(next('black'));
    await shows('black');
    await board.until(() => board.transitions.length >= before + 2);
    expect(await page.locator('body').textContent()).toContain('MỜI RA');
    await keep('out-black');
    const keyboard = await X11Keyboard.connect(screen.display);
    await keyboard.press('F3');
    await keyboard.close();
  });
});

test('no key combination reloads, closes or opens anything', async () => {
  const { screen, page, shows } = checkpoint();
  await shows('idle');
  await page.evaluate('globalThis.mark = 1');
  const keyboard = await X11Keyboard.connect(screen.display);
  try {
    await keyboard.press('F5');
    await keyboard.press('F11');
    await keyboard.press('KeyR', ['ControlLeft']);
    await keyboard.press('KeyW', ['ControlLeft']);
    await keyboard.press('F4', ['AltLeft']);
    await keyboard.press('KeyI', ['ControlLeft', 'ShiftLeft']);
  } finally {
    await keyboard.close();
  }
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(await page.evaluate('globalThis.mark')).toBe(1);
  expect(checkpoint().app.windows()).toHaveLength(1);
  await shows('idle');
});

test('all of it is in the ledger, whose chains verify', async () => {
  const verified = await chot(['ledger', 'verify', '--data', checkpoint().data]);
  expect(verified.status, verified.messages).toBe(0);
  expect(JSON.parse(verified.lines[0] ?? '').rows).toBeGreaterThanOrEqual(16);
});
