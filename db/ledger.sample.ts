import { join } from 'node:path';
import { secretsOf } from './append.ts';
import { type DayKeys, openDayKeys } from './day-keys.ts';
import { generationsOf, readErasures } from './erasures.ts';
import { createIndexer, type IndexSizes } from './indexer.ts';
import { ledgerWriter, nextPlace } from './ledger.ts';
import { type LedgerEntry, ledgerRow } from './ledger-row.ts';
import { openForWriting, type WritableDb } from './open.ts';
import { rowOpener, sealedReader } from './open-row.ts';
import { RECORD_FILE } from './record-file.ts';

/** A record without its journal, for tests and benchmarks of what reads it: filled in one transaction. */
export type BareRecord = {
  readonly db: WritableDb;
  readonly keys: DayKeys;
  fill(entries: Iterable<LedgerEntry>): void;
  /** Brings the search index after the ledger; tells in how many steps, and how many milliseconds they took. */
  index(sizes?: IndexSizes): { readonly steps: number; readonly p99Ms: number; readonly longestMs: number };
  close(): void;
};

export function bareRecord(directory: string): BareRecord {
  const db = openForWriting(join(directory, RECORD_FILE));
  const erasures = readErasures(db);
  const keys = openDayKeys(directory, false, null, generationsOf(erasures));
  const insert = ledgerWriter(db);
  const place = nextPlace(db);
  return {
    db,
    keys,
    fill: db.transaction((entries: Iterable<LedgerEntry>) => {
      let next = place();
      for (const entry of entries) {
        const row = ledgerRow(entry, next, secretsOf(entry, keys));
        insert(row);
        next = { seq: row.seq + 1, previousHash: row.hash };
      }
    }),
    index(sizes) {
      const indexer = createIndexer(db, keys, erasures, rowOpener(sealedReader(db, keys, erasures)), sizes);
      const times: number[] = [];
      for (let more = true; more; ) {
        const from = performance.now();
        more = indexer.step();
        times.push(performance.now() - from);
      }
      times.sort((a, b) => a - b);
      return { steps: times.length, p99Ms: times[Math.floor(times.length * 0.99)] ?? 0, longestMs: times.at(-1) ?? 0 };
    },
    close: () => db.close(),
  };
}
