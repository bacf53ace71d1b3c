import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Person } from '../main/contract/pass.ts';
import { makeBackup } from './backup.ts';
import { openDayKeys } from './day-keys.ts';
import { SAMPLE_AT, SAMPLE_DAY } from './entry.sample.ts';
import { an, binh, chi, ErasingRecord, idOf } from './erasing-record.sample.ts';
import { bareRecord } from './ledger.sample.ts';
import { personOf } from './person.sample.ts';
import { type RecordReader, readRecord } from './read-record.ts';
import type { RecordedEntry } from './record.ts';
import { RECORD_FILE } from './record-file.ts';
import { acknowledgeRecovery, recoverRecord } from './recover.ts';
import { openPerson } from './sealed-person.ts';
import { verifyRecord } from './verify-chain.ts';

const NEXT_DAY = '2021-10-19';
const HOUR_MS = 3_600_000;
const kept = new ErasingRecord();

describe('a person who is erased', () => {
  beforeEach(() => {
    for (const person of [an, binh, an, chi]) kept.append(person);
    kept.append(binh, NEXT_DAY);
  });

  test('is gone from every row, and everybody else is read as before', () => {
    const before = [...kept.record.entries(SAMPLE_DAY)];
    expect(kept.erase(an)).toEqual([{ day: SAMPLE_DAY, rows: 2, notUploaded: 2 }]);
    for (const state of ['running', 'reopened']) {
      expect(kept.states(), state).toEqual(['erased', binh.name, 'erased', chi.name]);
      const after: RecordedEntry[] = [...kept.record.entries(SAMPLE_DAY)];
      expect(after.map(({ hash }) => hash)).toEqual(before.map(({ hash }) => hash));
      expect(after[1]).toEqual(before[1]);
      expect(kept.record.find(before[3]?.uuid ?? '')?.person).toEqual(chi);
      expect(
        kept.record.outbox.waiting(0, 9).map(({ checkin, damaged }) => [checkin.person?.name ?? null, damaged]),
      ).toEqual([null, binh.name, null, chi.name, binh.name].map((name) => [name, false]));
      expect(verifyRecord(kept.directory)).toMatchObject({ ok: true, value: { rows: 5 } });
      expect(kept.files('keys/days')).toEqual([`${SAMPLE_DAY}.2.key`, `${NEXT_DAY}.key`]);
      kept.reopen();
    }
    expect(kept.problems).toEqual([]);
  });

  test('leaves a word in the audit log that tells nothing of whom', () => {
    kept.erase(an);
    expect(kept.audited()).toEqual(
      [
        {
          who: 'cli',
          what: 'person-erased',
          detail: expect.objectContaining({ day: SAMPLE_DAY, rows: 2, notUploaded: 2, generation: 2, through: 4 }),
        },
      ].map((row) => expect.objectContaining(row)),
    );
    expect(JSON.stringify(kept.audited())).not.toMatch(new RegExp(`${idOf(an)}|${an.name}`));
  });

  test('takes nothing from the copies and the people of others', () => {
    const copies = (person: Person) => {
      const recent = kept.record.recentByIdentity(`cccd:${idOf(person)}`, SAMPLE_AT - 1);
      return recent.ok ? recent.value.map(({ seq }) => seq) : recent.error;
    };
    const people = (except: Person) =>
      kept.record.peopleAdmitted({ since: SAMPLE_AT - 1, until: SAMPLE_AT + HOUR_MS, except, simulated: false });
    expect(people(chi)).toEqual({ ok: true, value: 2 });
    const before = [copies(binh), copies(chi)];
    expect(before).toEqual([[5, 2], [4]]);
    kept.erase(an);
    for (const state of ['running', 'reopened']) {
      expect([copies(binh), copies(chi)], state).toEqual(before);
      expect(copies(an)).toEqual([]);
      // whoever was erased was there all the same, and took a place
      expect(people(chi)).toEqual({ ok: true, value: 2 });
      kept.reopen();
    }
    kept.append(chi, SAMPLE_DAY);
    expect(copies(chi)).toEqual([6, 4]);
    expect(people(binh)).toEqual({ ok: true, value: 2 });
  });

  test('is found by nobody, before the index is made anew and after; others are', () => {
    kept.record.close();
    const bare = bareRecord(kept.directory);
    bare.index({ piece: 1, run: 1, recentRuns: 3, leftRuns: 3 });
    bare.close();
    kept.open();
    kept.erase(an);
    for (const state of ['running', 'reopened', 'indexed']) {
      if (state === 'reopened') kept.reopen();
      if (state === 'indexed') kept.index();
      for (const text of [an.name, idOf(an)]) expect(kept.found(text), state).toEqual([]);
      expect(kept.found(binh.name), state).toEqual([5, 2]);
      expect(kept.found(idOf(chi).slice(-5)), state).toEqual([4]);
    }
  });

  test('cannot be read by whoever holds every file, the keys too', () => {
    kept.erase(an);
    kept.reopen();
    const db = new Database(join(kept.directory, RECORD_FILE), { readonly: true });
    const sealed = db
      .prepare<[], { uuid: string; person_sealed: Buffer }>('SELECT * FROM ledger WHERE seq IN (1, 3)')
      .all();
    const left = db.prepare<[], number>('SELECT seq FROM resealed WHERE person_sealed IS NULL').pluck().all();
    db.close();
    expect(left).toEqual([1, 3]);
    for (const generation of [1, 2, 3]) {
      const key = openDayKeys(kept.directory, true, null, () => generation).forReading(SAMPLE_DAY);
      if (generation !== 2) expect(key).toBeNull();
      for (const { uuid, person_sealed } of sealed) expect(key && openPerson(key, uuid, person_sealed)).toBeNull();
    }
  });

  test('one after another, and then the day', () => {
    kept.erase(an);
    kept.append(an);
    kept.append(chi);
    expect(kept.erase(chi)).toMatchObject([{ rows: 2 }]);
    expect(kept.states()).toEqual(['erased', binh.name, 'erased', 'erased', an.name, 'erased']);
    expect(kept.files('keys/days')).toEqual([`${SAMPLE_DAY}.3.key`, `${NEXT_DAY}.key`]);
    expect(kept.files('resealed')).toEqual([`${SAMPLE_DAY}.3.jsonl`]);
    expect(verifyRecord(kept.directory).ok).toBe(true);
    const terms = { today: '2021-11-09', vouched: true, retentionDays: 21, hasCentral: false };
    expect(kept.record.eraseExpired(terms)).toEqual({ ok: true, value: { erased: [SAMPLE_DAY] } });
    expect(kept.states()).toEqual(Array(6).fill('erased'));
    kept.append(binh);
    for (const state of ['running', 'reopened']) {
      expect(kept.states().at(-1), state).toBe(binh.name);
      expect(verifyRecord(kept.directory)).toMatchObject({ ok: true, value: { rows: 8 } });
      kept.reopen();
    }
    expect(kept.files('resealed')).toEqual([]);
    expect(kept.erase(binh)).toMatchObject([
      { day: SAMPLE_DAY, rows: 1 },
      { day: NEXT_DAY, rows: 1 },
    ]);
    expect(verifyRecord(kept.directory).ok).toBe(true);
  });

  test('who was never there touches nothing', () => {
    expect(kept.erase(personOf(9, 9, 9, 9))).toEqual([]);
    expect(kept.files('keys/days')).toEqual([`${SAMPLE_DAY}.key`, `${NEXT_DAY}.key`]);
    expect(kept.audited()).toEqual([]);
  });

  test('is not erased from a day that has a row which does not open: it may still be restored', () => {
    kept.record.close();
    const db = new Database(join(kept.directory, RECORD_FILE));
    db.exec('DROP TRIGGER ledger_no_update; UPDATE ledger SET person_sealed = zeroblob(300) WHERE seq = 2');
    db.close();
    kept.open();
    expect(kept.record.erasePerson(() => true, { who: 'cli', from: 'cli' })).toEqual({
      ok: false,
      error: 'record-failed',
    });
    expect(kept.problems.at(-1)?.detail).toMatch(/row 2 of 2021-10-18 does not open/);
    expect(kept.states()).toEqual([an.name, 'damaged', an.name, chi.name]);
    expect(kept.files('keys/days')).toEqual([`${SAMPLE_DAY}.key`, `${NEXT_DAY}.key`]);
  });

  test('beside a reader that was opened before is erased there too, and the others are not', () => {
    const [used, unused] = [readRecord(kept.directory, null), readRecord(kept.directory, null)];
    if (!used.ok || !unused.ok) throw new Error('cannot read');
    expect([...used.value.entries(SAMPLE_DAY)]).toHaveLength(4);
    kept.erase(an);
    const read = (reader: RecordReader) => [...reader.entries(SAMPLE_DAY)].map(({ personState }) => personState);
    expect(read(unused.value)).toEqual(['erased', 'clear', 'erased', 'clear']);
    // it has the old key in memory still, for as long as it lives
    expect(read(used.value)).toEqual(['clear', 'clear', 'clear', 'clear']);
    for (const reader of [used, unused]) reader.value.close();
  });

  test('stays erased in a record that is restored from a backup of before', () => {
    const made = makeBackup(kept.directory, [], 3, SAMPLE_AT);
    expect(made.ok).toBe(true);
    kept.erase(an);
    kept.append(an, NEXT_DAY);
    kept.record.close();
    const db = join(kept.directory, RECORD_FILE);
    writeFileSync(db, Buffer.alloc(8192, 7));
    rmSync(`${db}-wal`, { force: true });
    const recovered = recoverRecord(kept.directory, [], SAMPLE_AT);
    expect(recovered, JSON.stringify(recovered)).toMatchObject({ ok: true, value: { rows: 6, unchained: 0 } });
    acknowledgeRecovery(kept.directory);
    kept.open();
    expect(kept.problems).toEqual([]);
    expect(kept.states()).toEqual(['erased', binh.name, 'erased', chi.name]);
    expect(kept.states(NEXT_DAY)).toEqual([binh.name, an.name]);
    expect(kept.found(binh.name)).toEqual([5, 2]);
    expect(verifyRecord(kept.directory).ok).toBe(true);
  });
});
