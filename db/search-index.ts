import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import type { DayKey } from './day-keys.ts';
import type { ReadableDb, WritableDb } from './open.ts';
import { encodeRun, type Postings } from './posting-run.ts';
import { placePart, type SearchTerm } from './search-terms.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** A run is filled up to a multiple of this, so that its length tells little of how common its terms are. */
const PADDING = 256;
export const PLACES = 256;

/** Where a run lies: with all terms of some rows, or with those of one place. */
export type RunPlace = number | 'recent';
export type SealedRun = { readonly place: RunPlace; readonly through: number; readonly sealed: Uint8Array };

/**
 * nonce (12 bytes) · AES-256-GCM under the day's `search` key · tag (16), bound to where it lies by the additional data
 * `chot-search-1`, 00, day, 00, place, 00, through. The index would else betray to whoever copies the record which rows
 * have a word in common, and how many: of names that is nearly the word itself.
 */
export function sealRun(key: DayKey, day: string, place: RunPlace, through: number, postings: Postings): Buffer {
  const run = encodeRun(postings);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key.search, nonce);
  cipher.setAAD(context(day, place, through));
  const filling = Buffer.alloc(PADDING - (run.length % PADDING));
  return Buffer.concat([nonce, cipher.update(run), cipher.update(filling), cipher.final(), cipher.getAuthTag()]);
}

/** null: it was not sealed by this key for this place. */
export function openRun(key: DayKey, day: string, { place, through, sealed }: SealedRun): Uint8Array | null {
  const decipher = createDecipheriv('aes-256-gcm', key.search, sealed.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(context(day, place, through));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    const run = decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES));
    decipher.final();
    return run;
  } catch {
    return null;
  }
}

/** 0 to 255: the first byte of HMAC-SHA-256 under the day's `searchPlace` key; null: the term is too short to be there. */
export function placeOf(key: DayKey, term: SearchTerm): number | null {
  const part = placePart(term);
  return part === null ? null : createHmac('sha256', key.searchPlace).update(part).digest().readUInt8();
}

function context(day: string, place: RunPlace, through: number): Buffer {
  return Buffer.from(`chot-search-1\0${day}\0${place}\0${through}`);
}

export type SearchReader = {
  /** Rows up to this `seq` are in the index. */
  mark(): number;
  /** Days whose rows up to the mark are not: they are read instead. */
  unread(): ReadonlySet<string>;
  /** Days of which the index has anything. */
  days(): string[];
  /** Runs of a day that can hold terms of these places, in no order. */
  runs(day: string, places: readonly number[]): SealedRun[];
};

export function searchReader(db: ReadableDb): SearchReader {
  const mark = db.prepare<[], number>('SELECT seq FROM search_mark').pluck();
  const unread = db.prepare<[], string>('SELECT day FROM search_unread').pluck();
  const days = (table: string) =>
    db
      .prepare<[], string>(`
        WITH RECURSIVE days (day) AS (
          SELECT min(day) FROM ${table}
          UNION ALL SELECT (SELECT min(day) FROM ${table} WHERE ${table}.day > days.day) FROM days WHERE days.day IS NOT NULL
        )
        SELECT day FROM days WHERE day IS NOT NULL`)
      .pluck();
  const recentDays = days('search_recent');
  const sortedDays = days('search_sorted');
  const runs = db.prepare<{ day: string; places: string }, SealedRun>(`
    SELECT 'recent' AS place, through, sealed FROM search_recent WHERE day = @day
    UNION ALL SELECT place, through, sealed FROM search_sorted
      WHERE day = @day AND place IN (SELECT value FROM json_each(@places))`);
  return {
    mark: () => mark.get() ?? 0,
    unread: () => new Set(unread.all()),
    days: () => [...new Set([...recentDays.all(), ...sortedDays.all()])],
    runs: (day, places) => runs.all({ day, places: JSON.stringify([...new Set(places)]) }),
  };
}

export type SearchWriter = {
  /** Rows up to `mark` are in the index with these runs; the days of `unread` could not be read. */
  advance(mark: number, runs: ReadonlyMap<string, SealedRun>, unread: Iterable<string>): void;
  addRecent(day: string, run: SealedRun): void;
  /** Puts sorted runs in place of the recent ones of a day up to `through`. */
  sorted(day: string, through: number, runs: readonly SealedRun[]): void;
  /** Drops what the index has of a day up to `through`; `unread`: its rows are there still, and are read instead. */
  forget(day: string, through: number): void;
  setUnread(day: string, unread: boolean): void;
};

export function searchWriter(db: WritableDb): SearchWriter {
  const moveMark = db.prepare<[number]>('UPDATE search_mark SET seq = ?');
  const recent = db.prepare<[string, number, Uint8Array]>(
    'INSERT INTO search_recent (day, through, sealed) VALUES (?, ?, ?)',
  );
  const place = db.prepare<[string, number, number, Uint8Array]>(
    'INSERT INTO search_sorted (day, place, through, sealed) VALUES (?, ?, ?, ?)',
  );
  const dropRecent = db.prepare<[string, number]>('DELETE FROM search_recent WHERE day = ? AND through <= ?');
  const dropSorted = db.prepare<[string, number]>('DELETE FROM search_sorted WHERE day = ? AND through <= ?');
  const isUnread = db.prepare<[string]>('INSERT OR IGNORE INTO search_unread (day) VALUES (?)');
  const isRead = db.prepare<[string]>('DELETE FROM search_unread WHERE day = ?');
  const addRecent = (day: string, { through, sealed }: SealedRun) => void recent.run(day, through, sealed);

  return {
    advance: immediate(db, (mark: number, runs: ReadonlyMap<string, SealedRun>, unread: Iterable<string>) => {
      moveMark.run(mark);
      for (const [day, run] of runs) addRecent(day, run);
      for (const day of unread) isUnread.run(day);
    }),
    addRecent: immediate(db, addRecent),
    sorted: immediate(db, (day: string, through: number, runs: readonly SealedRun[]) => {
      dropRecent.run(day, through);
      for (const { place: at, through: last, sealed } of runs) place.run(day, Number(at), last, sealed);
    }),
    forget: immediate(db, (day: string, through: number) => {
      dropRecent.run(day, through);
      dropSorted.run(day, through);
    }),
    setUnread: (day, unread) => void (unread ? isUnread : isRead).run(day),
  };
}

function immediate<Args extends unknown[]>(db: WritableDb, act: (...args: Args) => void): (...args: Args) => void {
  const transaction = db.transaction(act);
  return (...args) => transaction.immediate(...args);
}
