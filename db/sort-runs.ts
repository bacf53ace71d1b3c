import type { DayKeys } from './day-keys.ts';
import type { ReadableDb } from './open.ts';
import { readableKey } from './open-row.ts';
import { decodeRun, type Postings } from './posting-run.ts';
import { openRun, PLACES, placeOf, type SealedRun, type SearchWriter, sealRun } from './search-index.ts';
import { placePart } from './search-terms.ts';

export type RecentRuns = {
  /** Recent runs of a day, oldest first. */
  of(day: string): SealedRun[];
  count(day: string): number;
  /** The newest day that has any. */
  newest(): string | null;
  /** Days that have so many of them, oldest first. */
  crowded(least: number): string[];
};

export function recentRuns(db: ReadableDb): RecentRuns {
  const runs = db.prepare<[string], SealedRun>(
    "SELECT 'recent' AS place, through, sealed FROM search_recent WHERE day = ? ORDER BY through",
  );
  const count = db.prepare<[string], number>('SELECT count(*) FROM search_recent WHERE day = ?').pluck();
  const crowded = db
    .prepare<[number], string>('SELECT day FROM search_recent GROUP BY day HAVING count(*) >= ? ORDER BY day')
    .pluck();
  const newest = db.prepare<[], string | null>('SELECT max(day) FROM search_recent').pluck();
  return {
    of: (day) => runs.all(day),
    count: (day) => count.get(day) ?? 0,
    newest: () => newest.get() ?? null,
    crowded: (least) => crowded.all(least),
  };
}

/** Places sealed by one piece of the work. */
const PLACES_AT_ONCE = 8;

/** Puts the terms of a day's recent runs in their places, a few milliseconds at a time. It may be left at any point. */
export function* sortRuns({
  day,
  keys,
  recent,
  writer,
}: {
  readonly day: string;
  readonly keys: DayKeys;
  readonly recent: RecentRuns;
  readonly writer: Pick<SearchWriter, 'sorted' | 'setUnread'>;
}): Generator<void> {
  const key = readableKey(keys, day);
  const runs = recent.of(day);
  const through = runs.at(-1)?.through;
  if (key === null || through === undefined) return;
  const places: Postings[] = Array.from({ length: PLACES }, () => new Map());
  const placeOfPart = new Map<string, number>();
  let terms = 0;
  for (const run of runs) {
    const opened = openRun(key, day, run);
    if (opened === null) {
      // A fault of the disk: what these rows say is read from the ledger until the index is made anew.
      writer.setUnread(day, true);
      return;
    }
    for (const [term, rows] of decodeRun(opened)) {
      const part = placePart(term) ?? '';
      const place = placeOfPart.get(part) ?? placeOf(key, term) ?? 0;
      placeOfPart.set(part, place);
      const postings = places[place];
      const before = postings?.get(term);
      if (before === undefined) postings?.set(term, rows);
      else for (const row of rows) before.push(row);
      terms += 1;
      if (terms % 200 === 0) yield;
    }
  }
  const sorted: SealedRun[] = [];
  for (const [place, postings] of places.entries()) {
    if (postings.size > 0) sorted.push({ place, through, sealed: sealRun(key, day, place, through, postings) });
    if (place % PLACES_AT_ONCE === 0) yield;
  }
  writer.sorted(day, through, sorted);
}
