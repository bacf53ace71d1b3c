import type { DayKey, DayKeys } from './day-keys.ts';
import { ledgerDays, rowsBySeq, seqsAfter, seqsOfDay } from './ledger.ts';
import type { RecordedEntry } from './ledger-row.ts';
import { lookUp } from './look-up.ts';
import type { ReadableDb } from './open.ts';
import { type RowOpener, readableKey } from './open-row.ts';
import { searchReader } from './search-index.ts';
import { matches, type SearchQuery } from './search-terms.ts';

/**
 * Rows whose person is meant, newest first, opened. What is in the index is looked up and held against the person that the
 * row gives; what is not yet in it, or cannot be read of it, is found by opening the rows. Erased persons are not found.
 * @param days local days, YYYY-MM-DD; null: all
 */
export type Search = (query: SearchQuery, days: readonly string[] | null) => Generator<RecordedEntry>;

export function createSearch(db: ReadableDb, keys: DayKeys, open: RowOpener): Search {
  const index = searchReader(db);
  const after = seqsAfter(db);
  const bySeq = rowsBySeq(db);
  const ofDay = seqsOfDay(db);

  return function* search(query, days) {
    const wanted = days === null ? null : new Set(days);
    // Beside a station that goes on: what it puts into the index meanwhile is then met twice, and never missed.
    const mark = index.mark();
    const unread = index.unread();
    const met = new Set<number>();
    function* unmet(seqs: readonly number[]): Generator<number> {
      for (const seq of seqs) {
        if (met.has(seq)) continue;
        met.add(seq);
        yield seq;
      }
    }
    function* meant(seqs: readonly number[]): Generator<RecordedEntry> {
      for (const row of bySeq(unmet(seqs))) {
        if (row.person_sealed === null || wanted?.has(row.day) === false) continue;
        const entry = open(row);
        if (entry.person !== null && matches(entry.person, query)) yield entry;
      }
    }
    function* meantOf(day: string, key: DayKey | null): Generator<RecordedEntry> {
      if (key !== null && !unread.has(day)) {
        const found = lookUp(index, day, key, query);
        for (let next = found.next(); ; next = found.next()) {
          if (next.done === true && next.value === 'whole') return;
          if (next.done === true) break;
          yield* meant(next.value);
        }
      }
      if (key !== null || unread.has(day)) yield* meant(ofDay(day).reverse());
    }

    yield* meant(after(mark).reverse());
    for (const day of ledgerDays(db).reverse()) {
      if (wanted?.has(day) !== false) yield* meantOf(day, readableKey(keys, day));
    }
  };
}
