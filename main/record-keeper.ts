import { backupFolder, backupsIn } from '../db/backup.ts';
import type { RecordProblem } from '../db/record.ts';
import type { StationConfig } from './contract/station-config.ts';
import { runRecordJob } from './record-jobs.ts';

/** Looks after the record beside the station: backups, and whether the file is still well formed. */
export type RecordKeeper = {
  start(): void;
  stop(): void;
  /** Resolves when no job is under way. */
  idle(): Promise<void>;
};

export type RecordKeeperOptions = {
  readonly directory: string;
  readonly backup: StationConfig['backup'];
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Rows that the ledger has now. */
  readonly rows: () => number;
  /** Runs `task` after `ms`; gives a function that calls it off. */
  readonly later: (ms: number, task: () => void) => () => void;
  /** The record was found damaged: the station must not go on with it. */
  readonly damaged: (problem: RecordProblem) => void;
  /** For the system's log. */
  readonly log: (message: string) => void;
};

const HOUR_MS = 3_600_000;
/** People may be waiting when a station starts: what takes the disk for seconds comes later. */
const FIRST_CHECK_MS = 2 * 60_000;
const CHECK_EVERY_MS = 24 * HOUR_MS;
const FIRST_BACKUP_MS = 5 * 60_000;
const LOOK_FOR_BACKUP_MS = HOUR_MS / 4;

export function createRecordKeeper(options: RecordKeeperOptions): RecordKeeper {
  const { directory, backup, now, rows, later, damaged, log } = options;
  const ending = new AbortController();
  /** One job at a time: the disk is the station's first of all. */
  let working: Promise<void> = Promise.resolve();

  function inTurn(job: () => Promise<void>, again: number): void {
    if (ending.signal.aborted) return;
    working = working.then(job);
    later(again, () => inTurn(job, again));
  }

  async function check(): Promise<void> {
    const checked = await runRecordJob<'check'>({ kind: 'check', directory }, ending.signal);
    if (checked.ok) return;
    log(`${checked.error.code}: ${checked.error.detail}`);
    if (checked.error.code === 'record-damaged') damaged(checked.error);
  }

  async function back(): Promise<void> {
    if (!isDue()) return;
    const { beside, keep } = backup;
    const made = await runRecordJob<'backup'>({ kind: 'backup', directory, beside, keep, now: now() }, ending.signal);
    if (!made.ok) {
      log(`no backup could be made: ${made.error.code}: ${made.error.detail}`);
      if (made.error.code === 'record-damaged') damaged(made.error);
      return;
    }
    for (const { folder, detail } of made.value.failed) log(`the backup could not be brought to ${folder}: ${detail}`);
  }

  /** A clock that was set back makes backups of the future: they count as none. */
  function isDue(): boolean {
    const kept = backupsIn(backupFolder(directory));
    const recent = kept.some(({ at }) => now() - at >= 0 && now() - at < backup.everyHours * HOUR_MS);
    return !recent && rows() > 0 && rows() !== kept[0]?.rows;
  }

  return {
    start() {
      later(FIRST_CHECK_MS, () => inTurn(check, CHECK_EVERY_MS));
      later(FIRST_BACKUP_MS, () => inTurn(back, LOOK_FOR_BACKUP_MS));
    },
    stop: () => ending.abort(),
    idle: () => working,
  };
}
