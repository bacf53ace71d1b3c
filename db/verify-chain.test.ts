import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AUDIT_COLUMNS } from './audit.ts';
import { sampleEntry } from './entry.sample.ts';
import { LEDGER_COLUMNS } from './ledger-row.ts';
import { openRecord, type StationRecord } from './record.ts';
import { RECORD_FILE } from './record-file.ts';
import { acknowledgeRecovery, recoverRecord } from './recover.ts';
import { type ChainProblem, verifyRecord } from './verify-chain.ts';

const ROWS = 12;
let pristine: string;
let directory: string;

beforeAll(() => {
  pristine = mkdtempSync(join(tmpdir(), 'chot-verify-'));
  const record = openStation(pristine);
  const first = sampleEntry();
  record.append(first);
  record.append(
    sampleEntry({
      kind: 'override',
      refersTo: first.uuid,
      override: { reason: 'emergency', admit: true, officer: 'Lê Văn C' },
    }),
  );
  for (let n = 2; n < ROWS; n += 1) record.append(sampleEntry());
  for (let n = 0; n < ROWS; n += 1) record.audit({ who: 'officer', from: 'screen', what: 'unlock', detail: { n } });
  record.close();
});
afterAll(() => rmSync(pristine, { recursive: true }));
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'chot-verify-'));
  cpSync(pristine, directory, { recursive: true });
});
afterEach(() => rmSync(directory, { recursive: true }));

function openStation(at: string): StationRecord {
  const opened = openRecord({ directory: at });
  if (!opened.ok) throw new Error(opened.error.detail);
  return opened.value;
}

/** What somebody can do who holds the file: without the triggers, constraints and the journal, if they wish. */
function tamper(...sql: string[]): void {
  const db = new Database(join(directory, RECORD_FILE));
  db.pragma('foreign_keys = OFF');
  db.pragma('ignore_check_constraints = ON');
  for (const trigger of db.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all()) {
    db.exec(`DROP TRIGGER ${trigger}`);
  }
  for (const statement of sql) db.exec(statement);
  db.close();
}

function problem(): Pick<ChainProblem, 'code' | 'chain' | 'seq'> | null {
  const verified = verifyRecord(directory);
  if (verified.ok) return null;
  const { code, chain, seq } = verified.error;
  return { code, chain, seq };
}

test('an untouched record verifies, and tells its ends', () => {
  const verified = verifyRecord(directory);
  const db = new Database(join(directory, RECORD_FILE), { readonly: true });
  const hash = (table: string, seq: number) =>
    (db.prepare(`SELECT hash FROM ${table} WHERE seq = ?`).pluck().get(seq) as Buffer).toString('hex');
  expect(verified).toEqual({
    ok: true,
    value: {
      rows: ROWS,
      firstHash: hash('ledger', 1),
      lastHash: hash('ledger', ROWS),
      audit: { rows: ROWS, firstHash: hash('audit', 1), lastHash: hash('audit', ROWS) },
    },
  });
  db.close();
});

test('an empty record verifies', () => {
  rmSync(directory, { recursive: true });
  openStation(directory).close();
  const chain = { rows: 0, firstHash: null, lastHash: null };
  expect(verifyRecord(directory)).toEqual({ ok: true, value: { ...chain, audit: chain } });
});

describe.each([
  ['ledger', LEDGER_COLUMNS],
  ['audit', AUDIT_COLUMNS],
] as const)('in the %s, a changed', (chain, columns) => {
  const other = `CASE typeof(@) WHEN 'integer' THEN 1 - @ WHEN 'text' THEN @ || 'x' WHEN 'blob' THEN zeroblob(length(@) + 1) ELSE 1 END`;
  test.each([...columns.filter((column) => column !== 'seq'), 'hash'])('%s is found at its row', (column) => {
    tamper(`UPDATE ${chain} SET ${column} = ${other.replaceAll('@', column)} WHERE seq = 2`);
    expect(problem()).toEqual({ code: 'row-changed', chain, seq: 2 });
  });

  test('seq is found at its row', () => {
    tamper(`UPDATE ${chain} SET seq = 99 WHERE seq = 5`);
    expect(problem()).toEqual({ code: 'row-missing', chain, seq: 5 });
  });
});

