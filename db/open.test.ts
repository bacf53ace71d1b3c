import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { sampleEntry } from './entry.sample.ts';
import { LATEST_VERSION } from './migrate.ts';
import { APPLICATION_ID, openForReading, openForWriting, type ReadableDb } from './open.ts';
import { openRecord } from './record.ts';
import { RECORD_FILE } from './record-file.ts';
import { verifyRecord } from './verify-chain.ts';
import { verifyRows } from './verify-rows.ts';

let directory: string;
let file: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'chot-open-'));
  file = join(directory, RECORD_FILE);
});
afterEach(() => rmSync(directory, { recursive: true }));

const pragma = (db: Pick<ReadableDb, 'pragma'>, name: string) => db.pragma(name, { simple: true });

describe('every connection', () => {
  test('commits at FULL in WAL mode, new and reopened, writing and reading, before and after statements', () => {
    const open = [() => openForWriting(file), () => openForWriting(file), () => openForReading(file)];
    for (const connect of open) {
      const db = connect();
      expect(pragma(db, 'synchronous')).toBe(2);
      db.prepare('SELECT count(*) FROM ledger').get();
      expect(pragma(db, 'synchronous')).toBe(2);
      expect(pragma(db, 'journal_mode')).toBe('wal');
      expect(pragma(db, 'foreign_keys')).toBe(1);
      expect(pragma(db, 'trusted_schema')).toBe(0);
      expect(pragma(db, 'recursive_triggers')).toBe(1);
      db.close();
    }
  });
});

describe('a file that is not ours to use is refused and left as it was', () => {
  function refusal(): string {
    const before = readFileSync(file);
    const opened = openRecord({ directory });
    if (opened.ok) opened.value.close();
    expect(readFileSync(file).equals(before)).toBe(true);
    return opened.ok ? 'opened' : `${opened.error.code}: ${opened.error.detail}`;
  }

  test('from a newer program', () => {
    const db = openForWriting(file);
    db.pragma(`user_version = ${LATEST_VERSION + 10}`);
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
    expect(refusal()).toMatch(/^record-from-the-future: .*install the newer program/);
  });

  test('of another program', () => {
    const db = new Database(file);
    db.exec('CREATE TABLE notes (text TEXT)');
    db.close();
    expect(refusal()).toMatch(/^record-corrupt: .*another program/);
  });

  test('no SQLite at all', () => {
    writeFileSync(file, 'not a database\n'.repeat(1000));
    expect(refusal()).toMatch(/^record-damaged: /);
  });

  test('cut short', () => {
    const made = openRecord({ directory });
    if (!made.ok) throw new Error(made.error.detail);
    for (let n = 0; n < 100; n += 1) made.value.append(sampleEntry());
    made.value.close();
    writeFileSync(file, readFileSync(file).subarray(0, 3000));
    expect(refusal()).toMatch(/^record-damaged: /);
  });
});

