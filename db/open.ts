import { closeSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type Database from 'better-sqlite3';
import { connect } from './connect.ts';
import { syncDirectory } from './durable-file.ts';
import { isThere } from './is-there.ts';
import { LATEST_VERSION, migrate } from './migrate.ts';
import { assertNodeApi } from './node-api.ts';
import { RecordError, recordProblem } from './problem.ts';
import { growWal, hasWalRoom } from './wal-room.ts';

/** "CHOT" in ASCII: tells file(1), and us, whose SQLite file this is. */
export const APPLICATION_ID = 0x43484f54;

declare const readable: unique symbol;
declare const writable: unique symbol;
/** A connection that queries may read through. Reads cannot write by type (after Signal-Desktop's `ts/sql`). */
export type ReadableDb = Pick<Database.Database, 'prepare' | 'pragma' | 'close'> & { readonly [readable]: true };
/** The one connection of a data directory that may write; its holder also holds the writer lock (but `openForAuditing`). */
export type WritableDb = ReadableDb & Database.Database & { readonly [writable]: true };

/**
 * A checkpoint copies the WAL into the file under two fsyncs, in whichever commit crosses this many pages. Rare enough
 * to stay out of the slowest hundredth of commits; the station also checkpoints when it rests (`checkpoint()`).
 */
const CHECKPOINT_PAGES = 2000;

/**
 * Opens the record for its one writer, creating and migrating it as needed.
 * @throws RecordError for a file that is foreign or from the future; SqliteError for what SQLite says
 */
export function openForWriting(path: string): WritableDb {
  assertNodeApi();
  const isNew = !isThere(path);
  if (isNew) closeSync(openSync(path, 'wx', 0o600));
  const db = connect(path, { timeout: 1000 });
  try {
    const version = recognise(db, path);
    db.pragma('journal_mode = WAL');
    harden(db);
    db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    migrate(db, version, APPLICATION_ID);
    makeWalRoom(db);
    assertDurable(db);
    if (isNew) syncDirectory(dirname(path));
    return db as unknown as WritableDb;
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * Opens an existing record to note something in its audit log, beside the writer or without one. Whoever holds the writer
 * lock has the upkeep: nothing is created, migrated or checkpointed here while it runs. @throws as `openForWriting`
 */
export function openForAuditing(path: string): WritableDb {
  const db = openExisting(path, false);
  db.pragma('wal_autocheckpoint = 0');
  return db as unknown as WritableDb;
}

/** Opens an existing record to read it, beside a running station or without one. @throws as `openForWriting` */
export function openForReading(path: string): ReadableDb {
  return openExisting(path, true) as unknown as ReadableDb;
}

function openExisting(path: string, readonly: boolean): Database.Database {
  assertNodeApi();
  if (!isThere(path)) throw new RecordError('record-failed', `there is no record at ${path}`);
  const db = connect(path, { readonly, fileMustExist: true, timeout: 5000 });
  try {
    const version = recognise(db, path);
    if (version !== LATEST_VERSION) {
      throw new RecordError(
        'record-failed',
        `${path} has version ${version}, this program reads ${LATEST_VERSION}: start the station once to migrate it`,
      );
    }
    harden(db);
    assertDurable(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** The `user_version` of a file that is ours or empty. Read before anything is written, so a foreign file stays whole. */
function recognise(db: Database.Database, path: string): number {
  const applicationId = db.pragma('application_id', { simple: true });
  const version = db.pragma('user_version', { simple: true }) as number;
  const objects = db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() as number;
  const empty = applicationId === 0 && version === 0 && objects === 0;
  if (empty) {
    if (statSync(path).size > 0 && db.readonly) throw new RecordError('record-damaged', `${path} holds no record`);
    return 0;
  }
  if (applicationId !== APPLICATION_ID) {
    throw new RecordError('record-corrupt', `${path} is another program's SQLite file: move it away`);
  }
  if (version > LATEST_VERSION) {
    throw new RecordError(
      'record-from-the-future',
      `${path} has version ${version}, this program knows up to ${LATEST_VERSION}: install the newer program`,
    );
  }
  return version;
}

/**
 * better-sqlite3 is compiled with SQLITE_DEFAULT_WAL_SYNCHRONOUS=1: after the first statement in WAL mode, and at every
 * reopening, `synchronous` silently reads NORMAL, which loses acknowledged commits at a power cut. Setting it makes it stay.
 */
function harden(db: Database.Database): void {
  db.pragma('synchronous = FULL');
  // WAL and main file are both flushed with F_FULLFSYNC on macOS, where fsync alone leaves data in the drive's cache.
  db.pragma('checkpoint_fullfsync = ON');
  db.pragma('fullfsync = ON');
  db.pragma('foreign_keys = ON');
  db.pragma('recursive_triggers = ON');
  db.pragma('trusted_schema = OFF');
}

/** A disk that has no space for the room may still have it for rows: the room is given back, and they will tell. */
function makeWalRoom(db: Database.Database): void {
  if (hasWalRoom(db, CHECKPOINT_PAGES)) {
    db.pragma('wal_checkpoint(PASSIVE)');
    return;
  }
  try {
    // First, so that giving the room back needs no space: nothing is in the WAL then.
    db.pragma('wal_checkpoint(TRUNCATE)');
    growWal(db, CHECKPOINT_PAGES);
  } catch (error) {
    if (recordProblem(error).code !== 'disk-full') throw error;
    db.pragma('wal_checkpoint(TRUNCATE)');
  }
}

function assertDurable(db: Database.Database): void {
  db.prepare('SELECT count(*) FROM sqlite_schema').get();
  const journal = db.pragma('journal_mode', { simple: true });
  const synchronous = db.pragma('synchronous', { simple: true });
  if (journal !== 'wal' || synchronous !== 2) {
    throw new RecordError(
      'record-failed',
      `SQLite did not accept journal_mode=WAL with synchronous=FULL (it says ${journal}, ${synchronous}): ` +
        'the file system may lack shared memory or locks',
    );
  }
}
