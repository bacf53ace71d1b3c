import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { DemoSample } from '../../fixtures/demo/samples.ts';
import { FakeLcusBoard } from '../../fixtures/devices/lcus-board.ts';
import { FakeSerialScanner } from '../../fixtures/devices/serial-scanner.ts';
import { demoStation } from './demo-station.ts';

export type GateStation = {
  readonly directory: string;
  readonly samples: readonly DemoSample[];
  readonly scanner: FakeSerialScanner;
  readonly board: FakeLcusBoard;
  /** Writes other values over those of station.json. */
  readonly change: (values: object) => void;
};

/** A station of the demo world with one gate: a serial scanner and an LCUS board, both plugged in. */
export async function gateStation(): Promise<GateStation> {
  const { directory, samples } = await demoStation();
  const [scanner, board] = [new FakeSerialScanner(), new FakeLcusBoard()];
  await Promise.all([scanner.device.plug(), board.plug()]);
  onTestFinished(async () => {
    await Promise.all([scanner.device.remove(), board.device.remove()]);
  });
  const path = join(directory, 'station.json');
  const change = (values: object) => {
    writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...values }));
  };
  const turnstile = { kind: 'lcus', path: board.device.path };
  const scanners = [{ kind: 'serial', path: scanner.device.path }];
  change({ lanes: [{ name: 'gate', direction: 'in', scanners, turnstile }] });
  return { directory, samples, scanner, board, change };
}
