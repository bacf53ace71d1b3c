import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { demoKeys } from '../fixtures/demo/keys.ts';
import { makeDemoWorld } from '../fixtures/demo/make-world.ts';
import { FakeSerialScanner } from '../fixtures/devices/serial-scanner.ts';
import { startXvfb } from '../fixtures/devices/x11-display.ts';
import { PixelWatcher } from '../fixtures/devices/x11-pixel.ts';
import { stationEnvironment } from '../main/shell/station-host.ts';
import { buildIfStale } from '../tools/build.ts';
import { findElectron } from '../tools/electron-runtime.ts';
import { percentile, print } from './figures.ts';
import { samplePasses } from './samples.ts';
import { withScratch } from './scratch.ts';

const SCANS = 200;
const FLOOR_HALF = 100;
/** Scans before those that count: they warm the page up. */
const WARM_UP = 6;
/** Longer than the station takes to gather its numbers after a verdict; uneven, so as not to march with the frames. */
const PAUSE_MS = { least: 200, spread: 97 };
const GREEN = 0x5bd68b;
const AMBER = 0xffc20a;
/** In the field of both faces, away from words and stripes. */
const WATCHED = { x: 60, y: 600 };

/**
 * Last scanner byte → changed pixel of the X screen, seen by an X client of its own, through the real app: pseudo-terminal,
 * station, ledger at FULL, window. Beside it the floor, from the same run: the least that an Electron app does from a byte
 * to a pixel, half of it before and half after, because machines drift.
 */
export async function benchGlass(): Promise<void> {
  const built = buildIfStale(console.error);
  const electron = await findElectron();
  if (!built.ok || !electron.ok) throw new Error(built.ok ? 'there is no Electron' : built.error);
  const { executable } = electron.value;
  await withScratch(async (directory) => {
    const floor = await floorSamples(executable, join(directory, 'floor-1'));
    const whole = await scanSamples(executable, join(directory, 'data'));
    floor.push(...(await floorSamples(executable, join(directory, 'floor-2'))));
    const [p50, p99] = [percentile(whole, 0.5), percentile(whole, 0.99)];
    print('glass', {
      electron: electron.value.version,
      scans: whole.length,
      'floor p50, ms': percentile(floor, 0.5),
      'floor p99, ms': percentile(floor, 0.99),
      'scan p50, ms': `${p50.toFixed(2)} (budget 10: ${p50 <= 10 ? 'met' : 'MISSED'})`,
      'scan p99, ms': `${p99.toFixed(2)} (budget 20: ${p99 <= 20 ? 'met' : 'MISSED'})`,
      'p50 against floor': p50 / percentile(floor, 0.5),
      'p99 against floor': p99 / percentile(floor, 0.99),
    });
  });
}

function start(executable: string, display: string, args: readonly string[]): ChildProcess {
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return spawn(executable, [...args, ...root], {
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { ...stationEnvironment(process.env), DISPLAY: display, CHOT_NODE: process.execPath },
  });
}

async function scanSamples(executable: string, data: string): Promise<number[]> {
  const { samples } = await makeDemoWorld(data, { now: Date.now() });
  const scanner = new FakeSerialScanner('\r');
  await scanner.device.plug();
  const path = join(data, 'station.json');
  const config = JSON.parse(readFileSync(path, 'utf8'));
  config.lanes[0].scanners = [{ kind: 'serial', path: scanner.device.path }];
  writeFileSync(path, JSON.stringify(config));
  const amber = samples.find(({ expect }) => expect === 'abnormal')?.text ?? '';
  // a pass that went in a moment ago would be a copy of itself, and not green
  const greens = [...samplePasses(SCANS + WARM_UP, Date.now(), demoKeys(data).certificates).texts];
  const project = join(import.meta.dirname, '..');
  try {
    return await watch(executable, [project, '--data', data], SCANS, 4000, (turn) => {
      void scanner.scan(turn % 2 === 0 ? (greens.pop() ?? '') : amber);
      return turn % 2 === 0 ? GREEN : AMBER;
    });
  } finally {
    await scanner.device.remove();
  }
}

async function floorSamples(executable: string, userData: string): Promise<number[]> {
  const app = join(import.meta.dirname, 'floor');
  return watch(executable, [app, `--user-data-dir=${userData}`], FLOOR_HALF, 2500, (turn, child) => {
    child.stdin?.write(turn % 2 === 0 ? 'a' : 'b');
    return turn % 2 === 0 ? GREEN : AMBER;
  });
}

/** Starts an app, lets `act` begin one change at a time, and times each until the pixel has the colour it names. */
async function watch(
  executable: string,
  args: readonly string[],
  turns: number,
  startMs: number,
  act: (turn: number, child: ChildProcess) => number,
): Promise<number[]> {
  const screen = await startXvfb();
  const child = start(executable, screen.display, args);
  const pixel = await PixelWatcher.connect(screen.display, WATCHED.x, WATCHED.y);
  const samples: number[] = [];
  try {
    await sleep(startMs);
    for (let turn = -WARM_UP; turn < turns; turn++) {
      const begun = performance.now();
      const colour = act(turn + WARM_UP, child);
      const seen = await pixel.until((now) => now === colour, { timeoutMs: 5000 });
      if (seen === null) throw new Error(`turn ${turn}: the screen did not change`);
      if (turn >= 0) samples.push(seen.at - begun);
      await sleep(PAUSE_MS.least + Math.random() * PAUSE_MS.spread);
    }
    return samples;
  } finally {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill();
    await gone;
    await pixel.close();
    await screen.stop();
  }
}
