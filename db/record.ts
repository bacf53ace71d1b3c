import { join } from 'node:path';
import type { Person } from '../main/contract/pass.ts';
import { err, ok, type Result } from '../main/contract/result.ts';
import { createAppender } from './append.ts';
import { createAuditAppender } from './append-audit.ts';
import { createAttempts, type FaultListeners } from './attempts.ts';
import type { AuditEvent } from './audit.ts';
import { type DayKeys, openDayKeys } from './day-keys.ts';
import { daysBetween } from './days-between.ts';
import { makeDirectory } from './durable-file.ts';
import { createEraser } from './erase.ts';
import { createPersonEraser, type PersonErasure } from './erase-person.ts';
import { type Erasures, generationsOf, readErasures } from './erasures.ts';
import { createIndexer } from './indexer.ts';
import { type Journal, openJournal } from './journal.ts';
import { catchUpJournal } from './journal-catch-up.ts';
import {
  checkinTakenBack,
  countsOfDay,
  type DayCounts,
  newestTime,
  nextPlace,
  passagesByRef,
  type RecentPassage,
  rowByUuid,
  rowsOfDay,
  type TimeVoucher,
} from './ledger.ts';
import type { LedgerEntry, LedgerRow, RecordedEntry } from './ledger-row.ts';
import { newestTrust } from './newest-trust.ts';
import { openForWriting, type WritableDb } from './open.ts';
import { rowOpener, sealedReader } from './open-row.ts';
import { type Outbox, openOutbox } from './outbox.ts';
import { createPeopleCounter, type PeopleQuestion } from './people-admitted.ts';
import { type AppendProblem, RecordError, type RecordProblem, recordProblem } from './problem.ts';
import { RECORD_FILE } from './record-file.ts';
import { finishRecovery } from './recover.ts';
import { demandRecovery, readRecoveryNote, recoveryInWords } from './recovery-note.ts';
import type { RetentionTerms } from './retention.ts';
import { identityRef } from './sealed-person.ts';
import { acquireWriterLock, type WriterLock } from './writer-lock.ts';

export type { AuditEvent } from './audit.ts';
export type { PersonErasure } from './erase-person.ts';
export type { DayCounts, RecentPassage } from './ledger.ts';
export type { LedgerEntry, RecordedEntry } from './ledger-row.ts';
export type { Outbox, UploadOutcome, WaitingRow } from './outbox.ts';
export type { PeopleQuestion } from './people-admitted.ts';
export type { AppendProblem, RecordProblem } from './problem.ts';
export type { RetentionTerms } from './retention.ts';

/**
 * The record of a station. Synchronous: when `append` has answered, the row is committed at FULL and journaled. Reads
 * throw where the disk fails under them; the station then ends, admits nobody, and says why at its next start.
 */
