import { closeSync, fsyncSync, openSync, statSync } from 'node:fs';
import type Database from 'better-sqlite3';

/** Header of a frame in a WAL (sqlite.org/fileformat2.html section 4.1). */
const FRAME_HEADER_BYTES = 24;
/** Some pages of a transaction stay in the cache and never reach the WAL. */
const ENOUGH = 0.9;

/** Whether the WAL is as long already, as one that a crash or a power cut left behind is. */
export function hasWalRoom(db: Database.Database, pages: number): boolean {
  const frame = (db.pragma('page_size', { simple: true }) as number) + FRAME_HEADER_BYTES;
  const size = statSync(`${db.name}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  return size >= pages * frame * ENOUGH;
}

/**
 * Grows the WAL to hold `pages` frames before anybody waits. SQLite overwrites a WAL from its beginning after each
 * checkpoint but makes it grow commit by commit until the first one, and a commit into a file that grows takes twice as
 * long: the file system must commit the new length too. A transaction larger than the cache spills into the WAL; rolled
 * back, it leaves nothing but the length, which an ordinary rollback may do as well.
 * @throws SqliteError, system errors; the record is whole then
 */
export function growWal(db: Database.Database, pages: number): void {
  const pageSize = db.pragma('page_size', { simple: true }) as number;
  const cacheSize = db.pragma('cache_size', { simple: true }) as number;
  db.pragma('cache_size = 10');
  db.exec('BEGIN IMMEDIATE');
  try {
    db.exec('CREATE TABLE wal_room (room BLOB)');
    db.prepare('INSERT INTO wal_room VALUES (zeroblob(?))').run(pages * pageSize);
  } finally {
    if (db.inTransaction) db.exec('ROLLBACK');
    db.pragma(`cache_size = ${cacheSize}`);
  }
  // SQLite locks the record and its shared memory, never the WAL: closing it here gives up no lock.
  const fd = openSync(`${db.name}-wal`, 'r+');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
