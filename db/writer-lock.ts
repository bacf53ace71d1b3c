import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { assertNodeApi } from './node-api.ts';
import { RecordError } from './problem.ts';

export type WriterLock = { release(): void };

/**
 * Makes this process the one writer of a data directory, or fails at once with `data-in-use`.
 *
 * The lock is SQLite's own on an empty file `writer.lock`: the kernel lets go of it when the holder dies, however it dies,
 * so there is no stale lock to clean up. The record itself stays unlocked between transactions, for readers beside.
 * POSIX locks belong to the process: never open `writer.lock` otherwise (to copy it, say), closing it would unlock.
 * @throws RecordError
 */
export function acquireWriterLock(directory: string): WriterLock {
  assertNodeApi();
  const path = join(directory, 'writer.lock');
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
  const db = new Database(path, { timeout: 0 });
  try {
    // No journal file: the lock's transaction never writes.
    db.pragma('journal_mode = MEMORY');
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) {
      throw new RecordError('data-in-use', `another process writes to ${directory}: stop it, or wait until it ends`);
    }
    throw error;
  }
  return { release: () => db.close() };
}
