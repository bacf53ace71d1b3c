import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backupFolder, backupsIn, makeBackup } from './backup.ts';
import { sampleEntry } from './entry.sample.ts';
import { sampleRecord } from './record.sample.ts';
import { openRecord } from './record.ts';
import { acknowledgeRecovery, recoverRecord } from './recover.ts';
import { demandRecovery } from './recovery-note.ts';
import { verifyRecord } from './verify-chain.ts';

const NOW = Date.UTC(2026, 10, 22, 5);
const sample = sampleRecord();
const file = (name: string) => join(sample.directory, name);

function append(count: number): string[] {
  return Array.from({ length: count }, () => {
    const entry = sampleEntry();
    expect(sample.record.append(entry).ok).toBe(true);
    return entry.uuid;
  });
}

/** As the station does at a start: refused, restored, refused until acknowledged, in service. */
function restoredBy(beside: readonly string[] = []) {
  expect(openRecord({ directory: sample.directory })).toMatchObject({ ok: false, error: { code: 'record-damaged' } });
  const recovered = recoverRecord(sample.directory, beside, NOW);
  if (!recovered.ok) throw new Error(recovered.error.detail);
  if (recovered.value === null) throw new Error('the record was found whole');
  expect(openRecord({ directory: sample.directory })).toMatchObject({ ok: false, error: { code: 'record-recovered' } });
  acknowledgeRecovery(sample.directory);
  sample.reopen();
  return recovered.value;
}

function expectRows(uuids: readonly string[]): void {
  for (const uuid of uuids) expect(sample.record.find(uuid)?.person?.name).toBe('NGUYỄN THỊ ÁNH TUYẾT');
  expect(verifyRecord(sample.directory)).toMatchObject({ ok: true, value: { rows: uuids.length } });
}

const DAMAGE: readonly [string, (path: string) => void][] = [
  ['is gone', (path) => rmSync(path)],
  ['is empty', (path) => truncateSync(path, 0)],
  ['is another thing altogether', (path) => writeFileSync(path, 'x'.repeat(5000))],
  ['has a header of zeros', (path) => overwrite(path, 0, 4096)],
  ['is cut to a half', (path) => truncateSync(path, Math.floor(statSync(path).size / 2))],
];

function overwrite(path: string, from: number, length: number): void {
  const bytes = readFileSync(path);
  bytes.fill(0, from, from + length);
  writeFileSync(path, bytes);
}

test('a record that was called damaged, and verifies when it is looked at again, stays as it is', () => {
  const uuids = append(5);
  sample.record.outbox.settle([1, 2].map((seq) => ({ seq, outcome: 'acknowledged' })));
  sample.record.close();
  const before = readFileSync(file('record.db'));
  expect(demandRecovery(sample.directory, 'the disk could not be read')).toEqual({ ok: true, value: null });
  expect(openRecord({ directory: sample.directory })).toMatchObject({ ok: false, error: { code: 'record-damaged' } });
  expect(recoverRecord(sample.directory, [], NOW)).toEqual({ ok: true, value: null });
  expect(existsSync(file('damaged'))).toBe(false);
  expect(readFileSync(file('record.db')).equals(before)).toBe(true);
  sample.reopen();
  expectRows(uuids);
  expect(sample.record.outbox.counts()).toEqual({ waiting: 3, parked: 0 });
});

describe('a record that', () => {
  test.each(DAMAGE)('%s is restored from the journal alone', (_, damage) => {
    const uuids = append(30);
    sample.record.audit({ who: 'x', from: 'cli', what: 'tried', detail: {} });
    sample.record.close();
    damage(file('record.db'));
    expect(restoredBy()).toMatchObject({ rows: 30, fromBackup: 0, unchained: 0 });
    expectRows(uuids);
    expect(sample.record.outbox.counts().waiting).toBe(30);
    uuids.push(...append(2));
    expectRows(uuids);
  });

  test.each(DAMAGE)('%s is restored from a backup and the journal', (_, damage) => {
    const uuids = append(20);
    sample.record.outbox.settle([{ seq: 1, outcome: 'acknowledged' }]);
    expect(makeBackup(sample.directory, [], 3, NOW)).toMatchObject({ ok: true, value: { made: { rows: 20 } } });
    uuids.push(...append(10));
    sample.record.close();
    damage(file('record.db'));
    expect(restoredBy()).toMatchObject({ rows: 30, fromBackup: 20, unchained: 0 });
    expectRows(uuids);
    expect(sample.record.outbox.counts().waiting).toBe(29);
  });
});

