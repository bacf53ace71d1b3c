import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { auditWriter } from './audit.ts';
import { SAMPLE_AT, SAMPLE_DAY, sampleEntry } from './entry.sample.ts';
import { dayErased, readErasures } from './erasures.ts';
import { createIndexer, type Indexer } from './indexer.ts';
import { type BareRecord, bareRecord } from './ledger.sample.ts';
import { rowOpener, sealedReader } from './open-row.ts';
import { decodeRun } from './posting-run.ts';
import { openRun, type SealedRun } from './search-index.ts';

let directory: string;
let record: BareRecord;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'chot-index-'));
  record = bareRecord(directory);
});
afterEach(() => {
  record.close();
  rmSync(directory, { recursive: true });
});

const rows = (count: number) => Array.from({ length: count }, () => sampleEntry());
const stepAll = (indexer: Indexer) => {
  while (indexer.step()) {
    // a piece more
  }
};

test('what was gathered of a day is not put under a later key of it: that would keep who was erased', () => {
  const { db, keys } = record;
  const erasures = readErasures(db);
  const open = rowOpener(sealedReader(db, keys, erasures));
  const indexer = createIndexer(db, keys, erasures, open, { piece: 1, run: 6, recentRuns: 99, leftRuns: 99 });
  record.fill(rows(4));
  stepAll(indexer);
  auditWriter(db)(dayErased({ day: SAMPLE_DAY, rows: 4, notUploaded: 4, through: 4 }), SAMPLE_AT);
  erasures.refresh();
  keys.destroy(SAMPLE_DAY);
  indexer.forget(SAMPLE_DAY, 4);

  record.fill(rows(9));
  stepAll(indexer);
  const key = keys.forReading(SAMPLE_DAY);
  const runs = db.prepare<[], SealedRun>("SELECT 'recent' AS place, through, sealed FROM search_recent").all();
  if (key === null || runs.length === 0) throw new Error('nothing was put into the index');
  const found = runs.flatMap((run) => [...decodeRun(openRun(key, SAMPLE_DAY, run) ?? Buffer.alloc(0))]);
  const seqs = new Set(found.flatMap(([, each]) => each));
  expect([...seqs].sort((a, b) => a - b)).toEqual(
    [5, 6, 7, 8, 9, 10, 11, 12].filter((seq) => seq <= (runs.at(-1)?.through ?? 0)),
  );
});
