import { join } from 'node:path';
import { err, ok, type Result } from '../main/contract/result.ts';
import { openDayKeys } from './day-keys.ts';
import { generationsOf, readErasures } from './erasures.ts';
import { isThere } from './is-there.ts';
import { ledgerDays, rowsOfDay } from './ledger.ts';
import type { RecordedEntry } from './ledger-row.ts';
import { newestTrust } from './newest-trust.ts';
import { openForReading, type ReadableDb } from './open.ts';
import { rowOpener, sealedReader } from './open-row.ts';
import { type PassagesBetween, passagesBetween } from './passages-between.ts';
import { type RecordProblem, recordProblem } from './problem.ts';
import type { StationRecord } from './record.ts';
import { RECORD_FILE } from './record-file.ts';
import { createSearch, type Search } from './search.ts';

/** A record that is only read, beside a running station or without one. Reads throw where the disk fails under them. */
export type RecordReader = Pick<StationRecord, 'entries' | 'close'> &
  PassagesBetween & {
    /** Rows of a local day and of all later ones, oldest first, opened; null: of every day. */
    entriesSince(day: string | null): Generator<RecordedEntry>;
    readonly search: Search;
  };

/** @param credentials as `RecordOptions.credentials` */
export function readRecord(directory: string, credentials: string | null): Result<RecordReader, RecordProblem> {
  let db: ReadableDb | null = null;
  try {
    const opened = openForReading(join(directory, RECORD_FILE));
    db = opened;
    const erasures = readErasures(opened);
    const keys = openDayKeys(directory, true, credentials, generationsOf(erasures));
    const open = rowOpener(sealedReader(opened, keys, erasures));
    const ofDay = rowsOfDay(opened);
    return ok({
      *entries(day) {
        for (const row of ofDay(day)) yield open(row);
      },
      *entriesSince(day) {
        for (const each of ledgerDays(opened, day)) for (const row of ofDay(each)) yield open(row);
      },
      search: createSearch(opened, keys, open),
      ...passagesBetween(opened, open),
      close: () => opened.close(),
    });
  } catch (error) {
    db?.close();
    return err(recordProblem(error));
  }
}

/** `StationRecord.newestTrust` beside a running station or without one; null also where there is no record yet. */
export function readNewestTrust(directory: string): Result<number | null, RecordProblem> {
  const path = join(directory, RECORD_FILE);
  try {
    if (!isThere(path)) return ok(null);
    const db = openForReading(path);
    try {
      return ok(newestTrust(db));
    } finally {
      db.close();
    }
  } catch (error) {
    return err(recordProblem(error));
  }
}
