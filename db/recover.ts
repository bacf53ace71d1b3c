import { copyFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { err, ok, type Result } from '../main/contract/result.ts';
import { AUDIT_COLUMNS, auditHash, auditRowWriter, auditWriter } from './audit.ts';
import { type Backup, backupFolder, backupsIn, verifyBackup } from './backup.ts';
import { type DamagedRecord, openDamaged } from './damaged-record.ts';
import { makeDirectory, syncDirectory, syncFile } from './durable-file.ts';
import { isThere } from './is-there.ts';
import { auditLines, ledgerLines } from './journal-rows.ts';
import { ledgerWriter } from './ledger.ts';
import { LEDGER_COLUMNS, ledgerHash } from './ledger-row.ts';
import { openForWriting } from './open.ts';
import { type RecordProblem, recordProblem } from './problem.ts';
import { RECORD_FILE } from './record-file.ts';
import { type RecoveryDone, readRecoveryNote, removeRecoveryNote, writeRecoveryNote } from './recovery-note.ts';
import { extendChain } from './restored-chain.ts';
import { verifyRecord } from './verify-chain.ts';
import { acquireWriterLock } from './writer-lock.ts';

const FILES = ['', '-wal', '-shm'].map((suffix) => RECORD_FILE + suffix);
const WORK = 'restoring';

/**
 * Restores a damaged record: sets its files aside, takes the fullest backup that verifies, and appends what the journal has
 * beyond it, and after that what can still be read of the damaged file. Every row must follow from the one before by its
 * hash; so nothing can be made up. It can be cut off at any moment, and is done again by the next call.
 *
 * SQLite calls a page damaged that the disk could not read for a moment: a record that verifies when it is looked at once more
 * stays as it is. null: so it was.
 *
 * Rows whose fate at the central the backup does not know wait to be uploaded again: the central tells duplicates.
 * @param beside further folders of backups, on another disk say
 * @param now milliseconds since the epoch
 */
export function recoverRecord(
  directory: string,
  beside: readonly string[],
  now: number,
): Result<RecoveryDone | null, RecordProblem> {
  try {
    const lock = acquireWriterLock(directory);
    try {
      return ok(recover(directory, [backupFolder(directory), ...beside], now));
    } finally {
      lock.release();
    }
  } catch (error) {
    return err(recordProblem(error));
  }
}

/**
 * Puts a restored record in its place, where that was cut off. To be called with the writer lock, before the record is
 * opened. @throws system errors
 */
export function finishRecovery(directory: string, done: RecoveryDone): void {
  const restored = join(directory, WORK, RECORD_FILE);
  if (!isThere(restored)) return;
  // Lines that do not follow would stand beside other rows of the same numbers; the journal is written anew from the record.
  if (done.unchained + done.brokenLines > 0) moveInto(join(directory, done.setAside), directory, 'journal');
  renameSync(restored, join(directory, RECORD_FILE));
  syncDirectory(directory);
  rmSync(join(directory, WORK), { recursive: true, force: true });
}

/** Somebody has seen that the record was restored: the station may go on. null: there was nothing to acknowledge. */
export function acknowledgeRecovery(directory: string): Result<RecoveryDone | null, RecordProblem> {
  try {
    const note = readRecoveryNote(directory);
    if (note?.state !== 'done') return ok(null);
    removeRecoveryNote(directory);
    return ok(note);
  } catch (error) {
    return err(recordProblem(error));
  }
}

function recover(directory: string, folders: readonly string[], now: number): RecoveryDone | null {
  const note = readRecoveryNote(directory);
  if (note?.state === 'done') {
    finishRecovery(directory, note);
    return note;
  }
  if (note?.setAside === null && verifyRecord(directory).ok) {
    removeRecoveryNote(directory);
    return null;
  }
  const reason = note?.reason ?? 'the record is damaged';
  const setAside = note?.setAside ?? newFolder(directory, now);
  writeRecoveryNote(directory, { state: 'due', reason, setAside });
  makeDirectory(join(directory, setAside));
  for (const name of FILES) moveInto(join(directory, setAside), directory, name);
  const restored = restore(directory, setAside, folders);
  const done: RecoveryDone = { state: 'done', reason, at: now, setAside, ...restored };
  noteInAuditLog(join(directory, WORK, RECORD_FILE), done);
  syncFile(join(directory, WORK, RECORD_FILE));
  syncDirectory(join(directory, WORK));
  // First the note, then the record's name: whoever opens the record is told, whatever is cut off here.
  writeRecoveryNote(directory, done);
  finishRecovery(directory, done);
  return done;
}

function newFolder(directory: string, now: number): string {
  const time = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
  for (let n = 1; ; n += 1) {
    const folder = join('damaged', n === 1 ? time : `${time}-${n}`);
    if (!isThere(join(directory, folder))) return folder;
  }
}

function moveInto(target: string, directory: string, name: string): void {
  if (!isThere(join(directory, name)) || isThere(join(target, name))) return;
  renameSync(join(directory, name), join(target, name));
  syncDirectory(target);
  syncDirectory(directory);
}

type Restored = Pick<RecoveryDone, 'rows' | 'fromBackup' | 'unchained' | 'brokenLines'>;

/** From the fullest backup that everything else follows from, else from the one that gives the most rows, or from none. */
function restore(directory: string, setAside: string, folders: readonly string[]): Restored {
  const candidates = folders.flatMap((folder) => backupsIn(folder)).sort((a, b) => b.rows - a.rows);
  let best: { readonly from: Backup | null; readonly restored: Restored } | null = null;
  for (const from of [...candidates, null]) {
    const restored = restoreFrom(from, directory, setAside);
    if (restored?.unchained === 0) return restored;
    if (restored !== null && restored.rows > (best?.restored.rows ?? -1)) best = { from, restored };
  }
  if (best === null) throw new Error('an empty record can always be begun');
  return restoreFrom(best.from, directory, setAside) ?? best.restored;
}

/** null: the backup is not whole, or is another station's. */
function restoreFrom(backup: Backup | null, directory: string, setAside: string): Restored | null {
  const work = join(directory, WORK);
  rmSync(work, { recursive: true, force: true });
  makeDirectory(work);
  const path = join(work, RECORD_FILE);
  if (backup !== null && !isCopied(backup, path)) return null;
  const damaged = openDamaged(join(directory, setAside, RECORD_FILE));
  try {
    return extend(path, directory, damaged, backup?.rows ?? 0);
  } finally {
    damaged.close();
  }
}

function extend(path: string, directory: string, damaged: DamagedRecord, fromBackup: number): Restored | null {
  const db = openForWriting(path);
  try {
    const ledger = extendChain(db, {
      name: 'ledger',
      columns: LEDGER_COLUMNS,
      hashOf: ledgerHash,
      lines: ledgerLines(directory),
      damaged: damaged.ledger,
      insert: ledgerWriter(db),
    });
    const audit = extendChain(db, {
      name: 'audit',
      columns: AUDIT_COLUMNS,
      hashOf: auditHash,
      lines: auditLines(directory),
      damaged: damaged.audit,
      insert: auditRowWriter(db),
    });
    if (ledger === null || audit === null) return null;
    const brokenLines = ledger.brokenLines + audit.brokenLines + audit.unchained;
    return { ...ledger, brokenLines, fromBackup };
  } finally {
    db.close();
  }
}

function isCopied(backup: Backup, path: string): boolean {
  try {
    copyFileSync(backup.path, path);
    return verifyBackup(path) === backup.rows;
  } catch (error) {
    // a disk that is full or broken is no backup's fault
    if (recordProblem(error).code === 'disk-full') throw error;
    return false;
  }
}

function noteInAuditLog(path: string, { rows, fromBackup, unchained, setAside, reason, at }: RecoveryDone): void {
  const db = openForWriting(path);
  try {
    const detail = { rows, fromBackup, unchained, setAside, reason };
    auditWriter(db)({ who: 'station', from: 'station', what: 'record-recovered', detail }, at);
  } finally {
    db.close();
  }
}
