import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { STUTTER_MS } from '../../drivers/scanner/framing.ts';
import { bhytText } from '../../fixtures/issuer/bhyt.ts';
import { chot } from '../cli/run-chot.ts';
import { guardedCheckpoint } from './guarded-checkpoint.ts';
import { COMBINATIONS, DEAD_KEYS, FUNCTION_KEYS, NO_OFFICER_KEYS, OTHER_KEYS, WITHIN_SCANS } from './hostile-keys.ts';
import { JUNK, NAMES, PROGRAMMING_BYTES, TYPEABLE, UNICODE } from './hostile-scans.ts';
import { WHAT_DOES_NOT_FIT } from './what-does-not-fit.ts';

/**
 * What a guest can do with keys, codes and the mouse: nothing but a refused scan comes of it. Each test ends with a true
 * pass, which is green, opens once and is the next row of the ledger.
 */
const checkpoint = guardedCheckpoint();

const refusals = (faces: readonly string[]) => faces.filter((face) => face === 'scan-again').length;

describe('keys', () => {
  test('one combination after another, as by hand', async () => {
    const { hands, harmless, keep } = checkpoint();
    const { faces } = await harmless(async () => {
      await hands.press(...COMBINATIONS);
      await keep('keys-combinations');
    });
    expect(refusals(faces)).toBe(0);
  });

  test('function keys, multimedia keys and all others that are not the officer’s', async () => {
    const { hands, harmless } = checkpoint();
    const { faces } = await harmless(() => hands.press(...NO_OFFICER_KEYS, ...OTHER_KEYS));
    expect(refusals(faces)).toBe(0);
  });

  test('each of them within a scan spoils the scan', async () => {
    const { hands, harmless, keep } = checkpoint();
    const { faces } = await harmless(async () => {
      for (const key of [...WITHIN_SCANS, ...FUNCTION_KEYS]) {
        await hands.burst(...'HCBXY', key, ...'FOX', 'Return');
      }
      await keep('keys-burst');
    });
    expect(refusals(faces)).toBeGreaterThan(0);
  });

  test('scans of a key or two do nothing, not even what an officer’s keys do', async () => {
    const { hands, harmless } = checkpoint();
    const { faces } = await harmless(async () => {
      await checkpoint().scanShort();
      for (const key of ['F2', 'F3', 'F4', 'F6', 'F9', 'ctrl+w', 'XF86Back']) {
        await hands.burst(key, 'Return');
        await hands.burst('h', key, 'Tab');
        await hands.burst(key, 'h', 'c', 'ctrl+m');
      }
    });
    expect(refusals(faces)).toBe(0);
  });

  test('codes by the number pad, composed and dead keys', async () => {
    const { hands, harmless, screen } = checkpoint();
    await harmless(async () => {
      await hands.do('keydown', 'alt', 'key', '--delay', '2', 'KP_0', 'KP_0', 'KP_6', 'KP_5', 'KP_8', 'keyup', 'alt');
      await hands.burst(...'HCx', 'Multi_key', 'apostrophe', ...'abcd', 'Return');
      await hands.do('type', '--delay', '2', 'Nguyễn Thị Ơn ✓ đã tiêm');
      await hands.burst('Return');
      for (const [layout, dead] of DEAD_KEYS) {
        execFileSync('setxkbmap', ['-display', screen.display, '-layout', ...layout.split(' ')]);
        await hands.burst(dead, 'e', dead, dead, 'ISO_Level3_Shift', 'e', 'Return');
      }
      execFileSync('setxkbmap', ['-display', screen.display, '-layout', 'us', '-variant', '']);
    });
  });
});

