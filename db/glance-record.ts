import { join } from 'node:path';
import { err, ok, type Result } from '../main/contract/result.ts';
import { isThere } from './is-there.ts';
import { readJournalTails } from './journal.ts';
import { newestTime, type TimeVoucher } from './ledger.ts';
import { newestTrust } from './newest-trust.ts';
import { openForReading } from './open.ts';
import { type RecordProblem, recordProblem } from './problem.ts';
import { RECORD_FILE } from './record-file.ts';

/** What a record says of itself at a glance; no chain is walked. */
export type RecordGlance = {
  /** `user_version`. */
  readonly version: number;
  /** `at`: milliseconds since the epoch; null: no row yet. */
  readonly newest: { readonly seq: number; readonly at: number } | null;
  /** `seq` of the newest row of the ledger that the journal has; null: none. */
  readonly journaled: number | null;
  /** As `StationRecord.newestTrust`. */
  readonly newestTrust: number | null;
};

/** Reads beside a running station or without one, and changes nothing; null: there is no record yet. */
export function glanceRecord(directory: string): Result<RecordGlance | null, RecordProblem> {
  return reading(directory, (db) => ({
    version: db.pragma('user_version', { simple: true }) as number,
    newest:
      db
        .prepare<[], { seq: number; at: number }>('SELECT seq, at_ms AS at FROM ledger ORDER BY seq DESC LIMIT 1')
        .get() ?? null,
    journaled: readJournalTails(directory).ledger?.seq ?? null,
    newestTrust: newestTrust(db),
  }));
}

/** `StationRecord.highWater` beside a running station or without one; null also where there is no record yet. */
export function readHighWater(directory: string, voucher: TimeVoucher): Result<number | null, RecordProblem> {
  return reading(directory, (db) => newestTime(db)(voucher));
}

function reading<T>(
  directory: string,
  read: (db: ReturnType<typeof openForReading>) => T,
): Result<T | null, RecordProblem> {
  const path = join(directory, RECORD_FILE);
  try {
    if (!isThere(path)) return ok(null);
    const db = openForReading(path);
    try {
      return ok(read(db));
    } finally {
      db.close();
    }
  } catch (error) {
    return err(recordProblem(error));
  }
}
