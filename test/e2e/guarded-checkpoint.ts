import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import { samplePasses } from '../../bench/samples.ts';
import { BURST_GAP_MS } from '../../drivers/scanner/wedge.ts';
import { demoKeys } from '../../fixtures/demo/keys.ts';
import { X11Keyboard } from '../../fixtures/devices/x11-keys.ts';
import { type Checkpoint, runningCheckpoint } from './checkpoint.ts';
import { SHORT_SCANS, SHORT_SCANS_OF_KEYS } from './hostile-keys.ts';
import { OBSERVE_PAGE, type SeenByPage } from './observe-page.ts';
import { rendererOf } from './processes.ts';
import { Hands } from './xdotool.ts';

export type GuardedCheckpoint = Checkpoint & {
  readonly hands: Hands;
  readonly keyboard: X11Keyboard;
  /**
   * Does what a guest could, then has a true pass go through. Nothing but a refused scan may come of the first, and the
   * pass must be green: the turnstile opens once and the ledger grows by one row, both for the pass.
   */
  readonly harmless: (act: () => Promise<void>, via?: Via) => Promise<SeenByPage>;
  /** A pass that was never seen. */
  readonly truePass: () => string;
  /** Has the next true pass go through. */
  readonly admits: (via?: Via) => Promise<void>;
  /** Scans a code that is a row of the ledger but opens nothing; over the serial line. */
  readonly recorded: (text: string, face: 'green' | 'black' | 'abnormal') => Promise<void>;
  /** All that was recorded so far, and how much of it went through. */
  readonly tally: () => { readonly rows: number; readonly admitted: number };
  /** Has codes of a few characters scanned; `pauseMs`: from one to the next. */
  readonly scanShort: (pauseMs?: number) => Promise<void>;
  /** Shell and page keep none of the memory that it takes. Linux (/proc). */
  readonly sparing: (act: () => Promise<unknown>) => Promise<void>;
};
type Via = 'keys' | 'serial';

const PASSES = 40;
/** What a collector may not have come to yet. */
const KEPT_MIB = 64;
/** Times at most. */
const SCAN_AGAIN = 3;
/** Faces that a refused scan passes through. */
const ALLOWED = new Set(['idle', 'scan-again']);

export function guardedCheckpoint(): () => GuardedCheckpoint {
  const running = runningCheckpoint();
  let guarded: GuardedCheckpoint | undefined;
  beforeAll(async () => {
    const checkpoint = running();
    const { app, page, board, data, screen, scanner, painted, printed, shows } = checkpoint;
    const hands = new Hands(screen.display);
    const keyboard = await X11Keyboard.connect(screen.display);
    const passes = [...samplePasses(PASSES, Date.now(), demoKeys(data).certificates).texts];
    let admitted = 0;
    let rows = 0;
    await page.evaluate(OBSERVE_PAGE);
    // over nothing that can be clicked
    await hands.do('mousemove', '700', '300');

    const truePass = () => {
      const pass = passes.shift();
      if (pass === undefined) throw new Error('more passes are needed');
      return pass;
    };
    const seqShown = async () => Number(await page.evaluate('document.documentElement.dataset.seq'));
    const state = async () => ({
      url: page.url(),
      windows: app.windows().length,
      visible: await hands.visibleWindows(),
      shell: app.process().exitCode,
      page: rendererOf(data),
      ...(await app.evaluate(({ BrowserWindow }) => {
        const windows = BrowserWindow.getAllWindows();
        const contents = windows[0]?.webContents;
        return {
          count: windows.length,
          title: windows[0]?.getTitle(),
          bounds: windows[0]?.getBounds(),
          zoom: contents?.getZoomLevel(),
          devTools: contents?.isDevToolsOpened(),
          history: contents?.navigationHistory.length(),
        };
      })),
      ...((await page.evaluate('observed.state()')) as object),
    });

    const hasNextRow = async () =>
      vi
        .waitFor(async () => expect(await seqShown()).toBeGreaterThan(rows), { timeout: 4000, interval: 10 })
        .then(
          () => true,
          () => false,
        );
    const scanBy: Record<Via, (text: string) => Promise<unknown>> = {
      // all keys in one write, so that a busy machine does not make a slow typist of the scanner
      keys: (text) => keyboard.type(`${text}\r`),
      serial: (text) => scanner.scan(text),
    };
    /** A machine that stalls may part a scan or join it to what came before: then it is to be scanned again, as a person would. */
    const nextRow = async (text: string, via: Via) => {
      for (let tries = 0; ; tries++) {
        await scanBy[via](text);
        if (await hasNextRow()) break;
        expect(tries, printed().join('\n')).toBeLessThan(SCAN_AGAIN);
        console.log('a true pass was to be scanned again');
      }
      rows += 1;
      expect(await seqShown(), 'rows recorded').toBe(rows);
    };
    const admits: GuardedCheckpoint['admits'] = async (via = 'keys') => {
      const openings = board.openings(1);
      await nextRow(truePass(), via);
      await painted('green');
      admitted += 1;
      await board.until(() => board.openings(1) > openings && !board.isOn(1));
      expect(board.openings(1), 'openings of the turnstile').toBe(openings + 1);
    };

    guarded = {
      ...checkpoint,
      hands,
      keyboard,
      truePass,
      admits,
      recorded: async (text, face) => {
        const openings = board.openings(1);
        await nextRow(text, 'serial');
        await shows(face);
        expect(board.openings(1), 'openings of the turnstile').toBe(openings);
      },
      tally: () => ({ rows, admitted }),
      scanShort: async (pauseMs = 120) => {
        for (const text of SHORT_SCANS) {
          await keyboard.type(text);
          await sleep(pauseMs);
        }
        for (const keys of SHORT_SCANS_OF_KEYS) {
          await hands.burst(...keys);
          await sleep(pauseMs);
        }
      },
      sparing: async (act) => {
        const resident = () => ({ shell: residentMiB(app.process().pid), page: residentMiB(rendererOf(data)) });
        const before = resident();
        await act();
        const after = resident();
        console.log(`resident before and after, MiB: ${JSON.stringify({ before, after })}`);
        for (const part of ['shell', 'page'] as const) {
          expect(after[part], part).toBeLessThan(before[part] + KEPT_MIB);
        }
      },
      harmless: async (act, via) => {
        // what was left open; a second key within 300 ms would make a burst of both, which closes nothing
        await hands.press('Escape');
        await vi.waitFor(async () => expect(await page.locator('.panel').count()).toBe(0), { timeout: 5000 });
        const before = await state();
        const openings = board.openings(1);
        await page.evaluate('observed.forget()');
        await act();
        // until the last keys count as typed by hand
        await sleep(4 * BURST_GAP_MS);
        const seen = (await page.evaluate('observed.seen')) as SeenByPage;
        expect(
          seen.faces.filter((face) => !ALLOWED.has(face)),
          printed().join('\n'),
        ).toEqual([]);
        expect({ panels: seen.panels, notices: seen.notices, leaks: seen.leaks }).toEqual({
          panels: [],
          notices: [],
          leaks: [],
        });
        expect(board.openings(1), 'openings of the turnstile').toBe(openings);
        expect(await state()).toEqual(before);
        await admits(via);
        return seen;
      },
    };
  });
  afterAll(() => guarded?.keyboard.close());
  return () => {
    if (guarded === undefined) throw new Error('the checkpoint is not running');
    return guarded;
  };
}

function residentMiB(pid: number | null | undefined): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}
