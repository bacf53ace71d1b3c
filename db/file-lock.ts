import { closeSync, existsSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';
import { assertNodeApi } from './node-api.ts';

export type FileLock = { release(): void };

/**
 * Makes this the one holder of a lock, or says null at once where another is; of one process, too.
 *
 * The lock is SQLite's own on an empty file: the kernel lets go of it when the holder dies, however it dies, so there is no
 * stale lock to clean up. POSIX locks belong to the process: never open such a file otherwise (to copy it, say), closing it
 * would unlock. @throws SqliteError, system errors
 */
export function lockFile(path: string): FileLock | null {
  assertNodeApi();
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
  const db = new Database(path, { timeout: 0 });
  try {
    // No journal file: the lock's transaction never writes.
    db.pragma('journal_mode = MEMORY');
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null;
    throw error;
  }
  return { release: () => db.close() };
}
