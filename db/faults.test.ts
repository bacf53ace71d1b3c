import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createAppender } from './append.ts';
import { openDayKeys } from './day-keys.ts';
import { journalLines, SAMPLE_AT, SAMPLE_DAY, sampleEntry, uuidV7 } from './entry.sample.ts';
import { openJournal } from './journal.ts';
import { openForWriting } from './open.ts';
import { recordProblem } from './problem.ts';
import { openRecord, type RecordProblem, type StationRecord } from './record.ts';
import { verifyRecord } from './verify-chain.ts';

let directory: string;
let record: StationRecord;
let problems: RecordProblem[];
let unfit: RecordProblem[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'chot-faults-'));
  problems = [];
  unfit = [];
  record = open();
});
afterEach(() => {
  record.close();
  rmSync(directory, { recursive: true });
});

function open(): StationRecord {
  const opened = openRecord({
    directory,
    onProblem: (problem) => problems.push(problem),
    onUnfit: (problem) => unfit.push(problem),
  });
  if (!opened.ok) throw new Error(`${opened.error.code}: ${opened.error.detail}`);
  return opened.value;
}

const day = (name: string) => join(directory, 'keys', 'days', name);
const journal = () => journalLines(join(directory, 'journal', `${SAMPLE_DAY}.jsonl`));

describe('a record says when it must be opened anew', () => {
  test('where the fault may last as long as its files are open: a lock, the journal', () => {
    const other = new Database(join(directory, 'record.db'));
    other.exec('BEGIN IMMEDIATE');
    expect(record.append(sampleEntry())).toEqual({ ok: false, error: 'record-failed' });
    const settled = record.outbox.settle([{ seq: 1, outcome: 'unanswered' }]);
    expect(settled).toMatchObject({ ok: false, error: { code: 'record-failed' } });
    other.close();
    expect(unfit.map(({ detail }) => detail)).toEqual([0, 1].map(() => expect.stringContaining('SQLITE_BUSY')));
    mkdirSync(join(directory, 'journal', `${SAMPLE_DAY}.jsonl`));
    expect(record.append(sampleEntry())).toEqual({ ok: false, error: 'record-failed' });
    expect(unfit[2]?.detail).toMatch(/EISDIR/);
    rmdirSync(join(directory, 'journal', `${SAMPLE_DAY}.jsonl`));
  });

  test('not for a row that is refused for what it says, nor for a key that cannot be destroyed', () => {
    const entry = sampleEntry();
    record.append(entry);
    expect(record.append(entry)).toEqual({ ok: false, error: 'record-failed' });
    rmSync(day(`${SAMPLE_DAY}.key`));
    mkdirSync(join(day(`${SAMPLE_DAY}.key`), 'not a file'), { recursive: true });
    const terms = { today: '2022-01-01', vouched: true, retentionDays: 21, hasCentral: false };
    expect(record.eraseExpired(terms).ok).toBe(false);
    expect(problems).toHaveLength(2);
    expect(unfit).toEqual([]);
  });
});

