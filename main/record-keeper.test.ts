import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { backupFolder, backupsIn } from '../db/backup.ts';
import { sampleEntry } from '../db/entry.sample.ts';
import { openRecord, type RecordProblem, type StationRecord } from '../db/record.ts';
import { createRecordKeeper } from './record-keeper.ts';

const HOUR = 3_600_000;
let directory: string;
let record: StationRecord;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'chot-keeper-'));
  reopen();
});
afterEach(() => {
  record.close();
  rmSync(directory, { recursive: true });
});

function reopen(): void {
  const opened = openRecord({ directory });
  if (!opened.ok) throw new Error(opened.error.detail);
  record = opened.value;
}

/** A keeper whose hours go by when they are told to; every job runs in its real thread. */
function keeper(beside: readonly string[] = [], rows: () => number = record.rows) {
  let now = Date.UTC(2026, 10, 22);
  let due: { readonly at: number; readonly task: () => void }[] = [];
  const damaged: RecordProblem[] = [];
  const log: string[] = [];
  const made = createRecordKeeper({
    directory,
    backup: { everyHours: 6, keep: 2, beside: [...beside] },
    now: () => now,
    rows,
    later(ms, task) {
      const entry = { at: now + ms, task };
      due.push(entry);
      return () => {
        due = due.filter((other) => other !== entry);
      };
    },
    damaged: (problem) => damaged.push(problem),
    log: (message) => log.push(message),
  });
  made.start();
  return {
    damaged,
    log,
    stop: made.stop,
    async pass(ms: number): Promise<void> {
      const end = now + ms;
      for (;;) {
        const [next] = due.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (next === undefined) break;
        due = due.filter((other) => other !== next);
        now = next.at;
        next.task();
        await made.idle();
      }
      now = end;
    },
  };
}

const rowsKept = (folder = backupFolder(directory)) => backupsIn(folder).map(({ rows }) => rows);

test('backs up a little after the start and every few hours, where there are new rows', async () => {
  const { pass, damaged, log } = keeper();
  await pass(HOUR);
  expect(rowsKept()).toEqual([]);
  record.append(sampleEntry());
  await pass(HOUR);
  expect(rowsKept()).toEqual([1]);
  record.append(sampleEntry());
  await pass(4 * HOUR);
  expect(rowsKept()).toEqual([1]);
  await pass(3 * HOUR);
  expect(rowsKept()).toEqual([2, 1]);
  await pass(24 * HOUR);
  expect(rowsKept()).toEqual([2, 1]);
  record.append(sampleEntry());
  await pass(HOUR);
  expect(rowsKept()).toEqual([3, 2]);
  expect([damaged, log]).toEqual([[], []]);
});

test('brings each backup to the other places, and says where it could not', async () => {
  const [stick, gone] = [join(directory, 'stick'), join(directory, 'gone')];
  mkdirSync(stick);
  const { pass, log } = keeper([stick, gone]);
  record.append(sampleEntry());
  await pass(HOUR);
  expect(rowsKept(stick)).toEqual([1]);
  expect(log).toEqual([expect.stringContaining(gone)]);
});

test('tells of a file that is not well formed', async () => {
  for (let n = 0; n < 300; n += 1) record.append(sampleEntry());
  record.checkpoint();
  const { pass, damaged } = keeper([], () => 0);
  await pass(HOUR / 30);
  expect(damaged).toEqual([]);
  record.close();
  const file = join(directory, 'record.db');
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.fill(0xff, bytes.length - 8192));
  await pass(25 * HOUR);
  expect(damaged).toMatchObject([{ code: 'record-damaged' }]);
  writeFileSync(file, '');
  rmSync(join(directory, 'journal'), { recursive: true });
  reopen();
});

test('after the end nothing is begun any more', async () => {
  const { pass, stop } = keeper();
  record.append(sampleEntry());
  stop();
  await pass(HOUR);
  expect(rowsKept()).toEqual([]);
});
