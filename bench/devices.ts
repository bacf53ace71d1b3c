import { closeSync, openSync, readdirSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { demoKeys } from '../fixtures/demo/keys.ts';
import { makeDemoWorld } from '../fixtures/demo/make-world.ts';
import { prepareStation, startStation } from '../main/assemble-station.ts';
import type { ToWindow } from '../main/contract/messages.ts';
import { readStationConfig } from '../main/data-directory.ts';
import { stationScanners } from '../main/station-scanners.ts';
import { type BoardName, FarEnd, monotonicMs, type ScannerName } from './far-end.ts';
import { against, percentile, print } from './figures.ts';
import { samplePasses } from './samples.ts';
import { withScratch } from './scratch.ts';

const SCANS = 1000;
const OPENINGS = 500;
/** Half of a floor is taken before and half after what stands on it: machines drift. */
const FLOOR_HALF = 500;
const WARM_UP = 20;
/** A station passes over what comes faster than 20 a second (`ScanPace`); the floor waits as long, to be as cold. */
const BETWEEN_SCANS_MS = 51;
const PULSE_MS = 100;
const SCAN_BUDGET_MS = 3;
const PULSE_BUDGET_MS = 5;

/**
 * Last byte that a scanner gave to the kernel → the station's `Scan`, and committed row → first byte of the pulse at a relay
 * board. Devices are played by a process of their own at the far ends of pseudo-terminals, which socat keeps: its hop is in
 * the figures and in their floors. Where the kernel can make USB devices (the guest of the rig), a HID scanner too.
 */
export async function benchDevices(): Promise<void> {
  await withScratch(async (directory) => {
    const farEnd = await FarEnd.start();
    try {
      await makeDemoWorld(directory, { now: Date.now() });
      await benchScans(farEnd, directory, 'serial-1');
      if (farEnd.devices.hid) await benchScans(farEnd, directory, 'hid');
      else console.log('devices, hid scanner: no HID devices here; the guest of the rig has them');
      await benchPulses(farEnd, directory);
    } finally {
      await farEnd.stop();
    }
  });
}

async function benchScans(farEnd: FarEnd, directory: string, scanner: 'serial-1' | 'hid'): Promise<void> {
  const { texts } = samplePasses(100, Date.now());
  const path = scanner === 'hid' ? hidraw() : farEnd.devices[scanner];
  const floor = await bareReads(farEnd, scanner, path, texts);
  const whole = await scans(farEnd, scanner, directory, texts);
  floor.push(...(await bareReads(farEnd, scanner, path, texts)));
  figures(scanner === 'hid' ? 'hid scanner' : 'serial scanner', 'scan', floor, whole, SCAN_BUDGET_MS);
}

/** Byte to `Scan`, through the station's own scanners. */
async function scans(
  farEnd: FarEnd,
  scanner: 'serial-1' | 'hid',
  directory: string,
  texts: readonly string[],
): Promise<number[]> {
  const config = configure(directory, [
    scanner === 'hid' ? { kind: 'hid', usb: '0c2e:0b61' } : { kind: 'serial', path: farEnd.devices[scanner] },
  ]);
  const scanners = stationScanners(directory, config);
  const [lane = ''] = config.lanes.map(({ name }) => name);
  const ready = Promise.withResolvers<void>();
  let heard = Promise.withResolvers<number | null>();
  scanners.start({
    scan: ({ content }) => {
      const at = monotonicMs();
      // a machine too busy to measure may part a scan
      heard.resolve(content.ok ? at : null);
    },
    officerKey: () => {},
    changed: () => {
      if (scanners.ofLane(lane)[0]?.state === 'ready') ready.resolve();
    },
  });
  await ready.promise;
  const samples = await timeScans(farEnd, scanner, texts, SCANS, async () => {
    const at = await heard.promise;
    heard = Promise.withResolvers();
    return at;
  });
  await scanners.stop();
  return samples;
}

/** The least that Node does to have the same bytes from the same device. */
async function bareReads(
  farEnd: FarEnd,
  scanner: ScannerName,
  path: string,
  texts: readonly string[],
): Promise<number[]> {
  const device = await open(path, 'r');
  const buffer = Buffer.alloc(4096);
  const samples = await timeScans(farEnd, scanner, texts, FLOOR_HALF, async (text) => {
    let left = scanner === 'hid' ? 64 * Math.ceil(text.length / 56) : text.length + 1;
    while (left > 0) left -= (await device.read(buffer)).bytesRead;
    return monotonicMs();
  });
  await device.close();
  return samples;
}

async function timeScans(
  farEnd: FarEnd,
  scanner: ScannerName,
  texts: readonly string[],
  count: number,
  arrival: (text: string) => Promise<number | null>,
): Promise<number[]> {
  const samples: number[] = [];
  for (let turn = -WARM_UP; turn < count; turn++) {
    const text = texts[(turn + WARM_UP) % texts.length] ?? '';
    const [arrived, sent] = await Promise.all([arrival(text), farEnd.scan(scanner, text)]);
    if (turn >= 0 && arrived !== null) samples.push(arrived - sent);
    await sleep(BETWEEN_SCANS_MS + Math.random() * 4);
  }
  return samples;
}

/** A whole station with two lanes, one before each board: every pass that it records opens one of them. */
async function benchPulses(farEnd: FarEnd, directory: string): Promise<void> {
  const { devices } = farEnd;
  configure(
    directory,
    [{ kind: 'serial', path: devices['serial-1'] }],
    { kind: 'lcus', path: devices.lcus },
    [{ kind: 'serial', path: devices['serial-2'] }],
    { kind: 'modbus', path: devices.modbus },
  );
  const passes = [...samplePasses(2 * (OPENINGS + WARM_UP), Date.now(), demoKeys(directory).certificates).texts];
  const floor = await bareWrites(farEnd);
  const { committed, stop } = await runningStation(directory);
  const samples: Record<BoardName, number[]> = { lcus: [], modbus: [] };
  for (let turn = -WARM_UP; turn < OPENINGS; turn++) {
    farEnd.forgetSwitched();
    for (const [scanner, board] of [
      ['serial-1', 'lcus'],
      ['serial-2', 'modbus'],
    ] as const) {
      const [opened] = await Promise.all([farEnd.switched(board, true), farEnd.scan(scanner, passes.pop() ?? '')]);
      // a turnstile is out of order for a while when its board, on a machine as busy as that, answered too late
      if (turn >= 0 && opened !== null) samples[board].push(opened - committed());
    }
    await Promise.all([farEnd.switched('lcus', false), farEnd.switched('modbus', false)]);
    // a board is asked whether it is off, and takes no pulse before it has said so
    await sleep(PULSE_MS);
  }
  await stop();
  floor.push(...(await bareWrites(farEnd)));
  for (const board of ['lcus', 'modbus'] as const)
    figures(`${board} board`, 'pulse', floor, samples[board], PULSE_BUDGET_MS);
}

async function runningStation(directory: string): Promise<{ committed: () => number; stop: () => Promise<void> }> {
  const log = (message: string) => console.error(message);
  const ready = Promise.withResolvers<void>();
  const ports = {
    log,
    leaveRecord: ({ detail }: { detail: string }) => log(detail),
    passage: () => {},
    show: (message: ToWindow) => {
      if (message.type !== 'station') return;
      const turnstiles = message.lanes.flatMap(({ turnstile }) => turnstile ?? []);
      if (turnstiles.every(({ state }) => state === 'ready')) ready.resolve();
      for (const { kind, state, detail } of turnstiles) if (detail !== null) log(`${kind} board: ${state}: ${detail}`);
    },
  };
  const prepared = await prepareStation(directory, ports);
  if (!prepared.ok) throw new Error(prepared.error.detail);
  const { record } = prepared.value;
  let committed = Number.NaN;
  const append: typeof record.append = (entry) => {
    const appended = record.append(entry);
    committed = monotonicMs();
    return appended;
  };
  const running = startStation({ ...prepared.value, record: { ...record, append } }, ports);
  await ready.promise;
  return { committed: () => committed, stop: running.stop };
}

/** A command's four bytes given to a pseudo-terminal, and nothing else. */
async function bareWrites(farEnd: FarEnd): Promise<number[]> {
  const line = openSync(farEnd.devices.bare, 'r+');
  const samples: number[] = [];
  for (let turn = -WARM_UP; turn < FLOOR_HALF / 2; turn++) {
    const at = monotonicMs();
    writeSync(line, Uint8Array.of(0xa0, 1, 1, 0xa2));
    const came = await farEnd.came();
    if (turn >= 0) samples.push(came - at);
    await sleep(5 + Math.random() * 10);
  }
  closeSync(line);
  return samples;
}

function configure(directory: string, ...devices: readonly (object | readonly object[])[]) {
  const path = join(directory, 'station.json');
  const config = JSON.parse(readFileSync(path, 'utf8'));
  const lanes = [];
  for (let at = 0; at < devices.length; at += 2) {
    lanes.push({
      name: `Cổng ${at / 2 + 1}`,
      direction: 'in',
      scanners: devices[at],
      turnstile: devices[at + 1] ?? null,
    });
  }
  writeFileSync(path, JSON.stringify({ ...config, lanes, passage: { pulseMs: PULSE_MS, windowSeconds: 1 } }));
  const read = readStationConfig(directory);
  if (!read.ok) throw new Error(read.error.detail);
  return read.value;
}

function hidraw(): string {
  const name = readdirSync('/dev').find((entry) => entry.startsWith('hidraw'));
  if (name === undefined) throw new Error('the kernel made no /dev/hidraw for the scanner');
  return `/dev/${name}`;
}

function figures(
  device: string,
  what: string,
  floor: readonly number[],
  whole: readonly number[],
  budget: number,
): void {
  const p99 = percentile(whole, 0.99);
  print(`devices, ${device}`, {
    [`${what}s`]: whole.length,
    'floor p50, ms': percentile(floor, 0.5),
    'floor p99, ms': percentile(floor, 0.99),
    [`${what} p50, ms`]: percentile(whole, 0.5),
    'p99 over the floor, ms': p99 - percentile(floor, 0.99),
    [`${what} p99, ms`]: against(p99, budget, 'at most'),
    'most, ms': Math.max(...whole),
  });
}