test('the damaged files are set aside, and the audit log tells of it', () => {
  append(3);
  sample.record.close();
  overwrite(file('record.db'), 0, 100);
  const { setAside } = restoredBy();
  expect(statSync(join(sample.directory, setAside, 'record.db')).size).toBeGreaterThan(0);
  sample.record.close();
  expect(readFileSync(file('journal/audit.jsonl'), 'latin1')).toContain('record-recovered');
  sample.reopen();
});

test('with the journal gone as well, a backup and what is left of the file give what they have', () => {
  const uuids = append(25);
  expect(makeBackup(sample.directory, [], 3, NOW).ok).toBe(true);
  uuids.push(...append(5));
  sample.record.close();
  rmSync(file('journal'), { recursive: true });
  writeFileSync(file('recovery.json'), JSON.stringify({ state: 'due', reason: 'tried', setAside: null }));
  expect(restoredBy()).toMatchObject({ rows: 30, fromBackup: 25 });
  expectRows(uuids);
});

test('a backup that is not whole is passed over, also one on another disk', () => {
  const uuids = append(12);
  const stick = file('stick');
  mkdirSync(stick);
  const first = makeBackup(sample.directory, [stick], 3, NOW);
  uuids.push(...append(3));
  const second = makeBackup(sample.directory, [], 3, NOW + 1000);
  if (!first.ok || !second.ok) throw new Error('no backups');
  expect(backupsIn(stick)).toMatchObject([{ rows: 12 }]);
  rmSync(first.value.made.path);
  overwrite(second.value.made.path, 8192, 4096);
  sample.record.close();
  truncateSync(file('record.db'), 0);
  expect(restoredBy([stick])).toMatchObject({ rows: 15, fromBackup: 12 });
  expectRows(uuids);
});

test('a backup of another station is not mixed in', () => {
  const uuids = append(4);
  sample.record.close();
  const other = file('other');
  const stranger = openRecord({ directory: other });
  if (!stranger.ok) throw new Error(stranger.error.detail);
  for (let n = 0; n < 9; n += 1) stranger.value.append(sampleEntry());
  expect(makeBackup(other, [], 3, NOW).ok).toBe(true);
  stranger.value.close();
  truncateSync(file('record.db'), 0);
  expect(restoredBy([backupFolder(other)])).toMatchObject({ rows: 4, fromBackup: 0, unchained: 0 });
  expectRows(uuids);
});

test('rows that do not follow any more are counted and kept aside, and the station goes on', () => {
  const uuids = append(10);
  sample.record.close();
  const [day = ''] = readdirSync(file('journal')).filter((name) => name !== 'audit.jsonl');
  const lines = readFileSync(file(`journal/${day}`), 'utf8').split('\n');
  lines.splice(6, 1);
  writeFileSync(file(`journal/${day}`), lines.join('\n'));
  truncateSync(file('record.db'), 0);
  const { unchained, setAside } = restoredBy();
  expect(unchained).toBe(3);
  expect(existsSync(join(sample.directory, setAside, 'journal', day))).toBe(true);
  expectRows(uuids.slice(0, 6));
  expectRows([...uuids.slice(0, 6), ...append(3)]);
});

test('a made-up line of the journal is no row', () => {
  const uuids = append(5);
  sample.record.close();
  const [day = ''] = readdirSync(file('journal')).filter((name) => name !== 'audit.jsonl');
  const text = readFileSync(file(`journal/${day}`), 'utf8');
  const last = JSON.parse(text.trim().split('\n').at(-1) ?? '');
  writeFileSync(
    file(`journal/${day}`),
    `${text}${JSON.stringify({ ...last, seq: 6, previous_hash: last.hash })}\nnot even JSON\n`,
  );
  truncateSync(file('record.db'), 0);
  expect(restoredBy()).toMatchObject({ rows: 5, unchained: 1, brokenLines: 1 });
  expectRows(uuids);
});