export type StationRecord = {
  /** Acknowledges a row only when it is in the ledger and in the journal. After a failure nothing is half done. */
  append(entry: LedgerEntry): Result<{ readonly seq: number; readonly uuid: string }, AppendProblem>;
  /** Check-ins of a local day by colour, without those that were annulled. */
  counts(day: string): DayCounts;
  /**
   * Newest time, in milliseconds since the epoch, of a row that was not simulated, whose clock was beyond doubt, and for
   * which signed time vouches; null: none yet. A time in doubt is no mark: one leap of the clock forward, or one start under
   * a clock years ahead, would put it in doubt for ever.
   */
  highWater(voucher: TimeVoucher): number | null;
  /** Signed time of the trust that the newest row was judged by, milliseconds since the epoch; null: none yet. */
  newestTrust(): number | null;
  /** Rows about the same pass since an instant (milliseconds since the epoch), newest first. */
  recentByIdentity(identity: string, sinceMs: number): Result<RecentPassage[], AppendProblem>;
  /** How many people were admitted inward between two instants. */
  peopleAdmitted(question: PeopleQuestion): Result<number, AppendProblem>;
  find(uuid: string): RecordedEntry | null;
  /** Of the ledger, now. */
  rows(): number;
  /** Rows of a local day, oldest first, opened. Rows appended meanwhile may or may not be among them. */
  entries(day: string): Generator<RecordedEntry>;
  audit(event: AuditEvent): Result<{ readonly seq: number }, AppendProblem>;
  readonly outbox: Outbox;
  /**
   * Destroys the keys of the days whose time is over, noting each in the audit log first; tells which, oldest first. Takes
   * some milliseconds a day: for a moment when nobody waits. After a failure the next call, or the next start, goes on.
   */
  eraseExpired(terms: RetentionTerms): Result<{ readonly erased: readonly string[] }, AppendProblem>;
  /**
   * Erases a person from every day, by sealing everybody else of these days anew and destroying their keys. Takes seconds a day
   * of fifty thousand rows: for when no gate is served. After a failure or a cut the same call does the rest.
   */
  erasePerson(
    isMeant: (person: Person) => boolean,
    by: Pick<AuditEvent, 'who' | 'from'>,
  ): Result<PersonErasure, AppendProblem>;
  /**
   * Some milliseconds of work to bring the search index after the ledger; tells whether there is more to do at once. For
   * moments when nobody waits.
   */
  indexSome(): Result<{ readonly more: boolean }, AppendProblem>;
  /** Moves the WAL into the file and makes room in the journal; for a moment when nobody waits, so that no commit has to. */
  checkpoint(): void;
  close(): void;
};

export type RecordOptions = Partial<FaultListeners> & {
  /** The station's data directory; made (0700) when absent. */
  readonly directory: string;
  /** Wall time in milliseconds since the epoch, for the audit log and the outbox. */
  readonly now?: () => number;
  /** Directory of the credentials that systemd handed to this process ($CREDENTIALS_DIRECTORY); left out or null: none. */
  readonly credentials?: string | null;
};

/** A record that is found damaged says so until it is restored, and then until somebody has acknowledged that. */
export function openRecord(options: RecordOptions): Result<StationRecord, RecordProblem> {
  const { directory } = options;
  const opened: { lock?: WriterLock; db?: WritableDb; journal?: Journal } = {};
  try {
    makeDirectory(directory);
    opened.lock = acquireWriterLock(directory);
    assertNothingToRecover(directory);
    opened.db = openForWriting(join(directory, RECORD_FILE));
    const erasures = readErasures(opened.db);
    const hasRows = nextPlace(opened.db)().seq > 1;
    const keys = openDayKeys(directory, hasRows, options.credentials ?? null, generationsOf(erasures));
    opened.journal = openJournal(directory);
    const newestAudit = catchUpJournal(directory, opened.db, opened.journal);
    return ok(createRecord(opened.db, keys, erasures, opened.journal, newestAudit, opened.lock, options));
  } catch (error) {
    const problem = recordProblem(error);
    for (const part of [opened.journal, opened.db]) ignoringFaults(() => part?.close());
    // Where that cannot be noted now, whoever opens it next finds it out again.
    if (problem.code === 'record-damaged') demandRecovery(directory, problem.detail);
    opened.lock?.release();
    return err(problem);
  }
}

/** Of a disk that has failed already. */
function ignoringFaults(act: () => void): void {
  try {
    act();
  } catch (error) {
    recordProblem(error);
  }
}

function assertNothingToRecover(directory: string): void {
  const note = readRecoveryNote(directory);
  if (note === null) return;
  if (note.state === 'due') throw new RecordError('record-damaged', note.reason);
  finishRecovery(directory, note);
  throw new RecordError('record-recovered', recoveryInWords(note));
}

