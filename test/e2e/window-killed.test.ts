import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { makeDemoWorld } from '../../fixtures/demo/make-world.ts';
import { FakeSerialScanner } from '../../fixtures/devices/serial-scanner.ts';
import { startXvfb } from '../../fixtures/devices/x11-display.ts';
import { PixelWatcher } from '../../fixtures/devices/x11-pixel.ts';
import { chot } from '../cli/run-chot.ts';
import { FIELD } from './checkpoint.ts';
import { appEnvironment, IS_ROOT, scratchDirectory } from './launch.ts';
import { packagedApp } from './packaged-app.ts';

/** `CHOT_WINDOW_KILLS=30` for a long run (docs/testing.md). */
const KILLS = Number(process.env.CHOT_WINDOW_KILLS ?? 3);
const WATCHED = { x: 60, y: 600 };
const PATIENCE = { timeoutMs: 60_000, pauseMs: 2 };
/** From the scan to the kill: within it the row is committed, told and painted. */
const KILLED_WITHIN_MS = 25;

test(
  `what a window has shown is recorded, though the app is killed ${KILLS} times in the middle of a scan`,
  async () => {
    const scratch = await scratchDirectory();
    onTestFinished(scratch.remove);
    const data = join(scratch.path, 'data');
    const { samples } = await makeDemoWorld(data, { now: Date.now() });
    const scanner = new FakeSerialScanner();
    await scanner.device.plug();
    onTestFinished(() => scanner.device.remove());
    const path = join(data, 'station.json');
    const config = JSON.parse(readFileSync(path, 'utf8'));
    config.lanes = [{ ...config.lanes[0], scanners: [{ kind: 'serial', path: scanner.device.path }] }];
    writeFileSync(path, JSON.stringify(config));
    const screen = await startXvfb();
    onTestFinished(screen.stop);
    const pixel = await PixelWatcher.connect(screen.display, WATCHED.x, WATCHED.y);
    onTestFinished(() => pixel.close());
    const [idle, dead] = [0x0d3a63, await pixel.colour()];

    /** Neither of them depends on who was there before. */
    const textOf = (face: 'black' | 'abnormal') => samples.find(({ expect }) => expect === face)?.text ?? '';
    let [scanned, shown] = [0, 0];
    async function scan(face: 'black' | 'abnormal'): Promise<void> {
      scanned += 1;
      await scanner.scan(textOf(face));
    }
    const painted = async (colour: number) => {
      const seen = await pixel.until((now) => now === colour, PATIENCE);
      if (seen === null) throw new Error(`the screen never turned ${colour.toString(16)}:\n${said}`);
    };

    let said = '';
    let app: ChildProcess | null = null;
    onTestFinished(() => void app?.kill('SIGKILL'));
    for (let kill = 0; kill < KILLS; kill += 1) {
      const child = spawn(packagedApp.executable, [...(IS_ROOT ? ['--no-sandbox'] : []), '--data', data], {
        env: appEnvironment(screen.display),
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        said = (said + text).slice(-4000);
      });
      app = child;
      await painted(idle);
      await scan('black');
      await painted(FIELD.black);
      await scan('abnormal');
      const showing = pixel.until((now) => now === FIELD.abnormal || now === dead, PATIENCE);
      await sleep(Math.random() * KILLED_WITHIN_MS);
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      shown += 1 + ((await showing)?.colour === FIELD.abnormal ? 1 : 0);
      await painted(dead);
    }
    const verified = await chot(['ledger', 'verify', '--data', data]);
    expect(verified.status, verified.messages).toBe(0);
    const { rows } = JSON.parse(verified.lines[0] ?? '');
    console.log(`${KILLS} kills of the app, ${scanned} scans, ${shown} shown, ${rows} recorded`);
    expect(rows).toBeGreaterThanOrEqual(shown);
    expect(rows).toBeLessThanOrEqual(scanned);
  },
  120_000 + KILLS * 60_000,
);
