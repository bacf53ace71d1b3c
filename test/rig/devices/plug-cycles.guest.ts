import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { CdcDevice } from './cdc-device.ts';
import { FtdiDevice } from './ftdi-device.ts';
import { gateDirectory } from './gate.ts';
import { type GateScanner, hidGateScanner, serialGateScanner } from './gate-scanner.ts';
import { Machine } from './machine.ts';
import { StationProcess } from './station-process.ts';
import { until } from './until.ts';

/** Over all scanners of a kind: 500 together; with `--full` 500 of each kind that the kernel itself makes. */
const CYCLES = inject('full') ? { HID: 500, CDC: 500, FTDI: 50 } : { HID: 225, CDC: 225, FTDI: 50 };
const WARM_UP = 0.2;
const SCAN_AGAIN_MS = 2000;
const SETTLED_MS = 30_000;
/** A young generation of 16 MiB, as a station has, is a wave that would hide what is left behind. */
const SHORT_MEMORY = ['--min-semi-space-size=1', '--max-semi-space-size=1'];
/** What a heap may move by, between two collections: 20 KiB for each cycle. */
const HEAP_KIB = 8 * 1024;

let machine: Machine;
type Kind = keyof typeof CYCLES;
let kinds: Readonly<Record<Kind, readonly GateScanner[]>> = { HID: [], CDC: [], FTDI: [] };
let station: StationProcess;

beforeAll(async () => {
  machine = await Machine.connect();
  kinds = {
    HID: [1, 2, 3].map((number) => hidGateScanner(`CYCLEHID${number}`)),
    CDC: [1, 2, 3].map((number) => serialGateScanner(new CdcDevice(`CYCLECDC${number}`))),
    FTDI: [0, 1].map((number) => serialGateScanner(new FtdiDevice(machine, number))),
  };
  const all = Object.values(kinds).flat();
  for (const scanner of all) await scanner.plug();
  const lanes = all.map(({ name, config }) => ({ name, direction: 'in', scanners: [config] }));
  station = await StationProcess.start(await gateDirectory(lanes), SHORT_MEMORY);
  for (const scanner of all) await station.untilOpen(scanner.node());
}, 300_000);
afterAll(async () => {
  await station.stop('SIGKILL');
  for (const scanner of Object.values(kinds).flat()) await scanner.remove();
  await machine.close();
});

test('plug cycles: each unplug is noticed, each replugged scanner read; no handle, thread or memory is left behind', async () => {
  const done = { HID: 0, CDC: 0, FTDI: 0 };
  const cycle = async (kind: Kind, scanner: GateScanner) => {
    const node = scanner.node();
    await scanner.unplug();
    await station.untilReleased(node);
    await scanner.plug();
    await station.untilOpen(scanner.node());
    const told = () => station.lines.filter(({ lane }) => lane === scanner.name).length;
    const before = told();
    done[kind]++;
    // open is not yet read: what comes before the driver has set the port up is dropped, and a person would scan again
    let sent = 0;
    while (told() === before) {
      await scanner.scan(`https://cycle.example/${done[kind]}`);
      sent++;
      const end = performance.now() + SCAN_AGAIN_MS;
      await until(() => told() > before || performance.now() > end);
    }
    expect(told() - before).toBeLessThanOrEqual(sent);
  };
  const run = async (share: number) => {
    const beganAt = performance.now();
    const rounds = (Object.keys(CYCLES) as Kind[]).flatMap((kind) =>
      kinds[kind].map(async (scanner) => {
        const cycles = Math.ceil((share * CYCLES[kind]) / kinds[kind].length);
        for (let round = 0; round < cycles; round++) await cycle(kind, scanner);
      }),
    );
    await Promise.all(rounds);
    return (performance.now() - beganAt) / 1000;
  };
  const warmUpSeconds = await run(WARM_UP);
  const before = station.resources();
  const seconds = await run(1 - WARM_UP);
  // a job of the record takes a thread and what that needs, for a moment
  const end = performance.now() + SETTLED_MS;
  await until(() => station.resources().threads <= before.threads || performance.now() > end);
  const after = station.resources();
  console.log(
    `figure: plug cycles ${JSON.stringify(done)} in ${(warmUpSeconds + seconds).toFixed(0)} s; before ${JSON.stringify(before)}, after ${JSON.stringify(after)}`,
  );
  expect([after.handles, after.threads]).toEqual([before.handles, before.threads]);
  expect(after.residentKib).toBeLessThan(before.residentKib * 1.05 + HEAP_KIB);
}, 1_800_000);
