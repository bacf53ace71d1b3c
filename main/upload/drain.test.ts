import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SAMPLE_AT, sampleEntry, uuidV7 } from '../../db/entry.sample.ts';
import { openRecord, type StationRecord } from '../../db/record.ts';
import {
  FAULTS,
  type Fault,
  type HostileCentral,
  type Poison,
  startHostileCentral,
} from '../../fixtures/central/hostile-central.ts';
import { ok } from '../contract/result.ts';
import { createTokenSource, type TokenSource } from './access-token.ts';
import { createConnection } from './connection.ts';
import { type DrainReport, drain } from './drain.ts';
import { createSender, type Sender } from './send.ts';

const LIMITS = { rows: 8, bytes: 64 * 1024 };

type Run = {
  readonly rows: number;
  readonly poison: readonly (readonly [row: number, poison: Poison])[];
  readonly faults: readonly Fault[];
  /** Restarts the station (a new connection to the record, nothing remembered) after each pass so numbered. */
  readonly restarts: readonly number[];
  /** Of one request. */
  readonly timeoutMs?: number;
};

const KEY = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

function tokensOf({ tokenEndpoint }: HostileCentral): TokenSource {
  const credentials = { clientId: 'c', issuer: 'https://central.example', tokenEndpoint, privateKey: KEY, kid: 'k' };
  return createTokenSource({
    credentials: () => ok(credentials),
    connect: (url) => createConnection({ url, caFile: null, timeoutMs: 5000 }),
    now: Date.now,
    monotonic: () => performance.now(),
  });
}

/** Drains until only rows that break the central are left, and checks every promise on the way. */
async function run({ rows, poison, faults, restarts, timeoutMs = 5000 }: Run): Promise<DrainReport[]> {
  const directory = mkdtempSync(join(tmpdir(), 'chot-drain-'));
  const entries = Array.from({ length: rows }, (_, n) => sampleEntry({ uuid: uuidV7(SAMPLE_AT + n) }));
  const poisoned = new Map(
    poison.flatMap(([row, kind]) => (row < rows ? [[entries[row]?.uuid ?? '', kind] as const] : [])),
  );
  const central = await startHostileCentral(faults, poisoned);
  let record = open(directory);
  let alone = new Set<number>();
  const tokens = tokensOf(central);
  const sender = createSender({ url: central.url, caFile: null, tokens, now: () => SAMPLE_AT, timeoutMs });
  const reports: DrainReport[] = [];
  try {
    for (const entry of entries) record.append(entry);
    const breaking = entries.filter((entry) => poisoned.get(entry.uuid) === 'break').length;
    const mostPasses = faults.length + 3 * (breaking + 3);
    for (let pass = 0; record.outbox.counts().waiting > breaking; pass += 1) {
      expect(pass, 'passes').toBeLessThan(mostPasses);
      const signal = new AbortController().signal;
      reports.push(await drain({ outbox: record.outbox, sender, station: 'cho', alone, signal, limits: LIMITS }));
      expectNothingLost(
        record,
        entries.map((entry) => entry.uuid),
        central.stored,
      );
      if (restarts.includes(pass)) {
        record.close();
        record = open(directory);
        alone = new Set();
      }
    }
    const waiting = new Set(record.outbox.waiting(0, 1000).map((row) => row.checkin.uuid));
    const parked = new Set(record.outbox.parked(1000).map((row) => row.uuid));
    for (const { uuid } of entries) {
      const kind = poisoned.get(uuid);
      expect(waiting.has(uuid), `${kind} waits`).toBe(kind === 'break');
      expect(parked.has(uuid), `${kind} is parked`).toBe(kind === 'reject' || kind === 'refuse-batch');
      if (kind === undefined) expect(central.stored.has(uuid)).toBe(true);
    }
    expect(central.stored.size).toBe(entries.filter(({ uuid }) => !poisoned.has(uuid)).length);
    await expectRetried(record, sender, central, parked.size);
    expect(new Set(central.stored.keys())).toEqual(new Set(entries.map(({ uuid }) => uuid)));
    expect(central.conflicts).toEqual([]);
    return reports;
  } finally {
    record.close();
    await sender.close();
    await tokens.close();
    central.close();
    rmSync(directory, { recursive: true });
  }
}

/** Once the central takes them, the rows that it refused go on an officer's demand, and those that broke it by themselves. */
async function expectRetried(
  { outbox }: StationRecord,
  sender: Sender,
  central: HostileCentral,
  parked: number,
): Promise<void> {
  central.forgive();
  expect(outbox.retryParked()).toBe(parked);
  const signal = new AbortController().signal;
  const report = await drain({ outbox, sender, station: 'cho', alone: new Set(), signal, limits: LIMITS });
  expect(report).toMatchObject({ parked: 0, unanswered: 0, stopped: null });
  expect(outbox.counts()).toEqual({ waiting: 0, parked: 0 });
}

function open(directory: string): StationRecord {
  const opened = openRecord({ directory, now: () => SAMPLE_AT });
  if (!opened.ok) throw new Error(opened.error.detail);
  return opened.value;
}

