import { spawn } from 'node:child_process';
import { createDecipheriv } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SAMPLE_AT, SAMPLE_DAY, sampleEntry } from './entry.sample.ts';
import { openRecord, type RecordProblem, type RetentionTerms, type StationRecord } from './record.ts';
import { RECORD_FILE } from './record-file.ts';
import { verifyRecord } from './verify-chain.ts';

const CHILD = fileURLToPath(new URL('erase.child.ts', import.meta.url));
const DAY_MS = 86_400_000;
const NEXT_DAY = '2021-10-19';

let directory: string;
let record: StationRecord;
let problems: RecordProblem[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'chot-erase-'));
  problems = [];
  record = open();
});
afterEach(() => {
  record.close();
  rmSync(directory, { recursive: true });
});

function open(): StationRecord {
  const opened = openRecord({ directory, onProblem: (problem) => problems.push(problem) });
  if (!opened.ok) throw new Error(`${opened.error.code}: ${opened.error.detail}`);
  return opened.value;
}

const dayAfter = (days: number): string => new Date(SAMPLE_AT + days * DAY_MS).toISOString().slice(0, 10);
const keyFile = (day: string) => join(directory, 'keys', 'days', `${day}.key`);
const keys = () => readdirSync(join(directory, 'keys', 'days')).sort();

function erase(days: number, terms: Partial<RetentionTerms> = {}): readonly string[] {
  const erased = record.eraseExpired({
    today: dayAfter(days),
    vouched: true,
    retentionDays: 21,
    hasCentral: true,
    ...terms,
  });
  if (!erased.ok) throw new Error(erased.error);
  return erased.value.erased;
}

function append(day = SAMPLE_DAY): { seq: number; uuid: string } {
  const appended = record.append(sampleEntry({ day }));
  if (!appended.ok) throw new Error(appended.error);
  return appended.value;
}

function audited(): { what: string; detail: unknown }[] {
  const db = new Database(join(directory, RECORD_FILE), { readonly: true });
  const rows = db.prepare<[], { what: string; detail: string }>('SELECT what, detail FROM audit ORDER BY seq').all();
  db.close();
  return rows.map(({ what, detail }) => ({ what, detail: JSON.parse(detail) }));
}

