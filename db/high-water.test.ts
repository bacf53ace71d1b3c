import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SAMPLE_AT, sampleEntry } from './entry.sample.ts';
import { openRecord, type StationRecord } from './record.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ISSUED = SAMPLE_AT - HOUR;
const VOUCHER = { issuedAt: ISSUED, withinMs: 48 * HOUR };

let directory: string;
let record: StationRecord;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'chot-high-water-'));
  record = open();
});
afterEach(() => {
  record.close();
  rmSync(directory, { recursive: true });
});

function open(): StationRecord {
  const opened = openRecord({ directory });
  if (!opened.ok) throw new Error(opened.error.detail);
  return opened.value;
}

/** As the running record has it, and as one that has just started finds it. */
function highWater(voucher = VOUCHER): (number | null)[] {
  const running = record.highWater(voucher);
  record.close();
  record = open();
  return [running, record.highWater(voucher)];
}

function append(changes: Parameters<typeof sampleEntry>[0] = {}): void {
  const at = changes?.at ?? SAMPLE_AT;
  const day = new Date(at).toISOString().slice(0, 10);
  expect(record.append(sampleEntry({ at, day, trustIssuedAt: ISSUED, ...changes })).ok).toBe(true);
}

test('is none in an empty ledger, and the newest time, whatever the order of the rows', () => {
  expect(highWater()).toEqual([null, null]);
  append();
  append({ at: SAMPLE_AT + 5 * HOUR });
  append({ at: SAMPLE_AT - 5000 });
  expect(highWater()).toEqual([SAMPLE_AT + 5 * HOUR, SAMPLE_AT + 5 * HOUR]);
});

test.each([
  ['was simulated', { at: SAMPLE_AT + HOUR, simulated: true }],
  ['had a clock in doubt', { at: SAMPLE_AT + 365 * DAY, clock: 'suspect' as const }],
  ['was recorded in 2099 by a station that started there', { at: Date.UTC(2099, 0, 1) }],
  ['came when signed time was older than the limit', { at: ISSUED + 48 * HOUR + 1 }],
  ['had no signed time at all', { at: SAMPLE_AT + HOUR, trustIssuedAt: null }],
])('is not moved by a row that %s', (_, changes) => {
  append();
  record.highWater(VOUCHER);
  append(changes);
  expect(highWater()).toEqual([SAMPLE_AT, SAMPLE_AT]);
});

test('a row at the very limit counts', () => {
  append({ at: ISSUED + 48 * HOUR });
  expect(highWater()).toEqual([ISSUED + 48 * HOUR, ISSUED + 48 * HOUR]);
});

test('a row beyond the signed time of its own day stays out when newer signed time comes', () => {
  append();
  append({ at: SAMPLE_AT + 5 * DAY });
  const newer = { issuedAt: SAMPLE_AT + 6 * DAY, withinMs: 48 * HOUR };
  expect(highWater(newer)).toEqual([SAMPLE_AT, SAMPLE_AT]);
  append({ at: SAMPLE_AT + 6 * DAY + 1, trustIssuedAt: newer.issuedAt });
  expect(highWater(newer)).toEqual([SAMPLE_AT + 6 * DAY + 1, SAMPLE_AT + 6 * DAY + 1]);
});

test('another limit of another pack counts anew', () => {
  append();
  append({ at: ISSUED + 40 * HOUR });
  expect(record.highWater(VOUCHER)).toBe(ISSUED + 40 * HOUR);
  expect(highWater({ ...VOUCHER, withinMs: 12 * HOUR })).toEqual([SAMPLE_AT, SAMPLE_AT]);
});

test('of any rows it is what a plain look at all of them finds', () => {
  const row = fc.record({
    at: fc.integer({ min: -5, max: 100 }).map((hours) => SAMPLE_AT + hours * HOUR),
    trustIssuedAt: fc.option(fc.constantFrom(ISSUED, ISSUED + 30 * HOUR)),
    clock: fc.constantFrom('ok' as const, 'suspect' as const),
    simulated: fc.boolean(),
  });
  const voucher = { issuedAt: ISSUED + 30 * HOUR, withinMs: 48 * HOUR };
  fc.assert(
    fc.property(fc.array(row, { maxLength: 12 }), (rows) => {
      record.close();
      rmSync(directory, { recursive: true });
      record = open();
      for (const entry of rows) append(entry);
      const marks = rows.flatMap(({ at, trustIssuedAt, clock, simulated }) =>
        trustIssuedAt !== null && clock === 'ok' && !simulated && at <= trustIssuedAt + voucher.withinMs ? [at] : [],
      );
      const expected = marks.length === 0 ? null : Math.max(...marks);
      expect(highWater(voucher)).toEqual([expected, expected]);
    }),
    { numRuns: 20 },
  );
});