describe('an append that fails is not acknowledged and does not break the next', () => {
  const blockJournal = () => mkdirSync(join(directory, 'journal', `${SAMPLE_DAY}.jsonl`));
  const freeJournal = () => rmdirSync(join(directory, 'journal', `${SAMPLE_DAY}.jsonl`));

  test('when the journal fails: the same entry again is acknowledged under its one number', () => {
    blockJournal();
    const entry = sampleEntry();
    expect(record.append(entry)).toEqual({ ok: false, error: 'record-failed' });
    expect(record.append(entry)).toEqual({ ok: false, error: 'record-failed' });
    expect(problems[0]?.detail).toMatch(/EISDIR/);
    freeJournal();
    expect(record.append(entry)).toEqual({ ok: true, value: { seq: 1, uuid: entry.uuid } });
    expect(record.append(sampleEntry())).toMatchObject({ ok: true, value: { seq: 2 } });
    expect(journal()).toHaveLength(2);
  });

  test('when the journal fails: at most one row waits for it, and it is journaled before the next', () => {
    blockJournal();
    for (let n = 0; n < 3; n += 1) expect(record.append(sampleEntry()).ok).toBe(false);
    freeJournal();
    expect(record.append(sampleEntry())).toMatchObject({ ok: true, value: { seq: 2 } });
    expect(journal()).toHaveLength(2);
    expect(verifyRecord(directory)).toMatchObject({ ok: true, value: { rows: 2 } });
  });

  test('when the row breaks the schema', () => {
    const known = sampleEntry();
    record.append(known);
    const stranger = sampleEntry({ kind: 'annulment', refersTo: uuidV7(SAMPLE_AT) });
    const refused = [stranger, known, sampleEntry({ clock: 'perhaps' as never }), sampleEntry({ kind: 'override' })];
    for (const entry of refused) expect(record.append(entry)).toEqual({ ok: false, error: 'record-failed' });
    expect(problems).toHaveLength(refused.length);
    expect(record.append(sampleEntry())).toMatchObject({ ok: true, value: { seq: 2 } });
    expect(record.counts(SAMPLE_DAY).green).toBe(2);
    expect(record.outbox.counts().waiting).toBe(2);
    expect(verifyRecord(directory)).toMatchObject({ ok: true, value: { rows: 2 } });
  });

  test('when the key of a new day cannot be kept', () => {
    mkdirSync(day(`${SAMPLE_DAY}.key.new`), { recursive: true });
    expect(record.append(sampleEntry())).toEqual({ ok: false, error: 'record-failed' });
    rmdirSync(day(`${SAMPLE_DAY}.key.new`));
    const entry = sampleEntry();
    expect(record.append(entry)).toMatchObject({ ok: true, value: { seq: 1 } });
    record.close();
    record = open();
    expect(record.find(entry.uuid)?.person).toEqual(entry.person);
  });

  test('when SQLite says that it is full, at every page of the row', () => {
    record.close();
    const keys = openDayKeys(directory, false, null, () => 1);
    const journalOf = openJournal(directory);
    const db = openForWriting(join(directory, 'record.db'));
    const appender = createAppender(db, keys, journalOf);
    const used = () => db.pragma('page_count', { simple: true }) as number;
    let refused = 0;
    for (let n = 0; n < 60; n += 1) {
      const entry = sampleEntry();
      for (let spare = 0, done = false; !done; spare += 1) {
        db.pragma(`max_page_count = ${used() + spare}`);
        try {
          expect(appender.append(entry, () => {}).seq).toBe(n + 1);
          done = true;
        } catch (error) {
          expect(recordProblem(error).code).toBe('disk-full');
          refused += 1;
        }
      }
    }
    expect(refused).toBeGreaterThan(3);
    journalOf.close();
    db.close();
    record = open();
    expect(verifyRecord(directory)).toMatchObject({ ok: true, value: { rows: 60 } });
    expect(journal()).toHaveLength(60);
  });

  test('a day that is no day never becomes a file name', () => {
    for (const wrong of ['../../station', '2021-10-18/..', '', 'today']) {
      expect(() => record.append(sampleEntry({ day: wrong }))).toThrow(RangeError);
    }
    expect(record.append(sampleEntry())).toMatchObject({ ok: true, value: { seq: 1 } });
  });
});

describe('keys', () => {
  function refusal(): string {
    const opened = openRecord({ directory });
    if (opened.ok) opened.value.close();
    return opened.ok ? 'opened' : `${opened.error.code}: ${opened.error.detail}`;
  }

  beforeEach(() => {
    record.append(sampleEntry());
    record.append(sampleEntry({ day: '2021-10-19' }));
    record.close();
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
    record = open();
  });

  test('a lost station key is not replaced by another that could read nothing', () => {
    renameSync(join(directory, 'keys', 'station.key'), join(directory, 'lost'));
    expect(refusal()).toMatch(/^record-corrupt: .*station\.key is missing/);
    renameSync(join(directory, 'lost'), join(directory, 'keys', 'station.key'));
    expect(refusal()).toBe('opened');
  });

  test.each([
    ['cut short', (key: Buffer) => key.subarray(0, 20)],
    ['one bit changed', (key: Buffer) => Buffer.from(key.map((byte, at) => (at === 30 ? byte ^ 1 : byte)))],
    ['of another version', (key: Buffer) => Buffer.concat([Uint8Array.of(2), key.subarray(1)])],
    ['another day’s', () => readFileSync(day(`${SAMPLE_DAY}.key`))],
    ['empty', () => Buffer.alloc(0)],
  ])('a day key that is %s is told, not replaced', (_, damage) => {
    const damaged = damage(readFileSync(day('2021-10-19.key')));
    writeFileSync(day('2021-10-19.key'), damaged);
    expect(refusal()).toMatch(/^record-corrupt: the data key of 2021-10-19 is damaged/);
    expect(readFileSync(day('2021-10-19.key')).equals(damaged)).toBe(true);
  });
});

test('a person sealed for one row does not open in another', () => {
  const [a, b] = [sampleEntry(), sampleEntry({ person: { name: 'TRẦN B', birthDate: null, ids: [] } })];
  record.append(a);
  record.append(b);
  record.close();
  const db = openForWriting(join(directory, 'record.db'));
  db.exec('DROP TRIGGER ledger_no_update');
  db.exec('UPDATE ledger SET person_sealed = (SELECT person_sealed FROM ledger WHERE seq = 1) WHERE seq = 2');
  db.close();
  record = open();
  expect(record.find(b.uuid)).toMatchObject({ person: null, personState: 'damaged' });
  expect(verifyRecord(directory)).toMatchObject({ ok: false, error: { code: 'row-changed', seq: 2 } });
});