describe('a day whose time is over', () => {
  test('is erased when all is uploaded: its persons are gone, its rows and both chains stay', () => {
    const rows = [append(), append(), append(NEXT_DAY)];
    record.outbox.settle(rows.map(({ seq }) => ({ seq, outcome: 'acknowledged' })));
    expect(erase(21)).toEqual([]);
    expect(erase(22)).toEqual([SAMPLE_DAY]);
    expect(erase(22)).toEqual([]);
    for (const state of ['running', 'reopened']) {
      expect([...record.entries(SAMPLE_DAY)], state).toMatchObject([
        { seq: 1, person: null, personState: 'erased', colour: 'green' },
        { seq: 2, person: null, personState: 'erased' },
      ]);
      expect(record.find(rows[2]?.uuid ?? '')).toMatchObject({ personState: 'clear' });
      expect(keys()).toEqual([`${NEXT_DAY}.key`]);
      record.close();
      record = open();
    }
    expect(audited()).toEqual([
      { what: 'day-erased', detail: { day: SAMPLE_DAY, rows: 2, notUploaded: 0, through: 2 } },
    ]);
    expect(verifyRecord(directory)).toMatchObject({ ok: true, value: { rows: 3, audit: { rows: 1 } } });
  });

  test('keeps its key for rows that wait or are parked, up to twice the time; they are counted and go without a person', () => {
    const [sent, parked, waiting] = [append(), append(), append()];
    record.outbox.settle([
      { seq: sent.seq, outcome: 'acknowledged' },
      { seq: parked.seq, outcome: 'parked', reason: 'refused' },
    ]);
    expect(erase(22)).toEqual([]);
    expect(erase(42)).toEqual([]);
    expect(record.outbox.waiting(0, 10)).toMatchObject([{ checkin: { person: { name: expect.any(String) } } }]);
    expect(erase(43)).toEqual([SAMPLE_DAY]);
    expect(audited()).toMatchObject([{ detail: { day: SAMPLE_DAY, rows: 3, notUploaded: 2, through: 3 } }]);
    expect(record.outbox.waiting(0, 10)).toMatchObject([
      { checkin: { seq: waiting.seq, person: null }, damaged: false },
    ]);
    expect(verifyRecord(directory).ok).toBe(true);
  });

  test('is erased at once where there is no central', () => {
    append();
    expect(erase(22, { hasCentral: false })).toEqual([SAMPLE_DAY]);
    expect(audited()).toMatchObject([{ detail: { rows: 1, notUploaded: 1 } }]);
  });

  test('is not erased by a clock years ahead for which no signed time speaks, nor by one that was behind', () => {
    append();
    append(NEXT_DAY);
    const unvouched = { vouched: false, hasCentral: false };
    expect(erase(28_000, unvouched)).toEqual([]);
    record.append(sampleEntry({ day: '2099-01-01', clock: 'suspect' }));
    record.append(sampleEntry({ day: '2099-01-01', simulated: true }));
    expect(erase(28_200, unvouched)).toEqual([]);
    expect(erase(-30)).toEqual([]);
    append(dayAfter(23));
    expect(erase(28_000, unvouched)).toEqual([SAMPLE_DAY, NEXT_DAY]);
    expect(keys()).toContain(`${dayAfter(23)}.key`);
  });

  test('that is recorded under once more has a new key, and only its new rows', () => {
    append();
    erase(22, { hasCentral: false });
    append();
    expect([...record.entries(SAMPLE_DAY)].map((row) => row.personState)).toEqual(['erased', 'clear']);
    record.close();
    record = open();
    expect([...record.entries(SAMPLE_DAY)].map((row) => row.personState)).toEqual(['erased', 'clear']);
    expect(verifyRecord(directory).ok).toBe(true);
    expect(erase(22, { hasCentral: false })).toEqual([SAMPLE_DAY]);
    expect(audited().map(({ detail }) => detail)).toMatchObject([
      { rows: 1, through: 1 },
      { rows: 1, through: 2 },
    ]);
    expect([...record.entries(SAMPLE_DAY)].map((row) => row.personState)).toEqual(['erased', 'erased']);
    expect(verifyRecord(directory).ok).toBe(true);
  });
});

describe('no file of the data directory', () => {
  /** What somebody can do who holds every file: open whatever is a wrapped key of the day, and with it every person. */
  function wrappedKeysOf(day: string): number {
    const stationKey = readFileSync(join(directory, 'keys', 'station.key'));
    let found = 0;
    for (const bytes of allFiles()) {
      for (let at = bytes.indexOf(1); at !== -1 && at + 61 <= bytes.length; at = bytes.indexOf(1, at + 1)) {
        const decipher = createDecipheriv('aes-256-gcm', stationKey, bytes.subarray(at + 1, at + 13));
        decipher.setAAD(Buffer.from(`chot-day-key-1\0${day}`));
        decipher.setAuthTag(bytes.subarray(at + 45, at + 61));
        decipher.update(bytes.subarray(at + 13, at + 45));
        try {
          decipher.final();
          found += 1;
        } catch {
          // not one
        }
      }
    }
    return found;
  }

  function allFiles(): Buffer[] {
    return readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== 'writer.lock')
      .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
  }

  test('names a person of an erased day, or holds a key that would', () => {
    append();
    append(NEXT_DAY);
    expect(wrappedKeysOf(SAMPLE_DAY)).toBe(1);
    erase(22, { hasCentral: false });
    for (const state of ['running', 'closed']) {
      expect(wrappedKeysOf(SAMPLE_DAY), state).toBe(0);
      expect(wrappedKeysOf(NEXT_DAY), state).toBe(1);
      for (const bytes of allFiles()) {
        for (const secret of ['TUYẾT', '079184012345', '84912345678', '1984-07-21']) {
          expect(bytes.includes(secret)).toBe(false);
        }
      }
      if (state === 'running') record.close();
    }
    record = open();
  });
});

