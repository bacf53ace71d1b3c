import { rmSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SAMPLE_AT, sampleEntry } from './entry.sample.ts';
import { sampleRecord } from './record.sample.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ISSUED = SAMPLE_AT - HOUR;
const VOUCHER = { issuedAt: ISSUED, withinMs: 48 * HOUR };

const sample = sampleRecord();

/** As the running record has it, and as one that has just started finds it. */
function highWater(voucher = VOUCHER): (number | null)[] {
  const running = sample.record.highWater(voucher);
  sample.record.close();
  sample.reopen();
  return [running, sample.record.highWater(voucher)];
}

function append(changes: Parameters<typeof sampleEntry>[0] = {}): void {
  const at = changes?.at ?? SAMPLE_AT;
  const day = new Date(at).toISOString().slice(0, 10);
  expect(sample.record.append(sampleEntry({ at, day, trustIssuedAt: ISSUED, ...changes })).ok).toBe(true);
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
  sample.record.highWater(VOUCHER);
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
  expect(sample.record.highWater(VOUCHER)).toBe(ISSUED + 40 * HOUR);
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
      sample.record.close();
      rmSync(sample.directory, { recursive: true });
      sample.reopen();
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
