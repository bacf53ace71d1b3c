import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Result } from '../main/contract/result.ts';
import { journalLines, SAMPLE_AT, SAMPLE_DAY, sampleEntry, uuidV7 } from './entry.sample.ts';
import { openRecord, type StationRecord } from './record.ts';

let directory: string;
let record: StationRecord;

beforeEach(() => {
  directory = join(mkdtempSync(join(tmpdir(), 'chot-record-')), 'data');
  record = open();
});
afterEach(() => {
  record.close();
  rmSync(directory, { recursive: true });
});

function given<T>(result: Result<T, string>): T {
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

function open(): StationRecord {
  const opened = openRecord({ directory });
  if (!opened.ok) throw new Error(`${opened.error.code}: ${opened.error.detail}`);
  return opened.value;
}

function reopen(): void {
  record.close();
  record = open();
}

describe('append and read', () => {
  test('gives rows contiguous numbers, over a reopening too', () => {
    expect(record.append(sampleEntry())).toMatchObject({ ok: true, value: { seq: 1 } });
    expect(record.append(sampleEntry())).toMatchObject({ ok: true, value: { seq: 2 } });
    reopen();
    const entry = sampleEntry();
    expect(record.append(entry)).toEqual({ ok: true, value: { seq: 3, uuid: entry.uuid } });
  });

  test('gives back what was recorded, the person in clear', () => {
    const entry = sampleEntry();
    record.append(entry);
    reopen();
    const { identity: _, ...shown } = entry;
    expect(record.find(entry.uuid)).toMatchObject({ ...shown, seq: 1, personState: 'clear' });
    expect([...record.entries(SAMPLE_DAY)]).toEqual([record.find(entry.uuid)]);
    expect([...record.entries('2021-10-19')]).toEqual([]);
    expect(record.find(uuidV7(SAMPLE_AT))).toBeNull();
  });

  test('reads a long day while rows are appended', () => {
    for (let n = 0; n < 1100; n += 1) record.append(sampleEntry({ person: null, identity: null }));
    let seen = 0;
    for (const _ of record.entries(SAMPLE_DAY)) {
      if (seen === 10) expect(record.append(sampleEntry({ day: '2021-10-19' })).ok).toBe(true);
      seen += 1;
    }
    expect(seen).toBe(1100);
  });

  test('counts check-ins of a day by colour, and not overrides', () => {
    const black = sampleEntry({ colour: 'black', reasons: ['not-vaccinated'] });
    record.append(sampleEntry());
    expect(record.counts(SAMPLE_DAY)).toEqual({ green: 1, black: 0, abnormal: 0 });
    record.append(black);
    record.append(overrideOf(black.uuid, true));
    record.append(sampleEntry({ day: '2021-10-19', colour: 'abnormal' }));
    expect(record.counts(SAMPLE_DAY)).toEqual({ green: 1, black: 1, abnormal: 0 });
    reopen();
    expect(record.counts(SAMPLE_DAY)).toEqual({ green: 1, black: 1, abnormal: 0 });
  });

  test('counts no check-in that was annulled, also after midnight, and takes it off once', () => {
    const [first, second, black] = [sampleEntry(), sampleEntry(), sampleEntry({ colour: 'black' })];
    for (const entry of [first, second, black]) record.append(entry);
    expect(record.counts(SAMPLE_DAY)).toEqual({ green: 2, black: 1, abnormal: 0 });
    const tomorrow = '2021-10-19';
    record.counts(tomorrow);
    record.append(sampleEntry({ kind: 'annulment', refersTo: first.uuid, day: tomorrow }));
    record.append(sampleEntry({ kind: 'annulment', refersTo: first.uuid }));
    const admitted = overrideOf(black.uuid, true);
    record.append(admitted);
    record.append(sampleEntry({ kind: 'annulment', refersTo: admitted.uuid, colour: 'black' }));
    for (const _ of ['running', 'read again']) {
      expect(record.counts(SAMPLE_DAY)).toEqual({ green: 1, black: 1, abnormal: 0 });
      expect(record.counts(tomorrow)).toEqual({ green: 0, black: 0, abnormal: 0 });
      reopen();
    }
  });
});

function overrideOf(uuid: string, admit: boolean, changes: Parameters<typeof sampleEntry>[0] = {}) {
  return sampleEntry({
    kind: 'override',
    refersTo: uuid,
    reasons: [],
    override: { reason: 'paper-checked', admit, officer: 'Trần Văn B' },
    ...changes,
  });
}

describe('passages of one pass', () => {
  const identity = 'ab'.repeat(32);

  test('are found by identity since an instant, newest first, over midnight', () => {
    const first = sampleEntry({ identity, at: SAMPLE_AT - 86_400_000, day: '2021-10-17' });
    const second = sampleEntry({ identity, at: SAMPLE_AT, colour: 'black' });
    const third = sampleEntry({ identity, at: SAMPLE_AT + 1000, direction: 'out', colour: 'black' });
    for (const entry of [first, second, sampleEntry({ identity: 'cd'.repeat(32) }), third]) record.append(entry);
    reopen();
    expect(given(record.recentByIdentity(identity, first.at))).toEqual([
      {
        seq: 4,
        uuid: third.uuid,
        kind: 'check-in',
        at: third.at,
        lane: third.lane,
        direction: 'out',
        admitted: true,
        annulled: false,
      },
      {
        seq: 2,
        uuid: second.uuid,
        kind: 'check-in',
        at: second.at,
        lane: second.lane,
        direction: 'in',
        admitted: false,
        annulled: false,
      },
      {
        seq: 1,
        uuid: first.uuid,
        kind: 'check-in',
        at: first.at,
        lane: first.lane,
        direction: 'in',
        admitted: true,
        annulled: false,
      },
    ]);
    expect(given(record.recentByIdentity(identity, first.at + 1)).map((row) => row.seq)).toEqual([4, 2]);
  });

  test('an annulled opening is told so', () => {
    const green = sampleEntry({ identity });
    record.append(green);
    record.append(sampleEntry({ kind: 'annulment', refersTo: green.uuid, identity }));
    const [annulment, checkin] = given(record.recentByIdentity(identity, 0));
    expect(annulment).toMatchObject({ kind: 'annulment', admitted: false });
    expect(checkin).toMatchObject({ admitted: true, annulled: true });
  });

  test('an override that was annulled is told so, and the row that it was about is not', () => {
    const black = sampleEntry({ identity, colour: 'black' });
    const admitted = overrideOf(black.uuid, true, { identity });
    for (const entry of [black, admitted]) record.append(entry);
    record.append(sampleEntry({ kind: 'annulment', refersTo: admitted.uuid, identity }));
    expect(given(record.recentByIdentity(identity, 0))).toMatchObject([
      { kind: 'annulment', admitted: false },
      { kind: 'override', admitted: true, annulled: true },
      { kind: 'check-in', admitted: false, annulled: false },
    ]);
  });

  test('an override decides over the verdict', () => {
    const black = sampleEntry({ identity, colour: 'black' });
    const green = sampleEntry({ identity });
    record.append(black);
    record.append(overrideOf(black.uuid, true, { identity, colour: 'black' }));
    record.append(green);
    record.append(overrideOf(green.uuid, false, { identity }));
    expect(given(record.recentByIdentity(identity, 0)).map(({ kind, admitted }) => [kind, admitted])).toEqual([
      ['override', false],
      ['check-in', false],
      ['override', true],
      ['check-in', false],
    ]);
  });
});

describe('secrecy at rest', () => {
  test('no name, id, phone or pass identity is in any file, while running or closed', () => {
    const entry = sampleEntry();
    for (let n = 0; n < 50; n += 1) record.append({ ...entry, uuid: uuidV7(SAMPLE_AT + n) });
    const secrets = [
      entry.person?.name ?? '',
      'TUYẾT',
      'TUYET',
      ...(entry.person?.ids.map((id) => id.value) ?? []),
      '1984-07-21',
      entry.identity ?? '',
    ];
    const search = () => {
      const files = filesBelow(directory);
      for (const secret of secrets) {
        for (const file of files) {
          const bytes = readFileSync(file);
          expect(bytes.includes(secret), `${secret} in ${file}`).toBe(false);
          expect(bytes.includes(Buffer.from(secret).toString('base64').slice(0, -4)), `${secret} in ${file}`).toBe(
            false,
          );
        }
      }
      return files.map((file) => file.slice(directory.length + 1));
    };
    expect(search()).toEqual(expect.arrayContaining(['record.db', 'record.db-wal', `journal/${SAMPLE_DAY}.jsonl`]));
    record.checkpoint();
    search();
    reopen();
    search();
  });

  test('the length of the ciphertext does not tell the length of the name', () => {
    const lengths = ['Vũ Y', 'Nguyễn Phúc Bảo Long'].map((name) => {
      const entry = sampleEntry({ person: { name, birthDate: null, ids: [] } });
      record.append(entry);
      const line = journalLines(join(directory, 'journal', `${SAMPLE_DAY}.jsonl`)).at(-1);
      return line?.person_sealed?.length;
    });
    expect(lengths[0]).toBe(lengths[1]);
  });

  test.skipIf(process.platform === 'win32')('every file is its owner’s alone', () => {
    record.append(sampleEntry());
    for (const file of filesBelow(directory)) {
      expect(statSync(file).mode & 0o077, file).toBe(0);
    }
  });

  test('a destroyed day key erases its day and no other', () => {
    const today = sampleEntry();
    const tomorrow = sampleEntry({ day: '2021-10-19' });
    record.append(today);
    record.append(tomorrow);
    record.close();
    rmSync(join(directory, 'keys', 'days', `${SAMPLE_DAY}.key`));
    record = open();
    expect(record.find(today.uuid)).toMatchObject({ person: null, personState: 'erased' });
    expect(record.find(tomorrow.uuid)).toMatchObject({ person: tomorrow.person, personState: 'clear' });
  });
});

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
