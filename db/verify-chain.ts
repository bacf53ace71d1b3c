import { join } from 'node:path';
import { err, type Result } from '../main/contract/result.ts';
import { readJournalTails } from './journal.ts';
import { openForReading, type ReadableDb } from './open.ts';
import { type RecordProblemCode, recordProblem } from './problem.ts';
import { RECORD_FILE } from './record-file.ts';
import { type JournalProblem, verifyJournal } from './verify-journal.ts';
import { type KeyProblem, verifyDayKeys } from './verify-keys.ts';
import { type ResealedProblem, verifyResealed } from './verify-resealed.ts';
import { type RowProblem, type VerifiedRows, verifyRows } from './verify-rows.ts';

export type VerifiedRecord = VerifiedRows;

export type ChainProblem = {
  /**
   * What is wrong with a row, with the journal or with the keys; else why the file cannot be read.
   */
  readonly code:
    | RowProblem['code']
    | JournalProblem['code']
    | KeyProblem['code']
    | ResealedProblem['code']
    | RecordProblemCode;
  readonly chain: 'ledger' | 'audit';
  /** The first row that does not hold; null where the file as a whole does not. */
  readonly seq: number | null;
  readonly detail: string;
};

/**
 * Reads the whole record and checks both chains, every hash, that the end agrees with the outbox, that the journal has the
 * same rows, that each day's key opens its persons, and the form of the file (SQLite's quick_check). Reads only; works beside a running station. What it cannot find is a whole record recomputed by somebody who holds the
 * directory: compare `lastHash` with one noted elsewhere.
 */
export function verifyRecord(
  directory: string,
  credentials: string | null = null,
): Result<VerifiedRecord, ChainProblem> {
  let db: ReadableDb | null = null;
  try {
    // The journal first: what it knows is committed already, so a station that goes on recording does no harm.
    const tails = readJournalTails(directory);
    db = openForReading(join(directory, RECORD_FILE));
    const rows = verifyRows(db, tails);
    if (!rows.ok) return rows;
    const beside =
      verifyJournal(directory, db, rows.value.rows) ?? verifyResealed(db) ?? verifyDayKeys(directory, db, credentials);
    if (beside !== null) return err({ chain: 'ledger', ...beside });
    const form = db.pragma('quick_check(1)', { simple: true });
    if (form !== 'ok') return err({ code: 'record-damaged', chain: 'ledger', seq: null, detail: String(form) });
    return rows;
  } catch (error) {
    const { code, detail } = recordProblem(error);
    return err({ code, chain: 'ledger', seq: null, detail });
  } finally {
    db?.close();
  }
}