test('a recovery that is cut off before any of its steps on the disk is done by the next one', () => {
  const uuids = append(8);
  expect(makeBackup(sample.directory, [], 3, NOW).ok).toBe(true);
  uuids.push(...append(4));
  sample.record.close();
  overwrite(file('record.db'), 0, 4096);
  expect(openRecord({ directory: sample.directory }).ok).toBe(false);
  const work = file('restoring');
  // the note alone; the files moved; a half-made copy beside
  writeFileSync(file('recovery.json'), JSON.stringify({ state: 'due', reason: 'x', setAside: 'damaged/before' }));
  mkdirSync(file('damaged/before'), { recursive: true });
  mkdirSync(work);
  copyFileSync(file('record.db'), join(work, 'record.db'));
  expect(recoverRecord(sample.directory, [], NOW)).toMatchObject({ ok: true, value: { rows: 12, fromBackup: 8 } });
  // the note of the end, and the record not yet in its place
  mkdirSync(work);
  copyFileSync(file('record.db'), join(work, 'record.db'));
  rmSync(file('record.db'));
  expect(recoverRecord(sample.directory, [], NOW)).toMatchObject({ ok: true, value: { rows: 12 } });
  acknowledgeRecovery(sample.directory);
  sample.reopen();
  expectRows(uuids);
});

test('of any bytes that are overwritten, no acknowledged row is lost', () => {
  const uuids = append(60);
  expect(makeBackup(sample.directory, [], 3, NOW).ok).toBe(true);
  uuids.push(...append(20));
  sample.record.close();
  const whole = readFileSync(file('record.db'));
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 20_000 }), fc.nat(255), (from, length, value) => {
      const bytes = Buffer.from(whole);
      bytes.fill(value, from, Math.min(from + length, bytes.length));
      writeFileSync(file('record.db'), bytes);
      for (const name of ['record.db-wal', 'record.db-shm', 'recovery.json']) rmSync(file(name), { force: true });
      const opened = openRecord({ directory: sample.directory });
      if (opened.ok) opened.value.close();
      if (!verifyRecord(sample.directory).ok) {
        if (opened.ok) writeFileSync(file('recovery.json'), '{"state":"due","reason":"checked","setAside":null}');
        expect(recoverRecord(sample.directory, [], NOW)).toMatchObject({ ok: true, value: { rows: 80, unchained: 0 } });
        acknowledgeRecovery(sample.directory);
      }
      expect(verifyRecord(sample.directory)).toMatchObject({ ok: true, value: { rows: 80 } });
      rmSync(file('damaged'), { recursive: true, force: true });
    }),
    { numRuns: 25 },
  );
  sample.reopen();
  expectRows(uuids);
});

describe('backups', () => {
  test('are whole while the record goes on, and the oldest go first', () => {
    for (let n = 0; n < 4; n += 1) {
      append(2);
      const made = makeBackup(sample.directory, [], 2, NOW + n * 1000);
      expect(made).toMatchObject({ ok: true, value: { made: { rows: 2 * (n + 1) }, failed: [] } });
    }
    expect(backupsIn(backupFolder(sample.directory)).map(({ rows }) => rows)).toEqual([8, 6]);
  });

  test('of a record that was restored with fewer rows are not thrown away for older ones', () => {
    append(3);
    for (const rows of [90, 80, 70]) {
      mkdirSync(backupFolder(sample.directory), { recursive: true });
      const name = `record-${String(rows).padStart(12, '0')}-20261121T000000Z.db`;
      writeFileSync(join(backupFolder(sample.directory), name), 'of before');
    }
    const made = makeBackup(sample.directory, [], 2, NOW);
    expect(backupsIn(backupFolder(sample.directory)).map(({ rows }) => rows)).toEqual([90, 3]);
    expect(made.ok && existsSync(made.value.made.path)).toBe(true);
  });

  test('hold no keys and no names', () => {
    append(5);
    const made = makeBackup(sample.directory, [], 1, NOW);
    if (!made.ok) throw new Error(made.error.detail);
    const bytes = readFileSync(made.value.made.path);
    for (const clear of ['NGUY', 'TUYẾT', '079184012345', '912345678', '1984'])
      expect(bytes.includes(clear)).toBe(false);
    for (const key of ['station.key', `days/${readdirSync(file('keys/days'))[0]}`]) {
      expect(bytes.includes(readFileSync(file(`keys/${key}`)).subarray(13, 40))).toBe(false);
    }
  });

  test('go to another disk only where there is a folder for them, and are told where they could not', () => {
    append(1);
    expect(makeBackup(sample.directory, [file('not-mounted')], 1, NOW)).toMatchObject({
      ok: true,
      value: {
        made: { rows: 1 },
        failed: [{ folder: file('not-mounted'), detail: expect.stringContaining('no folder') }],
      },
    });
    expect(existsSync(file('not-mounted'))).toBe(false);
  });
});