describe('mouse and clipboard', () => {
  const PLACES = [
    [700, 300],
    [400, 450],
    [1060, 160],
  ] as const;

  test('a pass from the clipboard is not pasted', async () => {
    const { app, hands, harmless, truePass } = checkpoint();
    const text = `${truePass()}\r`;
    await app.evaluate(async ({ clipboard }, pass) => {
      await clipboard.writeText(pass);
      // Electron of old knows the selection by a second argument
      if (clipboard.selection !== undefined) await clipboard.selection.writeText(pass);
      else (clipboard.writeText as (text: string, which: string) => void).call(clipboard, pass, 'selection');
    }, text);
    const { faces } = await harmless(async () => {
      await hands.press('ctrl+v', 'ctrl+shift+v', 'shift+Insert', 'XF86Paste');
      for (const [x, y] of PLACES) await hands.click(x, y, 2);
    });
    expect(refusals(faces)).toBe(0);
  });

  test('clicks of every button, drags and the wheel move, mark and open nothing', async () => {
    const { hands, harmless, keep } = checkpoint();
    const { faces } = await harmless(async () => {
      for (const [x, y] of PLACES) {
        await hands.click(x, y, 1, 3);
        for (const button of [3, 8, 9]) await hands.click(x, y, button);
      }
      await hands.drag([30, 90], [800, 600]);
      await hands.drag([150, 450], [700, 450]);
      for (const key of ['ctrl', 'shift', 'alt']) {
        await hands.do(
          'keydown',
          key,
          'click',
          '--repeat',
          '3',
          '--delay',
          '20',
          '4',
          'click',
          '--repeat',
          '3',
          '--delay',
          '20',
          '5',
          'keyup',
          key,
        );
      }
      await hands.click(700, 300, 3);
      await keep('mouse');
    });
    expect(refusals(faces)).toBe(0);
  });

  test('a file that is dropped is not opened', async () => {
    const { harmless, page } = checkpoint();
    const debug = await page.context().newCDPSession(page);
    const { faces } = await harmless(async () => {
      for (const file of ['/etc/passwd', import.meta.filename]) {
        const data = { items: [], files: [file], dragOperationsMask: 1 };
        for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
          await debug.send('Input.dispatchDragEvent', { type, x: 700, y: 300, data });
        }
      }
    });
    expect(refusals(faces)).toBe(0);
    await debug.detach();
  });
});

describe('codes', () => {
  test('that program scanners, and markup, commands and paths, typed by a keyboard wedge', async () => {
    const { harmless, keyboard, keep } = checkpoint();
    const { faces } = await harmless(async () => {
      for (const text of TYPEABLE) await keyboard.type(`${text}\r`, { gapMs: 0 });
      await keep('codes-wedge');
    });
    expect(refusals(faces)).toBeGreaterThan(0);
  });

  test('the same over a serial line, with control characters and what Unicode has', async () => {
    const { harmless, scanner, keep } = checkpoint();
    const { faces } = await harmless(async () => {
      for (const bytes of PROGRAMMING_BYTES) await scanner.send(bytes);
      for (const text of [...UNICODE, ...TYPEABLE]) await scanner.scan(text);
      await keep('codes-serial');
    });
    expect(refusals(faces)).toBeGreaterThan(0);
  });

  test('100 kB of keys at full speed with a terminator, and 10 kB without', async () => {
    const { harmless, keyboard, keep, shows } = checkpoint();
    await checkpoint().sparing(async () => {
      await harmless(async () => {
        await keyboard.type(`${JUNK.repeat(10_000)}\r`);
        await shows('scan-again');
        await keep('flood-keys');
      });
      await harmless(async () => {
        await keyboard.type(JUNK.repeat(1000));
        await shows('scan-again');
      });
    });
  });

  test('100 kB of bytes at full speed, with a terminator and without', async () => {
    const { harmless, scanner, shows } = checkpoint();
    await checkpoint().sparing(() =>
      harmless(async () => {
        for (const end of ['\r', '']) {
          await scanner.send(Buffer.from(`${JUNK.repeat(10_000)}${end}`), { chunk: 640 });
          await shows('scan-again');
        }
        // the scanner is known to end its scans, so its silence is waited for
        await sleep(2 * STUTTER_MS);
      }, 'serial'),
    );
  });
});

