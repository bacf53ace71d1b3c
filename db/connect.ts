import { dirname } from 'node:path';
import Database from 'better-sqlite3';

/**
 * A connection to an SQLite file. better-sqlite3 looks itself whether the folder is there, and throws a TypeError where it
 * cannot see it: that is no bug of ours, but a stick that was pulled out or a disk that fails. @throws SqliteError, system errors
 */
export function connect(path: string, options: Database.Options): Database.Database {
  try {
    return new Database(path, options);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw Object.assign(new Error(`${dirname(path)}: ${error.message}`), { code: 'ENOENT', syscall: 'open' });
  }
}