test('the WAL has its length before the first commit, and keeps it', () => {
  const made = openRecord({ directory });
  if (!made.ok) throw new Error(made.error.detail);
  const length = () => statSync(`${file}-wal`).size;
  const atFirst = length();
  expect(atFirst).toBeGreaterThan(2000 * 4096);
  for (let n = 0; n < 600; n += 1) made.value.append(sampleEntry());
  expect(length() - atFirst).toBeLessThan(100 * 4096);
  expect(verifyRecord(directory)).toMatchObject({ ok: true, value: { rows: 600 } });
  made.value.close();
  const db = openForWriting(file);
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(db.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'wal_room'").pluck().get()).toBe(0);
  expect(db.prepare('SELECT count(*) FROM ledger').pluck().get()).toBe(600);
  db.close();
});

test('a WAL that a crash left behind keeps its length, and its rows', () => {
  const made = openRecord({ directory });
  if (!made.ok) throw new Error(made.error.detail);
  for (let n = 0; n < 30; n += 1) made.value.append(sampleEntry());
  const crashed = `${directory}-crashed`;
  onTestFinished(() => rmSync(crashed, { recursive: true }));
  cpSync(directory, crashed, { recursive: true });
  made.value.close();
  const wal = join(crashed, 'record.db-wal');
  const left = readFileSync(wal);
  rmSync(join(crashed, 'record.db-shm'));
  const opened = openRecord({ directory: crashed });
  if (!opened.ok) throw new Error(opened.error.detail);
  expect(opened.value.rows()).toBe(30);
  expect(readFileSync(wal).equals(left), 'what was written is left where it lies').toBe(true);
  for (let n = 0; n < 600; n += 1) opened.value.append(sampleEntry());
  expect(statSync(wal).size - left.length).toBeLessThan(100 * 4096);
  opened.value.close();
  expect(verifyRecord(crashed)).toMatchObject({ ok: true, value: { rows: 630 } });
});

test('an empty file, as a crash at creation leaves it, becomes a record', () => {
  writeFileSync(file, '');
  const db = openForWriting(file);
  expect(pragma(db, 'application_id')).toBe(APPLICATION_ID);
  expect(pragma(db, 'user_version')).toBe(LATEST_VERSION);
  db.close();
});

test('a reader does not make a record where there is none', () => {
  expect(() => openForReading(file)).toThrow(/there is no record/);
});

test('a directory that cannot be made is a value, not an exception', () => {
  writeFileSync(join(directory, 'occupied'), '');
  expect(openRecord({ directory: join(directory, 'occupied', 'data') })).toMatchObject({
    ok: false,
    error: { code: 'record-failed', detail: expect.stringMatching(/ENOTDIR|EEXIST/) },
  });
});

describe.each([10, 20])('migrations from version %d', (version) => {
  const kept = new URL(`migrations/version-${version}/${RECORD_FILE}`, import.meta.url);

  test('bring the file to the newest version with all its rows, and both chains hold', () => {
    copyFileSync(kept, file);
    const old = new Database(file, { readonly: true });
    expect(pragma(old as never, 'user_version')).toBe(version);
    const rows = old.prepare('SELECT seq, uuid, hash FROM ledger').all();
    const audited = version < 20 ? [] : old.prepare('SELECT * FROM audit').all();
    old.close();
    expect(rows.length).toBeGreaterThan(2);

    const db = openForWriting(file);
    expect(pragma(db, 'user_version')).toBe(LATEST_VERSION);
    expect(db.prepare('SELECT seq, uuid, hash FROM ledger').all()).toEqual(rows);
    expect(db.prepare('SELECT * FROM audit').all()).toEqual(audited);
    expect(verifyRows(db, { ledger: null, audit: null })).toMatchObject({ ok: true, value: { rows: rows.length } });
    db.close();
  });

  test('lead to the same schema as from nothing', () => {
    const schema = (db: ReadableDb) => db.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY name').all();
    copyFileSync(kept, file);
    const migrated = openForWriting(file);
    const fresh = openForWriting(join(directory, 'fresh.db'));
    expect(schema(migrated)).toEqual(schema(fresh));
    migrated.close();
    fresh.close();
  });
});

describe('the ledger, the audit log and the outbox refuse by trigger', () => {
  let db: ReturnType<typeof openForWriting>;
  beforeEach(() => {
    const made = openRecord({ directory });
    if (!made.ok) throw new Error(made.error.detail);
    for (let n = 0; n < 3; n += 1) made.value.append(sampleEntry());
    made.value.audit({ who: 'officer', from: 'screen', what: 'clock-set', detail: { by: 30 } });
    made.value.outbox.settle([{ seq: 1, outcome: 'acknowledged' }]);
    made.value.close();
    db = openForWriting(file);
  });
  afterEach(() => db.close());

  const columns = (from: string) => `${from}.* FROM ledger AS ${from}`;
  test.each([
    ["UPDATE ledger SET colour = 'black' WHERE seq = 2", /a row cannot be changed/],
    ['UPDATE ledger SET seq = 9 WHERE seq = 3', /a row cannot be changed/],
    ['DELETE FROM ledger WHERE seq = 3', /a row cannot be deleted/],
    ['DELETE FROM ledger', /a row cannot be deleted/],
    [`INSERT OR REPLACE INTO ledger SELECT ${columns('old')} WHERE seq = 3`, /not the next row/],
    [
      'REPLACE INTO ledger SELECT 4, uuid, kind, refers_to, simulated, at_ms, monotonic_us, boot_id, clock, direction, lane, ' +
        'colour, reasons, format, kid, person_ref, identity_ref, person_sealed, day, rules, trust_issued_at_ms, ' +
        'override_reason, override_admit, override_officer, previous_hash, hash FROM ledger WHERE seq = 3',
      /not the next row/,
    ],
    ["UPDATE audit SET who = 'nobody'", /a row cannot be changed/],
    ['DELETE FROM audit', /a row cannot be deleted/],
    ['REPLACE INTO audit SELECT * FROM audit', /not the next row/],
    ["UPDATE outbox SET state = 'waiting', settled_at_ms = NULL", /stays so/],
    ['DELETE FROM outbox', /keeps every row/],
    ["INSERT INTO outbox VALUES (99, 'parked', 'x', 1, 1)", /FOREIGN KEY/],
  ])('%s', (sql, message) => {
    const before = db.prepare('SELECT * FROM ledger').all();
    expect(() => db.exec(sql)).toThrow(message);
    expect(db.prepare('SELECT * FROM ledger').all()).toEqual(before);
    expect(db.prepare('SELECT count(*) FROM audit').pluck().get()).toBe(1);
  });
});
