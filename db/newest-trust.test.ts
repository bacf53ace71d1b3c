import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SAMPLE_AT, sampleEntry } from './entry.sample.ts';
import { readNewestTrust } from './read-record.ts';
import { openRecord } from './record.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'chot-newest-trust-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

test('the trust of the newest row that was judged by any, from within and beside', () => {
  expect(readNewestTrust(join(directory, 'nowhere'))).toEqual({ ok: true, value: null });
  const opened = openRecord({ directory });
  if (!opened.ok) throw new Error(opened.error.detail);
  const record = opened.value;
  expect(record.newestTrust()).toBeNull();
  const judgedBy = (trustIssuedAt: number | null, expected: number | null, clock: 'ok' | 'suspect' = 'ok') => {
    expect(record.append(sampleEntry({ trustIssuedAt, clock })).ok).toBe(true);
    expect(record.newestTrust()).toBe(expected);
    expect(readNewestTrust(directory)).toEqual({ ok: true, value: expected });
  };
  judgedBy(null, null);
  judgedBy(SAMPLE_AT, SAMPLE_AT);
  judgedBy(null, SAMPLE_AT);
  // Put back by hand, with the record: what was judged by last counts.
  judgedBy(SAMPLE_AT - 1, SAMPLE_AT - 1);
  // Signed by a thief of the online key: the clock is in doubt then, and must not bar the trust that comes after.
  judgedBy(SAMPLE_AT + 1e12, SAMPLE_AT - 1, 'suspect');
  record.close();
});

test('a record that cannot be read is told, not taken for a new one', () => {
  writeFileSync(join(directory, 'record.db'), 'no record at all'.repeat(100));
  expect(readNewestTrust(directory)).toMatchObject({ ok: false, error: { code: 'record-damaged' } });
});
