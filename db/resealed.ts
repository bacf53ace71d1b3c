import { seqsOfDay } from './ledger.ts';
import type { LedgerRow } from './ledger-row.ts';
import type { ReadableDb, WritableDb } from './open.ts';

/** What stands for the personal columns of a row whose day has a later key; without a person: it is erased. */
export type ResealedRow = Pick<LedgerRow, 'seq' | 'person_ref' | 'identity_ref' | 'person_sealed'>;

export function resealedRows(db: ReadableDb): (seq: number) => ResealedRow | undefined {
  const query = db.prepare<[number], ResealedRow>('SELECT * FROM resealed WHERE seq = ?');
  return (seq) => query.get(seq);
}

/** Of a day, oldest first; an open SQLite cursor would keep the station from writing. */
export function resealedOfDay(db: ReadableDb): (day: string) => Generator<ResealedRow> {
  const numbers = seqsOfDay(db);
  const bySeq = resealedRows(db);
  return function* (day) {
    for (const seq of numbers(day)) {
      const row = bySeq(seq);
      if (row !== undefined) yield row;
    }
  };
}

/** By which generation of its key a day lies in the table; 1: it does not. */
export function resealedGeneration(db: ReadableDb): (day: string) => number {
  const query = db.prepare<[string], number>('SELECT generation FROM resealed_day WHERE day = ?').pluck();
  return (day) => query.get(day) ?? 1;
}

/** Puts a day's rows in place of those of an earlier generation; to be called in a transaction. */
export function resealedWriter(db: WritableDb): {
  replace(day: string, generation: number, rows: Iterable<ResealedRow>): void;
  drop(day: string, through: number): void;
} {
  const insert = db.prepare<[ResealedRow]>(
    'INSERT INTO resealed VALUES (@seq, @person_ref, @identity_ref, @person_sealed)',
  );
  const remove = db.prepare<[string, number]>(
    'DELETE FROM resealed WHERE seq IN (SELECT seq FROM ledger WHERE day = ? AND seq <= ?)',
  );
  const mark = db.prepare<[string, number]>('INSERT OR REPLACE INTO resealed_day (day, generation) VALUES (?, ?)');
  const unmark = db.prepare<[string]>('DELETE FROM resealed_day WHERE day = ?');
  return {
    replace(day, generation, rows) {
      remove.run(day, Number.MAX_SAFE_INTEGER);
      for (const row of rows) insert.run(row);
      mark.run(day, generation);
    },
    drop(day, through) {
      remove.run(day, through);
      unmark.run(day);
    },
  };
}