/** A row that no longer waits is either at the central or parked with a reason. */
function expectNothingLost(record: StationRecord, uuids: readonly string[], stored: ReadonlyMap<string, string>): void {
  const waiting = new Set(record.outbox.waiting(0, 1000).map((row) => row.checkin.uuid));
  const parked = new Map(record.outbox.parked(1000).map((row) => [row.uuid, row.reason]));
  expect(record.outbox.counts()).toEqual({ waiting: waiting.size, parked: parked.size });
  for (const uuid of uuids) {
    if (waiting.has(uuid)) continue;
    expect(stored.has(uuid) || (parked.get(uuid) ?? '') !== '', `${uuid} is lost`).toBe(true);
  }
}

test('nothing is lost, nothing arrives twice, no row blocks another, whatever the central does', async () => {
  const poison = fc.constantFrom<Poison>('reject', 'refuse-batch', 'break');
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        rows: fc.integer({ min: 1, max: 40 }),
        poison: fc.uniqueArray(fc.tuple(fc.nat(39), poison), { maxLength: 5, selector: ([row]) => row }),
        faults: fc.array(fc.constantFrom(...FAULTS.filter((fault) => fault !== 'drip')), { maxLength: 12 }),
        restarts: fc.array(fc.nat(20), { maxLength: 4 }),
      }),
      async (hostile) => void (await run(hostile)),
    ),
    { numRuns: 60, endOnFailure: false },
  );
}, 120_000);

test.each(FAULTS)('a central that answers once with %s loses and doubles nothing', async (fault) => {
  const timeoutMs = fault === 'drip' ? 700 : 5000;
  await run({ rows: 20, poison: [], faults: [fault, 'ok', fault], restarts: [1], timeoutMs });
});

test.each([0, 9, 19])('row %i of 20 as poison of each kind keeps no other row back', async (row) => {
  for (const kind of ['reject', 'refuse-batch', 'break'] as const) {
    const reports = await run({ rows: 20, poison: [[row, kind]], faults: [], restarts: [] });
    if (kind === 'reject') expect(reports).toMatchObject([{ stored: 19, parked: 1, requests: 3 }]);
    if (kind === 'refuse-batch') expect(reports).toMatchObject([{ stored: 19, parked: 1, stopped: null }]);
    if (kind === 'break') expect(reports.length).toBeLessThanOrEqual(3);
  }
});

test('rows that break the central in great number leave the way free in the end', async () => {
  const poison = Array.from({ length: 24 }, (_, row) => [row, 'break'] as const);
  await run({ rows: 40, poison, faults: [], restarts: [] });
});

test('a wrong address or missing right parks nothing', async () => {
  for (const fault of ['moved', 'forbidden', 'redirect', 'foreign-400'] as const) {
    const [first] = await run({ rows: 3, poison: [], faults: [fault], restarts: [] });
    expect(first).toMatchObject({
      parked: 0,
      stored: 0,
      requests: 1,
      stopped: { detail: expect.stringMatching(/HTTP \d/) },
    });
  }
});

test('a central that refuses every token is asked for one more a pass, and no row is parked', async () => {
  const faults = Array<Fault>(20).fill('unauthorised');
  const reports = await run({ rows: 3, poison: [], faults, restarts: [] });
  expect(reports).toHaveLength(21);
  for (const { stopped, parked } of reports.slice(0, 20)) {
    expect([stopped?.kind, parked]).toEqual(['misconfigured', 0]);
  }
});

test('Retry-After is handed on', async () => {
  const reports = await run({ rows: 1, poison: [], faults: ['busy', 'rest'], restarts: [] });
  expect(reports.map((report) => report.stopped?.retryAfterMs)).toEqual([1000, 5000, undefined]);
});

test('rows of a day whose key is damaged are parked, keep no other back, and go when the key is restored', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'chot-drain-'));
  const central = await startHostileCentral([], new Map());
  const tokens = tokensOf(central);
  const sender = createSender({ url: central.url, caFile: null, tokens, now: () => SAMPLE_AT, timeoutMs: 5000 });
  const pass = (record: StationRecord) =>
    drain({
      outbox: record.outbox,
      sender,
      station: 'cho',
      alone: new Set(),
      signal: new AbortController().signal,
      limits: LIMITS,
    });
  let record = open(directory);
  for (const day of ['2021-10-16', '2021-10-17', '2021-10-18', '2021-10-19']) record.append(sampleEntry({ day }));
  record.close();
  const key = join(directory, 'keys', 'days', '2021-10-16.key');
  const kept = readFileSync(key);
  writeFileSync(key, kept.subarray(1));
  record = open(directory);
  expect(await pass(record)).toMatchObject({ stored: 3, parked: 1, stopped: null });
  record.close();
  writeFileSync(key, kept);
  record = open(directory);
  expect(record.outbox.retryParked()).toBe(1);
  expect(await pass(record)).toMatchObject({ stored: 1, parked: 0, stopped: null });
  record.close();
  await sender.close();
  await tokens.close();
  await central.close();
  rmSync(directory, { recursive: true });
});