test.each([
  ['nothing in place of NULL', "UPDATE ledger SET override_officer = '' WHERE seq = 3"],
  ['NULL in place of text', 'UPDATE ledger SET kid = NULL WHERE seq = 3'],
  ['a number in place of another type', 'UPDATE ledger SET trust_issued_at_ms = NULL WHERE seq = 3'],
])('%s is a change', (_, sql) => {
  tamper(sql);
  expect(problem()).toEqual({ code: 'row-changed', chain: 'ledger', seq: 3 });
});

describe.each(['ledger', 'audit'] as const)('in the %s,', (chain) => {
  test.each([1, 6, ROWS])('row %i deleted is found', (seq) => {
    tamper(`DELETE FROM ${chain} WHERE seq = ${seq}`);
    expect(problem()).toEqual({ code: seq === ROWS ? 'tail-missing' : 'row-missing', chain, seq });
  });

  test('a row deleted with all later ones renumbered is found', () => {
    tamper(`DELETE FROM ${chain} WHERE seq = 6`, `UPDATE ${chain} SET seq = seq - 1 WHERE seq > 6`);
    expect(problem()).toEqual({ code: 'row-changed', chain, seq: 6 });
  });

  test('two rows exchanged are found', () => {
    tamper(
      `UPDATE ${chain} SET seq = 100 WHERE seq = 6`,
      `UPDATE ${chain} SET seq = 6 WHERE seq = 7`,
      `UPDATE ${chain} SET seq = 7 WHERE seq = 100`,
    );
    expect(problem()).toEqual({ code: 'row-changed', chain, seq: 6 });
  });

  test('a row inserted at the end is found', () => {
    const columns = chain === 'ledger' ? LEDGER_COLUMNS : AUDIT_COLUMNS;
    const copied = [...columns, 'hash'].filter((column) => column !== 'seq' && column !== 'uuid');
    const uuid = chain === 'ledger' ? ['uuid, ', "replace(uuid, '-', '_'), "] : ['', ''];
    tamper(
      `INSERT INTO ${chain} (seq, ${uuid[0]}${copied.join(', ')})
       SELECT ${ROWS + 1}, ${uuid[1]}${copied.join(', ')} FROM ${chain} WHERE seq = ${ROWS}`,
    );
    expect(problem()).toEqual({ code: 'row-changed', chain, seq: ROWS + 1 });
  });
});

test('a last row recomputed by its forger is found by the journal', () => {
  const victim = openStation(directory);
  victim.append(sampleEntry());
  victim.audit({ who: 'officer', from: 'screen', what: 'unlock', detail: {} });
  victim.close();
  const journal = mkdtempSync(join(tmpdir(), 'chot-journal-'));
  cpSync(join(directory, 'journal'), journal, { recursive: true });
  rmSync(directory, { recursive: true });
  cpSync(pristine, directory, { recursive: true });
  const forger = openStation(directory);
  forger.append(sampleEntry());
  forger.audit({ who: 'nobody', from: 'screen', what: 'unlock', detail: {} });
  forger.close();
  expect(problem()).toBeNull();
  cpSync(journal, join(directory, 'journal'), { recursive: true });
  expect(problem()).toEqual({ code: 'row-changed', chain: 'ledger', seq: ROWS + 1 });
  rmSync(journal, { recursive: true });
});

test('rows cut off behind an upload are found without a journal', () => {
  const station = openStation(directory);
  station.outbox.settle([{ seq: ROWS, outcome: 'acknowledged' }]);
  station.close();
  rmSync(join(directory, 'journal'), { recursive: true });
  tamper(`DELETE FROM ledger WHERE seq > ${ROWS - 2}`);
  expect(problem()).toEqual({ code: 'tail-missing', chain: 'ledger', seq: ROWS - 1 });
});

