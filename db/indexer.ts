import type { DayKey, DayKeys } from './day-keys.ts';
import type { Erasures } from './erasures.ts';
import { rowsAfter, rowsOfDay } from './ledger.ts';
import type { LedgerRow } from './ledger-row.ts';
import type { WritableDb } from './open.ts';
import { type RowOpener, readableKey } from './open-row.ts';
import type { Postings } from './posting-run.ts';
import { type SealedRun, sealRun, searchReader, searchWriter } from './search-index.ts';
import { placePart, termsOf } from './search-terms.ts';
import { recentRuns, sortRuns } from './sort-runs.ts';

/**
 * Brings the search index after the ledger, apart from the commits of rows: a search reads what is not yet in it. The
 * newest few hundred rows are kept in memory for the next run.
 */
export type Indexer = {
  /** Some two milliseconds of work, and once in some hundred rows a small commit; whether more can be done at once. */
  step(): boolean;
  /** What is known of the rows of a day, of which `through` is the newest, is forgotten: they are erased. */
  forget(day: string, through: number): void;
  /** Days have other keys now: what was gathered is read again, and days that lost their index are put into it anew. */
  beginAgain(): void;
};

export type IndexSizes = {
  /** Rows that one step reads. */
  readonly piece: number;
  /** Rows of a recent run: what a search has to read by itself is fewer. */
  readonly run: number;
  /** So many recent runs of a day are sorted, of the newest day and of one that is over. */
  readonly recentRuns: number;
  readonly leftRuns: number;
};

const SIZES: IndexSizes = { piece: 50, run: 512, recentRuns: 8, leftRuns: 2 };

type Gathered = { readonly postings: Postings; through: number };

export function createIndexer(
  db: WritableDb,
  keys: DayKeys,
  erasures: Erasures,
  open: RowOpener,
  sizes: IndexSizes = SIZES,
): Indexer {
  const reader = searchReader(db);
  const writer = searchWriter(db);
  const after = rowsAfter(db);
  const ofDay = rowsOfDay(db);
  const recent = recentRuns(db);
  let cursor = 0;
  let rows = 0;
  let gathered = new Map<string, Gathered>();
  let unread = new Set<string>();
  /** What is done piece by piece before more rows are read. */
  let task: Generator<void> | null = null;
  /** Begun when the task before it is done. */
  let due: (() => Generator<void>)[] = [];
  beginAgain();

  function beginAgain(): void {
    cursor = reader.mark();
    rows = 0;
    gathered = new Map();
    unread = new Set();
    task = null;
    due = [forgetErased, ...[...reader.unread()].map((day) => () => readAgain(day))];
  }

  /** What a crash left of days that were erased, or a backup brought back, and then what it left unsorted. */
  function* forgetErased(): Generator<void> {
    for (const day of reader.days()) {
      if (erasures.through(day) === 0) continue;
      writer.forget(day, erasures.through(day));
      yield;
    }
    sortWhatIsDue();
  }

  function gather(into: Map<string, Gathered>, row: LedgerRow): void {
    const key = row.person_sealed === null || row.seq <= erasures.through(row.day) ? null : readableKey(keys, row.day);
    if (key === null) {
      if (row.person_sealed !== null && row.seq > erasures.through(row.day)) unread.add(row.day);
      return;
    }
    const { person } = open(row);
    if (person === null) return;
    const ofDay = into.get(row.day) ?? { postings: new Map(), through: 0 };
    into.set(row.day, ofDay);
    ofDay.through = row.seq;
    addPostings(ofDay.postings, termsOf(person), row.seq);
  }

  function flush(): void {
    writer.advance(cursor, sealed(gathered), unread);
    gathered = new Map();
    unread = new Set();
    rows = 0;
    sortWhatIsDue();
  }

  function sortWhatIsDue(): void {
    const newest = recent.newest();
    for (const day of recent.crowded(sizes.leftRuns)) {
      if (day !== newest || recent.count(day) >= sizes.recentRuns) {
        due.push(() => sortRuns({ day, keys, recent, writer }));
      }
    }
  }

  function sealed(runs: ReadonlyMap<string, Gathered>): Map<string, SealedRun> {
    const result = new Map<string, SealedRun>();
    for (const [day, { postings, through }] of runs) {
      const key = readableKey(keys, day);
      if (key !== null) result.set(day, recentRun(key, day, through, postings));
    }
    return result;
  }

  /** A day that is not in the index up to the mark: its keys may be back, or are new ones. */
  function* readAgain(day: string): Generator<void> {
    if (readableKey(keys, day) === null) return;
    const mark = reader.mark();
    writer.forget(day, mark);
    let read = 0;
    const again = new Map<string, Gathered>();
    const add = () => {
      for (const run of sealed(again).values()) writer.addRecent(day, run);
      again.clear();
    };
    for (const row of ofDay(day)) {
      if (row.seq > mark) break;
      gather(again, row);
      read += 1;
      if (read % sizes.run === 0) add();
      if (read % sizes.piece === 0) yield;
    }
    add();
    writer.setUnread(day, false);
    sortWhatIsDue();
  }

  return {
    step() {
      task ??= due.shift()?.() ?? null;
      if (task !== null) {
        if (task.next().done === true) task = null;
        return true;
      }
      const piece = after(cursor, sizes.piece);
      for (const row of piece) gather(gathered, row);
      cursor = piece.at(-1)?.seq ?? cursor;
      rows += piece.length;
      if (rows >= sizes.run) flush();
      return piece.length === sizes.piece || due.length > 0;
    },
    forget(day, through) {
      writer.forget(day, through);
      // Whatever was gathered of the day must not come under a later key of it.
      beginAgain();
    },
    beginAgain,
  };
}

function recentRun(key: DayKey, day: string, through: number, postings: Postings): SealedRun {
  return { place: 'recent', through, sealed: sealRun(key, day, 'recent', through, postings) };
}

function addPostings(postings: Postings, terms: readonly string[], seq: number): void {
  for (const term of terms) {
    if (placePart(term) === null) continue;
    const rows = postings.get(term);
    if (rows === undefined) postings.set(term, [seq]);
    else rows.push(seq);
  }
}