describe('an erasure that was cut off', () => {
  const begun = () =>
    record.audit({
      who: 'station',
      from: 'station',
      what: 'day-erased',
      detail: { day: SAMPLE_DAY, rows: 1, notUploaded: 1, through: 1 },
    });

  test.each([
    ['before the key was touched', () => {}],
    ['when the key was overwritten', () => writeFileSync(keyFile(SAMPLE_DAY), Buffer.alloc(61))],
    ['when the key was half overwritten', () => writeFileSync(keyFile(SAMPLE_DAY), Buffer.alloc(20, 7))],
    ['when the key was gone', () => rmSync(keyFile(SAMPLE_DAY))],
  ])('%s is finished by the next start, and noted once', (_, leave) => {
    append();
    append(NEXT_DAY);
    begun();
    record.close();
    leave();
    record = open();
    expect(problems).toEqual([]);
    expect(keys()).toEqual([`${NEXT_DAY}.key`]);
    expect([...record.entries(SAMPLE_DAY)]).toMatchObject([{ personState: 'erased' }]);
    expect(erase(22, { hasCentral: false })).toEqual([]);
    expect(audited()).toHaveLength(1);
    expect(verifyRecord(directory).ok).toBe(true);
  });

  test('by a key that cannot be destroyed keeps the station running, and is finished by the next call', () => {
    append();
    const hidden = join(directory, 'hidden');
    renameSync(keyFile(SAMPLE_DAY), hidden);
    mkdirSync(keyFile(SAMPLE_DAY));
    const terms = { today: dayAfter(22), vouched: true, retentionDays: 21, hasCentral: false };
    expect(record.eraseExpired(terms)).toEqual({ ok: false, error: 'record-failed' });
    expect([...record.entries(SAMPLE_DAY)]).toMatchObject([{ personState: 'erased' }]);
    record.close();
    record = open();
    expect(problems.at(-1)?.detail).toMatch(/EISDIR/);
    rmSync(keyFile(SAMPLE_DAY), { recursive: true });
    renameSync(hidden, keyFile(SAMPLE_DAY));
    expect(record.eraseExpired(terms)).toEqual({ ok: true, value: { erased: [] } });
    expect(keys()).toEqual([]);
    expect(audited()).toHaveLength(1);
  });

  test('by keys that came back from a copy is done again', () => {
    append();
    const copy = mkdtempSync(join(tmpdir(), 'chot-copy-'));
    cpSync(join(directory, 'keys'), copy, { recursive: true });
    erase(22, { hasCentral: false });
    record.close();
    cpSync(copy, join(directory, 'keys'), { recursive: true });
    expect(keys()).toEqual([`${SAMPLE_DAY}.key`]);
    record = open();
    expect(keys()).toEqual([]);
    rmSync(copy, { recursive: true });
  });

  test('by SIGKILL at any moment leaves no key gone without a word, and is finished', async () => {
    const days = 40;
    for (let n = 0; n < days; n += 1) append(dayAfter(n));
    record.close();
    let cut = 0;
    for (let round = 0; round < 8; round += 1) {
      const child = spawn(process.execPath, [CHILD, directory, dayAfter(days)], { stdio: ['pipe', 'pipe', 'inherit'] });
      await once(child.stdout, 'data');
      child.stdin.write('go\n');
      await sleep(Math.random() * 25);
      child.kill('SIGKILL');
      await once(child, 'close');
      const verified = verifyRecord(directory);
      expect(verified, JSON.stringify(verified)).toMatchObject({ ok: true, value: { rows: days } });
      const left = keys().length;
      if (left > 2 && left < days) cut += 1;
    }
    record = open();
    erase(days, { retentionDays: 1, hasCentral: false });
    expect(keys()).toEqual([`${dayAfter(days - 1)}.key`]);
    const erased = audited().map(({ detail }) => (detail as { day: string }).day);
    expect(erased).toEqual(Array.from({ length: days - 1 }, (_, n) => dayAfter(n)));
    console.log(`${cut} of 8 kills came amid the erasing`);
  });
});

test('a key that is gone without an erasure in the audit log is still told', () => {
  append();
  record.close();
  rmSync(keyFile(SAMPLE_DAY));
  expect(verifyRecord(directory)).toMatchObject({ ok: false, error: { code: 'key-missing', seq: 1 } });
  record = open();
});
