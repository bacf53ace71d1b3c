import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { FakeLcusBoard } from '../../fixtures/devices/lcus-board.ts';
import { PTY_MISSING } from '../../fixtures/devices/pty-device.ts';
import { FakeSerialScanner } from '../../fixtures/devices/serial-scanner.ts';
import { demoStation } from './demo-station.ts';
import { CLI, chot } from './run-chot.ts';

if (PTY_MISSING !== null) console.warn(`skipped, chot station was not tried with a gate: ${PTY_MISSING}`);

test.skipIf(PTY_MISSING !== null)('a gate goes on, and closes, when nobody reads its lines any more', async () => {
  const { directory, samples } = await demoStation();
  const [scanner, board] = [new FakeSerialScanner(), new FakeLcusBoard()];
  const path = join(directory, 'station.json');
  const config = JSON.parse(readFileSync(path, 'utf8'));
  config.lanes = [
    {
      name: 'gate',
      direction: 'in',
      scanners: [{ kind: 'serial', path: scanner.device.path }],
      turnstile: { kind: 'lcus', path: board.device.path },
    },
  ];
  writeFileSync(path, JSON.stringify(config));
  await Promise.all([scanner.device.plug(), board.plug()]);
  const child = spawn(process.execPath, [CLI, 'station', '--data', directory], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await Promise.all([scanner.device.remove(), board.device.remove()]);
  });
  await new Promise((resolve) => child.stderr.once('data', resolve));
  await board.until(() => board.commands.length > 0);
  child.stdout.destroy();
  child.stderr.destroy();

  const openings = () => board.transitions.filter(({ on }) => on).length;
  const greens = samples.filter((sample) => sample.expect === 'green').slice(0, 3);
  for (const [index, { text }] of greens.entries()) {
    await scanner.scan(text);
    await board.until(() => openings() === index + 1);
    await board.until(() => !board.isOn(1));
  }
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGHUP');
  expect(await ended).toBe(0);
  const verified = await chot(['ledger', 'verify', '--data', directory]);
  expect(JSON.parse(verified.lines[0] ?? '')).toMatchObject({ rows: greens.length });
});
