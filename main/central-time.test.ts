import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ServerType, serve } from '@hono/node-server';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { timeRoutes } from '../fixtures/central/time.ts';
import { demoKeys } from '../fixtures/demo/keys.ts';
import { makeDemoWorld } from '../fixtures/demo/make-world.ts';
import { prepareStation, startStation } from './assemble-station.ts';
import type { PassageLine } from './station/passage-line.ts';

const HOUR = 3_600_000;
let directory: string;
let server: ServerType;
/** How far the truth is from what this machine's clock says. */
let ahead: number;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'chot-central-time-'));
  ahead = 3 * HOUR;
  const { time } = demoKeys(directory);
  server = await new Promise((resolve) => {
    const { fetch } = timeRoutes(time, () => Date.now() + ahead);
    const listening = serve({ fetch, hostname: '127.0.0.1', port: 0 }, () => resolve(listening));
  });
});
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(directory, { recursive: true });
});

test('a station put together asks its central for the time, and judges and records by it', async () => {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const { samples, config } = await makeDemoWorld(directory, {
    now: Date.now(),
    centralUrl: `http://127.0.0.1:${port}`,
  });
  const lines: PassageLine[] = [];
  const ports = { show: () => {}, passage: (line: PassageLine) => void lines.push(line), log: () => {} };
  const prepared = await prepareStation(directory, ports);
  if (!prepared.ok) throw new Error(prepared.error.detail);
  const { station, stop } = startStation(prepared.value, ports);
  const lane = config?.lanes[0]?.name ?? '';
  let scans = 0;
  await vi.waitUntil(
    () => {
      const text = samples[scans % 2]?.text ?? '';
      station.scan({ source: 'serial', lane, content: { ok: true, text }, at: 0 });
      scans += 1;
      return Date.parse(lines.at(-1)?.at ?? '') - Date.now() > 2.9 * HOUR;
    },
    { timeout: 20_000, interval: 50 },
  );
  const row = prepared.value.record.find(lines.at(-1)?.uuid ?? '');
  await stop();
  expect(row).toMatchObject({ clock: 'ok' });
  expect(Math.abs((row?.at ?? 0) - Date.now() - ahead)).toBeLessThan(60_000);
});