describe('an officer’s panel that is open while a scanner types', () => {
  async function undecided(panel: string): Promise<void> {
    const { page, tally, board } = checkpoint();
    expect(await page.locator(panel).count(), `${panel} is open`).toBe(1);
    expect(await page.evaluate('document.documentElement.dataset.seq')).toBe(`${tally().rows}`);
    expect(board.openings(1)).toBe(tally().admitted);
  }

  test('a code that is being typed is neither changed nor sent', async () => {
    const { admits, hands, harmless, keep, keyboard, page } = checkpoint();
    const typed = page.locator('.typed-panel output');
    await admits();
    await hands.press('F2', '0', '1', '2', '3');
    await vi.waitFor(async () => expect(await typed.textContent()).toBe('0123'));
    await checkpoint().scanShort();
    await keyboard.type('HC1:NO PASS 12345\r', { gapMs: 1 });
    await checkpoint().shows('scan-again');
    expect(await typed.textContent()).toBe('0123');
    await keep('panel-typed-code');
    await harmless(async () => {});
  });

  test('no reason is chosen, and the next scan takes the question away', async () => {
    const { hands, harmless, keep, keyboard, next, page, recorded } = checkpoint();
    await recorded(next('black'), 'black');
    await hands.press('F4');
    await vi.waitFor(() => undecided('.override-panel'));
    // closer together they would be one scan
    await checkpoint().scanShort(400);
    await keyboard.type('12');
    await sleep(400);
    await keyboard.type('3\r', { gapMs: 100 });
    await sleep(400);
    await undecided('.override-panel');
    await keep('panel-override');
    await keyboard.type('1234567890,NO PASS\r', { gapMs: 1 });
    await checkpoint().shows('scan-again');
    expect(await page.locator('.panel').count()).toBe(0);
    await harmless(async () => {});
  });

  test('no place is picked', async () => {
    const { admits, hands, harmless, keep, keyboard } = checkpoint();
    await admits();
    await hands.press('F5');
    await vi.waitFor(() => undecided('.origin-panel'));
    await checkpoint().scanShort();
    await keyboard.type('12');
    await sleep(120);
    await undecided('.origin-panel');
    await keep('panel-origin');
    await harmless(async () => {});
  });

  test('papers that are to be compared are not taken for compared', async () => {
    const { hands, harmless, page, recorded, samples, shows } = checkpoint();
    await recorded(samples.find(({ id }) => id === 'chip-card')?.text ?? '', 'green');
    await checkpoint().scanShort();
    await hands.burst('F6', 'Return');
    await undecided('.compare');
    await hands.burst(...'HCX', 'F6', ...'ABC', 'Return');
    await shows('scan-again');
    expect(await page.locator('.compare').count()).toBe(0);
    await harmless(async () => {});
  });
});

describe('a name', () => {
  test.each(NAMES)('of %s stays in its place and its order', async (what, name) => {
    const { keep, page, recorded } = checkpoint();
    const number = `HS479${1_000_000_000 + NAMES.findIndex(([each]) => each === what) * 1_234_567}`;
    await recorded(bhytText({ number, name, birthDate: '1987-01-18', sex: 'female' }), 'black');
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => setTimeout(done, 60)))');
    const shown = (await page.locator('.name').textContent()) ?? '';
    expect(shown).toMatch(/\p{L}/u);
    expect(shown).not.toMatch(/\p{Bidi_Control}|\p{Default_Ignorable_Code_Point}|\p{M}{5}/u);
    expect(await page.locator('.name *').count()).toBe(0);
    expect(await page.evaluate(WHAT_DOES_NOT_FIT)).toEqual([]);
    await keep(`name-of-${what.replaceAll(' ', '-')}`);
  });

  test('stands by itself in the panel for overrides', async () => {
    const { hands, harmless, keep, page } = checkpoint();
    await hands.press('F4');
    expect(await page.locator('.override-panel .about bdi').count()).toBe(1);
    await keep('name-in-panel');
    await harmless(async () => {});
  });
});

test('all that was recorded is what was shown, each admission opened once, and the chains verify', async () => {
  const { board, data, tally } = checkpoint();
  const verified = await chot(['ledger', 'verify', '--data', data]);
  expect(verified.status, verified.messages).toBe(0);
  expect(JSON.parse(verified.lines[0] ?? '').rows).toBe(tally().rows);
  expect(board.openings(1)).toBe(tally().admitted);
});
