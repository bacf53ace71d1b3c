import type { DayKey, DayKeys } from './day-keys.ts';
import { ledgerDays, rowBySeq, seqsAfter, seqsOfDay } from './ledger.ts';
import type { RecordedEntry } from './ledger-row.ts';
import type { ReadableDb } from './open.ts';
import { type RowOpener, readableKey } from './open-row.ts';
import { findInRun } from './posting-run.ts';
import { openRun, placeOf, searchReader } from './search-index.ts';
import { isLookedUp, matches, type Needle, type SearchQuery } from './search-terms.ts';

/**
 * Rows whose person is meant, newest first, opened. What is in the index is looked up and held against the person that the
 * row gives; what is not yet in it, or cannot be read of it, is found by opening the rows. Erased persons are not found.
 * @param days local days, YYYY-MM-DD; null: all
 */
export type Search = (query: SearchQuery, days: readonly string[] | null) => Generator<RecordedEntry>;

export function createSearch(db: ReadableDb, keys: DayKeys, open: RowOpener): Search {
  const index = searchReader(db);
  const after = seqsAfter(db);
  const bySeq = rowBySeq(db);
  const ofDay = seqsOfDay(db);

  return function* search(query, days) {
    const wanted = days === null ? null : new Set(days);
    // Beside a station that goes on: what it puts into the index meanwhile is then met twice, and never missed.
    const mark = index.mark();
    const unread = index.unread();
    const met = new Set<number>();
    function* meant(seqs: readonly number[]): Generator<RecordedEntry> {
      for (const seq of seqs) {
        const row = met.has(seq) ? undefined : bySeq(seq);
        met.add(seq);
        if (row === undefined || row.person_sealed === null || wanted?.has(row.day) === false) continue;
        const entry = open(row);
        if (entry.person !== null && matches(entry.person, query)) yield entry;
      }
    }
    yield* meant(after(mark).reverse());
    for (const day of ledgerDays(db).reverse()) {
      if (wanted?.has(day) === false) continue;
      const key = unread.has(day) ? null : readableKey(keys, day);
      const found = key === null ? null : lookUp(day, key, query);
      if (found !== null) yield* meant(found);
      else if (unread.has(day) || key !== null) yield* meant(ofDay(day).reverse());
    }
  };

  /** Newest first; null: the index of the day cannot be read. */
  function lookUp(day: string, key: DayKey, { needles }: SearchQuery): number[] | null {
    const wanted = needles.filter(isLookedUp).map((needle) => startsByPlace(key, needle));
    const found = wanted.map(() => new Set<number>());
    const places = wanted.flatMap((starts) => starts.map(({ place }) => place));
    for (const run of index.runs(day, places)) {
      const opened = openRun(key, day, run);
      if (opened === null) return null;
      for (const [nth, starts] of wanted.entries()) {
        const here = starts.filter(({ place }) => run.place === 'recent' || run.place === place);
        const rows = found[nth];
        if (here.length === 0 || rows === undefined) continue;
        findInRun(
          opened,
          here.map(({ start }) => start),
          rows,
        );
      }
    }
    const [fewest, ...others] = found.sort((a, b) => a.size - b.size);
    return [...(fewest ?? [])].filter((seq) => others.every((rows) => rows.has(seq))).sort((a, b) => b - a);
  }
}

function startsByPlace(key: DayKey, needle: Needle): { readonly place: number; readonly start: Uint8Array }[] {
  return needle.flatMap((start) => {
    const place = placeOf(key, start);
    return place === null ? [] : [{ place, start: Buffer.from(start) }];
  });
}
