import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { SAMPLE_AT, sampleEntry } from '../../db/entry.sample.ts';
import { openRecord, type StationRecord } from '../../db/record.ts';
import { type Central, startCentral } from '../../fixtures/central/central.ts';
import { NO_TOKENS } from '../../fixtures/central/no-tokens.ts';
import { createUploader, type Uploader, type UploadState } from './uploader.ts';

/** The uploader against the sandbox central, over real HTTP, with a real record. */

let directory: string;
let record: StationRecord;
let central: Central;
let stations = 0;
let station: string;
const uploaders: Uploader[] = [];

beforeAll(async () => {
  central = await startCentral({ port: 0, data: null, open: true });
}, 60_000);
afterAll(() => central.close());
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'chot-upload-'));
  record = openStationRecord();
  stations += 1;
  station = `station-${stations}`;
});
afterEach(async () => {
  for (const uploader of uploaders.splice(0)) await uploader.stop();
  record.close();
  rmSync(directory, { recursive: true });
});

function openStationRecord(): StationRecord {
  const opened = openRecord({ directory });
  if (!opened.ok) throw new Error(opened.error.detail);
  return opened.value;
}

function uploader(onState: (state: UploadState) => void = () => {}): Uploader {
  const created = createUploader({
    outbox: record.outbox,
    station,
    url: central.url,
    caFile: null,
    tokens: NO_TOKENS,
    now: () => SAMPLE_AT,
    random: () => 0.5,
    later(ms, task) {
      const timer = setTimeout(task, Math.min(ms, 20));
      return () => clearTimeout(timer);
    },
    onState,
  });
  uploaders.push(created);
  return created;
}

async function arrived(): Promise<{ count: number; rows: { row: { uuid: string; seq: number } }[] }> {
  const answer = await fetch(`${central.url}/v1/checkins?station=${station}&limit=1000`);
  return (await answer.json()) as never;
}

test('1,203 rows arrive once each, in order, and leave the outbox', async () => {
  const uuids: string[] = [];
  for (let n = 0; n < 1203; n += 1) {
    const entry = sampleEntry({ at: SAMPLE_AT + n });
    uuids.push(entry.uuid);
    record.append(entry);
  }
  const report = await uploader().drainOnce();
  expect(report).toEqual({
    stored: 1203,
    duplicate: 0,
    parked: 0,
    unanswered: 0,
    answered: 3,
    requests: 3,
    stopped: null,
  });
  expect(record.outbox.counts()).toEqual({ waiting: 0, parked: 0 });
  const { count, rows } = await arrived();
  expect(count).toBe(1203);
  expect(rows.map(({ row }) => row.uuid)).toEqual(uuids.slice(0, 1000));
});

test('a row sent a second time after a restart is a duplicate, not a second row', async () => {
  const entry = sampleEntry();
  record.append(entry);
  const checkins = record.outbox.waiting(0, 1).map((row) => row.checkin);
  await fetch(`${central.url}/v1/checkins/batches`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ station, rows: checkins }),
  });
  record.close();
  record = openStationRecord();
  expect(await uploader().drainOnce()).toMatchObject({ stored: 0, duplicate: 1 });
  expect((await arrived()).count).toBe(1);
});

test('a row that the contract refuses is parked with its reason, and the others arrive', async () => {
  record.append(sampleEntry());
  const poison = sampleEntry({ lane: 'x'.repeat(41) });
  record.append(poison);
  record.append(sampleEntry());
  expect(await uploader().drainOnce()).toMatchObject({ stored: 2, parked: 1, stopped: null });
  expect(record.outbox.counts()).toEqual({ waiting: 0, parked: 1 });
  const [parked] = record.outbox.parked(10);
  expect(parked).toMatchObject({ seq: 2, uuid: poison.uuid, reason: expect.stringContaining('/lane') });
  expect(record.outbox.retryParked()).toBe(1);
  expect(record.outbox.counts()).toEqual({ waiting: 1, parked: 0 });
});

test('the same uuid with other content is a conflict', async () => {
  record.append(sampleEntry());
  const [waiting] = record.outbox.waiting(0, 1);
  await fetch(`${central.url}/v1/checkins/batches`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ station, rows: [{ ...waiting?.checkin, colour: 'black' }] }),
  });
  expect(await uploader().drainOnce()).toMatchObject({ stored: 0, parked: 1 });
  expect(record.outbox.parked(1)[0]?.reason).toMatch(/conflict/);
});

test('uploads by itself after a nudge, and tells its state', async () => {
  const states: UploadState[] = [];
  const settled = new Promise<void>((resolve) => {
    const running = uploader((state) => {
      states.push(state);
      if (state.online && state.waiting === 0) resolve();
    });
    running.start();
    record.append(sampleEntry());
    running.nudge();
  });
  await settled;
  expect(states[0]).toMatchObject({ waiting: 1, online: null, lastAt: null });
  expect(states.at(-1)).toEqual({ waiting: 0, parked: 0, lastAt: SAMPLE_AT, online: true, problem: null });
  expect((await arrived()).count).toBe(1);
});

test('goes on after the central was away', async () => {
  record.append(sampleEntry());
  const port = Number(new URL(central.url).port);
  await central.close();
  let sawOffline = false;
  const done = new Promise<void>((resolve) => {
    const running = uploader((state) => {
      if (state.problem !== null && !sawOffline) {
        sawOffline = true;
        void startCentral({ port, data: null, open: true }).then((restarted) => {
          central = restarted;
        });
      }
      if (state.waiting === 0 && state.online) resolve();
    });
    running.start();
  });
  await done;
  expect(sawOffline).toBe(true);
  expect((await arrived()).count).toBe(1);
});