test('works beside a station that goes on recording', () => {
  const station = openStation(directory);
  station.append(sampleEntry());
  expect(verifyRecord(directory)).toMatchObject({ ok: true, value: { rows: ROWS + 1 } });
  expect(station.append(sampleEntry()).ok).toBe(true);
  expect(verifyRecord(directory)).toMatchObject({ ok: true, value: { rows: ROWS + 2 } });
  station.close();
});

test('a record that is not there, or no record, is a value', () => {
  expect(verifyRecord(join(directory, 'nowhere'))).toMatchObject({
    ok: false,
    error: { code: 'record-failed', seq: null },
  });
  tamper('PRAGMA application_id = 7');
  expect(verifyRecord(directory)).toMatchObject({ ok: false, error: { code: 'record-corrupt' } });
});

describe('beside the chains,', () => {
  const journalFile = (): string => {
    const name = readdirSync(join(directory, 'journal')).find((file) => file !== 'audit.jsonl');
    return join(directory, 'journal', name ?? 'none');
  };
  const rewrite = (change: (lines: string[]) => string[]): void => {
    const lines = readFileSync(journalFile(), 'utf8').split('\n');
    writeFileSync(journalFile(), change(lines).join('\n'));
  };

  test('a journal that was emptied is found, and one that lacks only the newest row is not', () => {
    rewrite((lines) => [...lines.slice(0, ROWS - 1), '']);
    expect(problem()).toBeNull();
    writeFileSync(journalFile(), '');
    expect(problem()).toEqual({ code: 'journal-behind', chain: 'ledger', seq: 1 });
    rmSync(join(directory, 'journal'), { recursive: true });
    expect(problem()).toEqual({ code: 'journal-behind', chain: 'ledger', seq: 1 });
  });

  test('a line of the journal that was taken out or changed is found at its row', () => {
    rewrite((lines) => lines.toSpliced(4, 1));
    expect(problem()).toEqual({ code: 'journal-behind', chain: 'ledger', seq: 5 });
    cpSync(pristine, directory, { recursive: true });
    rewrite((lines) => lines.with(4, (lines[4] ?? '').replace('"day":"2', '"day":"3')));
    expect(problem()).toEqual({ code: 'journal-changed', chain: 'ledger', seq: 5 });
  });

  test('a journal that ends in something else than a row is told, and keeps the station from recording', () => {
    for (const junk of ['garbage\n', '{}\n', 'null\n', '7\n']) {
      writeFileSync(journalFile(), junk);
      expect(verifyRecord(directory), junk).toMatchObject({ ok: false, error: { code: 'record-damaged' } });
      expect(openRecord({ directory }), junk).toMatchObject({ ok: false, error: { code: 'record-damaged' } });
      expect(recoverRecord(directory, [], 0), junk).toMatchObject({ ok: true, value: { brokenLines: 1 } });
      acknowledgeRecovery(directory);
      openStation(directory).close();
      expect(problem(), junk).toBeNull();
      cpSync(pristine, directory, { recursive: true });
    }
  });

  test('a lost or damaged key of a day is told', () => {
    const days = join(directory, 'keys', 'days');
    const [key = ''] = readdirSync(days);
    writeFileSync(join(days, key), 'x');
    expect(problem()).toMatchObject({ code: 'key-damaged', seq: 1 });
    rmSync(days, { recursive: true });
    expect(problem()).toMatchObject({ code: 'key-missing', seq: 1 });
    const station = openStation(directory);
    station.append(sampleEntry());
    station.close();
    expect(problem()).toMatchObject({ code: 'key-damaged', seq: 1 });
    rmSync(join(directory, 'keys'), { recursive: true });
    expect(problem()).toBeNull();
  });

  test('a damaged page that holds no row is told', () => {
    const db = new Database(join(directory, RECORD_FILE));
    const page = db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'ledger_day'").pluck().get() as number;
    const size = db.pragma('page_size', { simple: true }) as number;
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
    const file = readFileSync(join(directory, RECORD_FILE));
    writeFileSync(join(directory, RECORD_FILE), file.fill(1, (page - 1) * size, page * size));
    expect(verifyRecord(directory)).toMatchObject({ ok: false, error: { code: 'record-damaged' } });
  });
});
