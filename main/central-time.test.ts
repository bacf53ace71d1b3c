import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ServerType, serve } from '@hono/node-server';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RecordedEntry } from '../db/record.ts';
import { timeRoutes } from '../fixtures/central/time.ts';
import { demoKeys } from '../fixtures/demo/keys.ts';
import { makeDemoWorld } from '../fixtures/demo/make-world.ts';
import { prepareStation, startStation } from './assemble-station.ts';
import type { PassageLine } from './station/passage-line.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;
/** What no setting of `Date` changes. */
const machineTime = (): number => performance.timeOrigin + performance.now();

let directory: string;
let server: ServerType | null;
/** How far the truth is from what this machine's clock says before a test sets it. */
let ahead: number;
const truth = (): number => machineTime() + ahead;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'chot-central-time-'));
  server = null;
  ahead = 0;
});
afterEach(async () => {
  vi.useRealTimers();
  await new Promise((resolve) => (server === null ? resolve(null) : server.close(resolve)));
  rmSync(directory, { recursive: true });
});

async function serveTime(port = 0): Promise<number> {
  const { fetch } = timeRoutes(demoKeys(directory).time, truth);
  const listening = await new Promise<ServerType>((resolve) => {
    const starting = serve({ fetch, hostname: '127.0.0.1', port }, () => resolve(starting));
  });
  server = listening;
  const address = listening.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

type Seen = { readonly line: PassageLine; readonly row: RecordedEntry | null };

/** Scans two passes in turn at a station on this machine's clock until a row is as wanted; gives all of them. */
async function scanUntil(port: number, wanted: (seen: Seen) => boolean, now: number): Promise<Seen[]> {
  const world = await makeDemoWorld(directory, { now, centralUrl: `http://127.0.0.1:${port}` });
  const seen: Seen[] = [];
  const passage = (line: PassageLine) => void seen.push({ line, row: record.find(line.uuid ?? '') });
  const ports = { show: () => {}, passage, log: () => {}, leaveRecord: () => {} };
  const prepared = await prepareStation(directory, ports);
  if (!prepared.ok) throw new Error(prepared.error.detail);
  const { record } = prepared.value;
  const { station, stop } = startStation(prepared.value, ports);
  const lane = world.config?.lanes[0]?.name ?? '';
  try {
    for (let scans = 0; scans < 400; scans += 1) {
      const text = world.samples[scans % 2]?.text ?? '';
      station.scan({ source: 'serial', lane, content: { ok: true, text }, at: 0 });
      const last = seen.at(-1);
      if (last !== undefined && wanted(last)) return seen;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('it never came');
  } finally {
    await stop();
  }
}

test('a station put together asks its central for the time, and judges and records by it', async () => {
  ahead = 3 * HOUR;
  const rows = await scanUntil(await serveTime(), ({ row }) => (row?.at ?? 0) > truth() - MINUTE, machineTime());
  expect(rows.at(-1)?.row).toMatchObject({ clock: 'ok' });
  expect(Date.parse(rows.at(-1)?.line.at ?? '')).toBe(rows.at(-1)?.row?.at);
});

test('a station that starts in 2000 admits nobody until it hears the time, and then goes on by itself', async () => {
  const port = await serveTime();
  const issued = machineTime();
  await makeDemoWorld(directory, { now: issued });
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2000, 0, 1) });
  const rows = await scanUntil(port, ({ line }) => line.colour === 'green', issued + 1000);
  const last = rows.at(-1);
  expect(Math.abs((last?.row?.at ?? 0) - truth())).toBeLessThan(MINUTE);
  expect(last?.row).toMatchObject({ clock: 'ok' });
  for (const { line, row } of rows) {
    if (row?.clock === 'suspect') expect(line).toMatchObject({ colour: 'abnormal' });
  }
  expect(rows[0]?.line.reasons).toContain('clock-suspect');
});
