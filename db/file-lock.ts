import { closeSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';
import { connect } from './connect.ts';
import { isThere } from './is-there.ts';
import { assertNodeApi } from './node-api.ts';

export type FileLock = { release(): void };

/**
 * Makes this the one holder of a lock, or says null at once where another is; of one process, too.
 *
 * The lock is SQLite's own on an empty file: the kernel lets go of it when the holder dies, however it dies, so there is no
 * stale lock to clean up. POSIX locks belong to the process: never open such a file otherwise (to copy it, say), closing it
 * would unlock. @throws system errors; what SQLite says is one too, of the call `lock`
 */
export function lockFile(path: string): FileLock | null {
  assertNodeApi();
  if (!isThere(path)) closeSync(openSync(path, 'a', 0o600));
  let db: Database.Database | null = null;
  try {
    const opened = connect(path, { timeout: 0 });
    db = opened;
    // No journal file: the lock's transaction never writes.
    opened.pragma('journal_mode = MEMORY');
    opened.exec('BEGIN EXCLUSIVE');
    return { release: () => opened.close() };
  } catch (error) {
    db?.close();
    if (!(error instanceof Database.SqliteError)) throw error;
    if (error.code.startsWith('SQLITE_BUSY')) return null;
    throw Object.assign(new Error(`${path} cannot be locked: ${error.message}`), { code: error.code, syscall: 'lock' });
  }
}