function createRecord(
  db: WritableDb,
  keys: DayKeys,
  erasures: Erasures,
  journal: Journal,
  newestAudit: number,
  lock: WriterLock,
  { directory, now = Date.now, onProblem = () => {}, onUnfit = () => {} }: RecordOptions,
): StationRecord {
  const { attempt, write, writeInDetail } = createAttempts({ onProblem, onUnfit });
  const counts = new Map<string, Mutable<DayCounts>>();
  const newest = newestTime(db);
  const people = createPeopleCounter(db, keys);
  let highWater: { readonly withinMs: number; at: number | null } | null = null;
  const appender = createAppender(db, keys, journal);
  const auditor = createAuditAppender(db, journal, newestAudit);
  const read = sealedReader(db, keys, erasures);
  const open = rowOpener(read);
  const indexer = createIndexer(db, keys, erasures, open);
  const personEraser = createPersonEraser({ directory, db, keys, erasures, read, auditor, now });
  const eraser = createEraser(db, keys, erasures, indexer.forget, (event) => auditor.append(event, now()));
  const byUuid = rowByUuid(db);
  const takenBack = checkinTakenBack(db);
  const ofDay = rowsOfDay(db);
  const passages = passagesByRef(db);
  const place = nextPlace(db);
  const { outbox, entered } = openOutbox(db, open, writeInDetail, now);

  function countsOf(day: string): Mutable<DayCounts> {
    const known = counts.get(day) ?? countsOfDay(db, day);
    counts.set(day, known);
    return known;
  }

  function committed(row: LedgerRow): void {
    entered();
    people.committed(row);
    if (highWater !== null && isBeyondDoubt(row, highWater.withinMs)) {
      highWater.at = Math.max(highWater.at ?? row.at_ms, row.at_ms);
    }
    const today = counts.get(row.day);
    if (today !== undefined && row.kind === 'check-in') today[row.colour] += 1;
    const less = takenBack(row);
    const thatDay = less === undefined ? undefined : counts.get(less.day);
    if (less !== undefined && thatDay !== undefined) thatDay[less.colour] -= 1;
  }

  // A crash or a failure between the audit log and the key. What cannot be destroyed now must not close the gate.
  for (const finish of [personEraser.finish, eraser.finish]) attempt(finish);
  const kept = keys.days().filter((day) => erasures.through(day) === 0);
  for (const day of kept.slice(-2)) keys.forReading(day);

  return {
    append: (entry) => write(() => appender.append(entry, committed)),
    counts: (day) => ({ ...countsOf(day) }),
    highWater({ issuedAt, withinMs }) {
      if (highWater?.withinMs !== withinMs) highWater = { withinMs, at: newest({ issuedAt, withinMs }) };
      return highWater.at;
    },
    newestTrust: () => newestTrust(db),
    recentByIdentity: (identity, sinceMs) =>
      attempt(() => {
        const dayKeys = daysBetween(keys.days(), sinceMs).flatMap((day) => keys.forReading(day) ?? []);
        const refs = dayKeys.map((key) => identityRef(key, identity));
        return passages(refs, sinceMs);
      }),
    peopleAdmitted: (question) => attempt(() => people.count(question)),
    find(uuid) {
      const row = byUuid(uuid);
      return row === undefined ? null : open(row);
    },
    rows: () => place().seq - 1,
    *entries(day) {
      for (const row of ofDay(day)) yield open(row);
    },
    audit: (event) => write(() => auditor.append(event, now())),
    outbox,
    eraseExpired: (terms) => attempt(() => ({ erased: eraser.erase(terms) })),
    erasePerson: (isMeant, by) =>
      attempt(() => {
        try {
          return personEraser.erase(isMeant, by);
        } finally {
          people.forget();
          indexer.beginAgain();
        }
      }),
    indexSome: () => attempt(() => ({ more: indexer.step() })),
    checkpoint() {
      attempt(() => {
        auditor.catchUp();
        db.pragma('wal_checkpoint(PASSIVE)');
        journal.makeRoom();
      });
    },
    close() {
      attempt(auditor.catchUp);
      // Only advice for later queries: a full disk refuses it, and must not keep the record from being closed.
      attempt(() => db.pragma('optimize'));
      for (const close of [db.close.bind(db), journal.close, lock.release]) attempt(close);
    },
  };
}

type Mutable<T> = { -readonly [key in keyof T]: T[key] };

function isBeyondDoubt({ simulated, clock, at_ms, trust_issued_at_ms }: LedgerRow, withinMs: number): boolean {
  return simulated === 0 && clock === 'ok' && trust_issued_at_ms !== null && at_ms <= trust_issued_at_ms + withinMs;
}
