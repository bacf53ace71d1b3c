import { join } from 'node:path';
import { err, ok, type Result } from '../main/contract/result.ts';
import { isThere } from './is-there.ts';
import { openForReading } from './open.ts';
import type { ParkedRow } from './outbox.ts';
import { countOutbox, outboxReaders } from './outbox-rows.ts';
import { type RecordProblem, recordProblem } from './problem.ts';
import { RECORD_FILE } from './record-file.ts';

/** The rows that the central refused, oldest first, and how many there are; beside a running station or without one. */
export type ParkedRows = { readonly rows: readonly ParkedRow[]; readonly count: number };

export function readParked(directory: string, limit: number): Result<ParkedRows, RecordProblem> {
  const path = join(directory, RECORD_FILE);
  try {
    if (!isThere(path)) return ok({ rows: [], count: 0 });
    const db = openForReading(path);
    try {
      return ok({ rows: outboxReaders(db).parked(limit), count: countOutbox(db).parked });
    } finally {
      db.close();
    }
  } catch (error) {
    return err(recordProblem(error));
  }
}
