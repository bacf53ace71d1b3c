import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SAMPLE_AT, SAMPLE_DAY, sampleEntry } from './entry.sample.ts';
import { an, binh, chi, ErasingRecord, idOf } from './erasing-record.sample.ts';
import { bareRecord } from './ledger.sample.ts';
import { personOf } from './person.sample.ts';
import { readRecord } from './read-record.ts';
import { RECORD_FILE } from './record-file.ts';
import { verifyRecord } from './verify-chain.ts';

const CHILD = fileURLToPath(new URL('erase-person.child.ts', import.meta.url));
const kept = new ErasingRecord();

describe('an erasure that was cut off', () => {
  let copy: string;
  beforeEach(() => {
    for (const person of [an, binh, chi]) kept.append(person);
    kept.index();
    kept.record.close();
    copy = mkdtempSync(join(tmpdir(), 'chot-person-copy-'));
    cpSync(kept.directory, copy, { recursive: true });
    kept.open();
    kept.erase(an);
    kept.record.close();
  });
  afterEach(() => rmSync(copy, { recursive: true }));

  /** A file of before the erasure (`copy`) beside the files of after it. */
  const putBack = (path: string) => cpSync(join(copy, path), join(kept.directory, path), { recursive: true });
  const oldKey = join('keys', 'days', `${SAMPLE_DAY}.key`);
  const sealedAnew = () => join(kept.directory, 'resealed', `${SAMPLE_DAY}.2.jsonl`);

  test.each<[string, () => void]>([
    ['while others were sealed anew', () => writeFileSync(sealedAnew(), readFileSync(sealedAnew()).subarray(0, 300))],
    ['before the audit log knew', () => {}],
  ])('%s has not begun: nobody is erased, and what was begun is gone', (_, leave) => {
    rmSync(join(kept.directory, RECORD_FILE));
    putBack(RECORD_FILE);
    rmSync(join(kept.directory, 'journal'), { recursive: true });
    putBack('journal');
    putBack(oldKey);
    leave();
    kept.open();
    expect(kept.problems).toEqual([]);
    expect(kept.states()).toEqual([an.name, binh.name, chi.name]);
    expect(kept.files('keys/days')).toEqual([`${SAMPLE_DAY}.key`]);
    expect(kept.files('resealed')).toEqual([]);
    expect(verifyRecord(kept.directory).ok).toBe(true);
    expect(kept.erase(an)).toHaveLength(1);
    expect(kept.states()).toEqual(['erased', binh.name, chi.name]);
  });

  test.each<[string, () => void]>([
    ['before the old key was touched', () => putBack(oldKey)],
    ['when the old key was overwritten', () => writeFileSync(join(kept.directory, oldKey), Buffer.alloc(61))],
    ['when the old key was half overwritten', () => writeFileSync(join(kept.directory, oldKey), Buffer.alloc(9, 7))],
    [
      'before the journal knew',
      () => {
        putBack(oldKey);
        rmSync(join(kept.directory, 'journal', 'audit.jsonl'));
      },
    ],
    [
      'in a record that was set back to before it',
      () => {
        const bare = bareRecord(kept.directory);
        bare.db.exec('DELETE FROM resealed; DELETE FROM resealed_day; DELETE FROM search_unread');
        bare.close();
      },
    ],
  ])('%s is ended by the next start, and noted once', (_, leave) => {
    leave();
    kept.open();
    expect(kept.problems).toEqual([]);
    expect(kept.states()).toEqual(['erased', binh.name, chi.name]);
    expect(kept.files('keys/days')).toEqual([`${SAMPLE_DAY}.2.key`]);
    expect(kept.audited()).toHaveLength(1);
    expect(kept.found(binh.name)).toEqual([2]);
    expect(verifyRecord(kept.directory).ok).toBe(true);
  });

  test('and whose file and table are lost is told, and keeps the station running and the old key where it is', () => {
    const bare = bareRecord(kept.directory);
    bare.db.exec('DELETE FROM resealed; DELETE FROM resealed_day');
    bare.close();
    putBack(oldKey);
    renameSync(sealedAnew(), `${sealedAnew()}.away`);
    expect(verifyRecord(kept.directory)).toMatchObject({ ok: false, error: { code: 'resealed-changed' } });
    kept.open();
    expect(kept.problems).toMatchObject([
      { code: 'record-corrupt', detail: expect.stringMatching(/is missing: restore it/) },
    ]);
    expect(kept.states()).toEqual(['damaged', 'damaged', 'damaged']);
    expect(kept.files('keys/days')).toEqual([`${SAMPLE_DAY}.2.key`, `${SAMPLE_DAY}.key`]);
    kept.append(binh);
    expect(kept.states().at(-1)).toBe(binh.name);
    renameSync(`${sealedAnew()}.away`, sealedAnew());
    kept.reopen();
    expect(kept.states()).toEqual(['erased', binh.name, chi.name, binh.name]);
    expect(kept.files('keys/days')).toEqual([`${SAMPLE_DAY}.2.key`]);
  });

  test('by a change of what was sealed anew is told', () => {
    const bare = bareRecord(kept.directory);
    bare.db.exec('UPDATE resealed SET person_sealed = NULL, person_ref = NULL, identity_ref = NULL WHERE seq = 2');
    bare.close();
    expect(verifyRecord(kept.directory)).toMatchObject({ ok: false, error: { code: 'resealed-changed' } });
    kept.open();
  });
});

test('an erasure cut off by SIGKILL at any moment leaves each day as it was or erased, and the same call ends it', async () => {
  const days = Array.from({ length: 6 }, (_, n) => new Date(SAMPLE_AT + n * 86_400_000).toISOString().slice(0, 10));
  kept.record.close();
  const bare = bareRecord(kept.directory);
  for (const day of days) {
    bare.fill(
      Array.from({ length: 120 }, (_, n) => sampleEntry({ day, person: n % 40 === 7 ? an : personOf(n, n, n, n) })),
    );
  }
  bare.close();
  kept.open();
  kept.record.close();
  const expected = (n: number) => (n % 40 === 7 ? 'erased' : 'clear');
  let amid = 0;
  for (let round = 0; round < 12; round += 1) {
    const child = spawn(process.execPath, [CHILD, kept.directory, idOf(an)], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    child.stdin.write('go\n');
    await sleep(Math.random() * 120);
    child.kill('SIGKILL');
    await once(child, 'close');
    const reader = readRecord(kept.directory, null);
    if (!reader.ok) throw new Error(reader.error.detail);
    let erased = 0;
    for (const day of days) {
      const now = [...reader.value.entries(day)].map(({ personState }) => personState);
      const whole = now.every((state) => state === 'clear');
      if (!whole) expect(now, `round ${round}`).toEqual(now.map((_, n) => expected(n)));
      erased += whole ? 0 : 1;
    }
    reader.value.close();
    if (erased > 0 && erased < days.length) amid += 1;
  }
  kept.open();
  expect(kept.problems).toEqual([]);
  kept.erase(an);
  for (const day of days)
    expect([...kept.record.entries(day)].map(({ personState }, n) => personState === expected(n))).not.toContain(false);
  expect(kept.files('keys/days').filter((name) => name.endsWith('.2.key'))).toHaveLength(days.length);
  expect(kept.files('keys/days')).toHaveLength(days.length);
  expect(verifyRecord(kept.directory)).toMatchObject({
    ok: true,
    value: { rows: days.length * 120, audit: { rows: days.length } },
  });
  console.log(`${amid} of 12 kills left some days erased and others not`);
});
