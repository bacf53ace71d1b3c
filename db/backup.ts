import { copyFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { err, ok, type Result } from '../main/contract/result.ts';
import { connect } from './connect.ts';
import { makeDirectory, syncDirectory, syncFile } from './durable-file.ts';
import { isThere } from './is-there.ts';
import { LATEST_VERSION } from './migrate.ts';
import { APPLICATION_ID, openForReading, type ReadableDb } from './open.ts';
import { RecordError, type RecordProblem, recordProblem } from './problem.ts';
import { RECORD_FILE } from './record-file.ts';
import { verifyRows } from './verify-rows.ts';

/**
 * Whole copies of the record in a folder: `record-<rows>-<time>.db`, each verified before it has its name. They hold no
 * keys: of an erased day they tell no more than the record does.
 */
export type Backup = {
  readonly path: string;
  /** Of its ledger. */
  readonly rows: number;
  /** When it was made, milliseconds since the epoch. */
  readonly at: number;
};

const NAME = /^record-(\d{12})-(\d{8}T\d{6}Z)\.db$/;
const ASIDE = 'unfinished.db';

/** Where backups lie beside the record itself. */
export function backupFolder(directory: string): string {
  return join(directory, 'backups');
}

/** Verified backups of a folder, the fullest first; none where there is no folder. */
export function backupsIn(folder: string): Backup[] {
  if (!isThere(folder)) return [];
  return readdirSync(folder)
    .flatMap((name) => {
      const [, rows, time = ''] = NAME.exec(name) ?? [];
      const at = Date.parse(time.replace(/^(.{4})(..)(.{5})(..)(..)Z$/, '$1-$2-$3:$4:$5Z'));
      return rows === undefined || Number.isNaN(at) ? [] : [{ path: join(folder, name), rows: Number(rows), at }];
    })
    .sort((a, b) => b.rows - a.rows || b.at - a.at);
}

/** What came of a backup: beside the record, and in each further place. */
export type BackupReport = {
  readonly made: Backup;
  /** Of the further folders: where it could not be brought to, and why. */
  readonly failed: readonly { readonly folder: string; readonly detail: string }[];
};

/**
 * Copies the record as it is at this moment, beside a station that goes on recording, and verifies the copy: its form and
 * both chains. Takes seconds for a million rows: not for the process that serves a gate, but for a thread of its own.
 * @param beside further folders that it is brought to, on another disk or a stick; they must be there already, since where
 *   nothing is mounted a new one would lie on the first disk
 * @param keep how many each folder keeps; older ones go only when the new one is safe
 * @param now milliseconds since the epoch
 */
export function makeBackup(
  directory: string,
  beside: readonly string[],
  keep: number,
  now: number,
): Result<BackupReport, RecordProblem> {
  const made = attempt(() => copyRecord(directory, keep, now));
  if (!made.ok) return made;
  const failed = beside.flatMap((folder) => {
    const copied = attempt(() => copyBackup(made.value, folder, keep, now));
    return copied.ok ? [] : [{ folder, detail: copied.error.detail }];
  });
  return ok({ made: made.value, failed });
}

function copyRecord(directory: string, keep: number, now: number): Backup {
  const folder = backupFolder(directory);
  makeDirectory(folder);
  removeFile(join(folder, ASIDE));
  const db = openForReading(join(directory, RECORD_FILE));
  try {
    db.prepare('VACUUM INTO ?').run(join(folder, ASIDE));
  } finally {
    db.close();
  }
  return keepBackup(folder, keep, now);
}

function copyBackup(backup: Backup, folder: string, keep: number, now: number): Backup {
  if (!isThere(folder)) throw new RecordError('record-failed', `there is no folder ${folder} to keep backups in`);
  removeFile(join(folder, ASIDE));
  copyFileSync(backup.path, join(folder, ASIDE));
  return keepBackup(folder, keep, now);
}

/** The rows of a backup if it is whole, its ledger and its audit log. @throws RecordError saying what is wrong */
export function verifyBackup(path: string): number {
  const db = connect(path, { readonly: true, fileMustExist: true });
  try {
    const read = db as unknown as ReadableDb;
    if (read.pragma('application_id', { simple: true }) !== APPLICATION_ID) {
      throw new RecordError('record-damaged', `${path} is no record`);
    }
    const version = read.pragma('user_version', { simple: true }) as number;
    if (version > LATEST_VERSION) throw new RecordError('record-from-the-future', `${path} has version ${version}`);
    const form = read.pragma('quick_check(1)', { simple: true });
    if (form !== 'ok') throw new RecordError('record-damaged', `${path}: ${form}`);
    const verified = verifyRows(read, { ledger: null, audit: null });
    if (!verified.ok)
      throw new RecordError('record-damaged', `${path}: ${verified.error.code}: ${verified.error.detail}`);
    return verified.value.rows;
  } finally {
    db.close();
  }
}

function keepBackup(folder: string, keep: number, now: number): Backup {
  const aside = join(folder, ASIDE);
  syncFile(aside);
  const rows = verifyBackup(aside);
  const time = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
  const path = join(folder, `record-${String(rows).padStart(12, '0')}-${time}.db`);
  renameSync(aside, path);
  syncDirectory(folder);
  // A record that was restored with fewer rows than its older backups have must not lose its newest one to them.
  const others = backupsIn(folder).filter((backup) => backup.path !== path);
  for (const old of others.slice(keep - 1)) rmSync(old.path, { force: true });
  return { path, rows, at: now };
}

function removeFile(path: string): void {
  for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(path + suffix, { force: true });
}

function attempt<T>(act: () => T): Result<T, RecordProblem> {
  try {
    return ok(act());
  } catch (error) {
    return err(recordProblem(error));
  }
}
