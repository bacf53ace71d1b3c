import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, vi } from 'vitest';
import { makeDemoWorld } from '../../fixtures/demo/make-world.ts';
import type { DemoSample } from '../../fixtures/demo/samples.ts';
import { FakeLcusBoard } from '../../fixtures/devices/lcus-board.ts';
import { FakeSerialScanner } from '../../fixtures/devices/serial-scanner.ts';
import { startXvfb, type VirtualScreen } from '../../fixtures/devices/x11-display.ts';
import { type Colour, PixelWatcher } from '../../fixtures/devices/x11-pixel.ts';

import { launch, type RunningApp, scratchDirectory } from './launch.ts';
import { packagedApp } from './packaged-app.ts';

/** Field colours of the faces at the watched pixel (DESIGN section 10). */
export const FIELD = {
  green: 0x5bd68b,
  black: 0x0b0b0d,
  abnormal: 0xffc20a,
  'scan-again': 0xffffff,
  'out-of-service': 0xe6e6ea,
} as const satisfies Record<string, Colour>;
export type Face = keyof typeof FIELD;

/** In the field of every face: right of the frames and stripes, left of all words. */
const WATCHED = { x: 60, y: 600 };

export type Checkpoint = RunningApp & {
  readonly screen: VirtualScreen;
  readonly data: string;
  readonly scanner: FakeSerialScanner;
  readonly board: FakeLcusBoard;
  readonly samples: readonly DemoSample[];
  /** A sample that shows this face, another one at each call while there are: a copy would show another face. */
  readonly next: (expect: DemoSample['expect']) => string;
  /** Resolves when the painted screen has the face's field, as seen by an X client of its own. */
  readonly painted: (face: Face) => Promise<void>;
  /** Resolves when the page shows the face and says so of itself. */
  readonly shows: (face: Face | 'idle') => Promise<void>;
  /** Keeps a picture of the whole X screen with the run. */
  readonly keep: (name: string) => Promise<void>;
};

/** Where the run keeps its pictures; not part of the project. */
const PICTURES = join(import.meta.dirname, '..', '..', 'test-results', 'faces');

/**
 * The app as built, under an X server of its own, in the demo world with a serial scanner and a turnstile on
 * pseudo-terminals beside the keyboard; one for all tests of a file.
 */
export function runningCheckpoint(): () => Checkpoint {
  let checkpoint: Checkpoint | undefined;
  const cleanups: (() => unknown)[] = [];
  beforeAll(async () => {
    const scratch = await scratchDirectory();
    cleanups.unshift(scratch.remove);
    const data = join(scratch.path, 'data');
    const { samples } = await makeDemoWorld(data, { now: Date.now() });
    const scanner = new FakeSerialScanner('\r');
    const board = new FakeLcusBoard();
    await Promise.all([scanner.device.plug(), board.plug()]);
    cleanups.unshift(
      () => scanner.device.remove(),
      () => board.device.remove(),
    );
    connectDevices(data, scanner.device.path, board.device.path);
    const screen = await startXvfb();
    cleanups.unshift(screen.stop);
    const running = await launch({ app: packagedApp, display: screen.display, data });
    cleanups.unshift(running.close);
    const pixel = await PixelWatcher.connect(screen.display, WATCHED.x, WATCHED.y);
    cleanups.unshift(() => pixel.close());
    const unused = new Map<string, string[]>();
    const next: Checkpoint['next'] = (expected) => {
      const left = unused.get(expected) ?? [];
      if (left.length === 0) left.push(...samples.flatMap(({ expect, text }) => (expect === expected ? [text] : [])));
      unused.set(expected, left);
      return left.shift() ?? '';
    };
    const shows: Checkpoint['shows'] = (face) =>
      vi.waitFor(
        async () => {
          const shown = await running.page.evaluate('document.documentElement.dataset.face');
          if (shown !== face) throw new Error(`the page shows ${shown}, not ${face}:\n${running.printed().join('\n')}`);
        },
        { timeout: 20_000, interval: 25 },
      );
    checkpoint = {
      ...running,
      screen,
      data,
      scanner,
      board,
      samples,
      next,
      shows,
      painted: async (face) => {
        const seen = await pixel.until((colour) => colour === FIELD[face], { timeoutMs: 20_000, pauseMs: 5 });
        if (seen === null) throw new Error(`the screen never turned ${face}:\n${running.printed().join('\n')}`);
      },
      keep: async (name) => {
        mkdirSync(PICTURES, { recursive: true });
        await running.page.screenshot({ path: join(PICTURES, `${name}.png`) });
      },
    };
    await shows('idle');
  });
  afterAll(async () => {
    for (const clean of cleanups) await clean();
  });
  return () => {
    if (checkpoint === undefined) throw new Error('the checkpoint is not running');
    return checkpoint;
  };
}

function connectDevices(data: string, scanner: string, board: string): void {
  const path = join(data, 'station.json');
  const config = JSON.parse(readFileSync(path, 'utf8'));
  const [lane] = config.lanes;
  lane.scanners = [{ kind: 'serial', path: scanner, baud: 9600 }, { kind: 'wedge' }];
  lane.turnstile = { kind: 'lcus', path: board, channel: 1 };
  writeFileSync(path, JSON.stringify({ ...config, lanes: [lane] }));
}
