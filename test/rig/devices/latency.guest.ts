import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { STATION_NODE_FLAGS } from '../../../main/flat-memory.ts';
import { CdcDevice } from './cdc-device.ts';
import { FtdiDevice } from './ftdi-device.ts';
import { type GateScanner, hidGateScanner, serialGateScanner } from './gate-scanner.ts';
import { Machine } from './machine.ts';
import { UsbMonitor } from './usb-monitor.ts';

const SCANS = inject('full') ? 1000 : 500;
/** The engine compiles anew what runs often, until here; emulated, each time costs some ten milliseconds. */
const WARM_UP = 1500;
const BUDGET_MS = 3;
const END_LENGTH = 20;

let machine: Machine;
let monitor: UsbMonitor;
beforeAll(async () => {
  machine = await Machine.connect();
  monitor = new UsbMonitor();
});
afterAll(async () => {
  await machine.close();
  await monitor.stop();
});

/** From the last byte at the kernel to what a process of its own says, for each of many scans. */
async function latencies(scanner: GateScanner, script: string, argument: string): Promise<number[]> {
  // as packaging/chot-gate.service starts a station
  const child = spawn(
    'nice',
    ['-n', '-10', process.execPath, ...STATION_NODE_FLAGS, join(import.meta.dirname, script), argument],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<string> => (await lines.next()).value ?? 'the end';
  try {
    expect(await next()).toBe('ready');
    const measured: number[] = [];
    for (let scan = 0; scan < WARM_UP + SCANS; scan++) {
      // As long as a usual pass; its end is unlike all others, and stands in one report.
      const end = String(scan).padStart(END_LENGTH, 'Z');
      const text = `HC1:${'6BFOXN TS3DH'.repeat(20)}${end}`;
      const arrived = monitor.untilArrived(text);
      await scanner.scan(text);
      const [at, said] = (await next()).split(' ');
      // A machine as slow as this one may fall silent in the middle of a scan: it is refused, and no time of a scan.
      if (said === end) measured.push(Number(at) - (await arrived));
      else console.log(`figure: instead of scan ${scan}: ${said}`);
    }
    return measured.slice(WARM_UP).toSorted((a, b) => a - b);
  } finally {
    child.kill('SIGKILL');
  }
}

function said(sorted: readonly number[]): string {
  const at = (share: number) => (sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN).toFixed(2);
  return `p50 ${at(0.5)} p99 ${at(0.99)} ms`;
}

test.each([
  ['HID POS', () => hidGateScanner('LATENCYHID')],
  ['CDC', () => serialGateScanner(new CdcDevice('LATENCYCDC'))],
  ['FTDI', () => serialGateScanner(new FtdiDevice(machine, 0))],
])(
  'last byte at the kernel to Scan: %s',
  async (kind, make) => {
    const scanner = make();
    await scanner.plug();
    try {
      const driver = await latencies(scanner, 'listen.child.ts', JSON.stringify(scanner.config));
      const node = scanner.node();
      if (kind !== 'HID POS') execFileSync('stty', ['-F', node, 'raw', '-echo']);
      const floor = await latencies(scanner, 'bare-read.child.ts', node);
      console.log(
        `figure: ${kind}, last byte at the kernel to Scan: ${said(driver)}; to a bare read: ${said(floor)} (budget p99 ${BUDGET_MS} ms)`,
      );
      for (const each of [driver, floor]) expect(each.length).toBeGreaterThan(0.9 * SCANS);
    } finally {
      await scanner.remove();
    }
  },
  600_000,
);
