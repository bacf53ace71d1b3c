import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SAMPLE_AT, sampleEntry } from './entry.sample.ts';
import type { IndexSizes } from './indexer.ts';
import { bareRecord } from './ledger.sample.ts';
import { personOf, vietnamesePerson } from './person.sample.ts';
import { readRecord } from './read-record.ts';
import { openRecord, type StationRecord } from './record.ts';
import { foldWords, matches, searchQuery } from './search-terms.ts';

const DAY_MS = 86_400_000;
/** Everything happens within a few rows: runs are written, sorted, and sorted again. */
const SMALL: IndexSizes = { piece: 2, run: 5, recentRuns: 3, leftRuns: 2 };

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'chot-search-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const dayOf = (n: number) => new Date(SAMPLE_AT + n * DAY_MS).toISOString().slice(0, 10);

function found(text: string, days: string[] | null = null): number[] {
  const query = searchQuery(text);
  const reader = readRecord(directory, null);
  if (query === null || !reader.ok) throw new Error(reader.ok ? 'no query' : reader.error.detail);
  const rows = [...reader.value.search(query, days)].map(({ seq }) => seq);
  reader.value.close();
  return rows;
}

test('finds all that opening every row would find, and nothing else, however much of it is in the index', () => {
  const row = fc.record({ person: vietnamesePerson, day: fc.nat(3) });
  const piece = fc.array(row, { minLength: 1, maxLength: 25 });
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 4 }), fc.nat(50), fc.nat(3), (pieces, which, day) => {
      const inside = mkdtempSync(join(directory, 'case-'));
      const record = bareRecord(inside);
      for (const rows of pieces) {
        record.fill(
          rows.map(({ person, day: n }) => sampleEntry({ person, day: dayOf(n), at: SAMPLE_AT + n * DAY_MS })),
        );
        record.index(SMALL);
      }
      record.fill(pieces[0]?.map(({ person }) => sampleEntry({ person, day: dayOf(9) })) ?? []);
      record.close();
      const rows = [...pieces.flat(), ...(pieces[0] ?? []).map(({ person }) => ({ person, day: 9 }))];
      const meant = rows[which % rows.length]?.person ?? personOf(0, 0, 0, 0);
      const [family = '', , given = ''] = foldWords(meant.name);
      const reader = readRecord(inside, null);
      if (!reader.ok) throw new Error(reader.error.detail);
      for (const text of [
        meant.name,
        `${given.slice(0, 2)} ${family.slice(0, 3)}`,
        `${meant.ids[0]?.value.slice(-5)}`,
      ]) {
        const query = searchQuery(text);
        if (query === null) continue;
        for (const days of [null, [dayOf(day)]]) {
          const expected = rows.flatMap(({ person, day: n }, at) =>
            matches(person, query) && (days === null || n === day) ? [at + 1] : [],
          );
          const seqs = [...reader.value.search(query, days)].map(({ seq }) => seq);
          expect(
            seqs.toSorted((a, b) => a - b),
            text,
          ).toEqual(expected);
        }
      }
      reader.value.close();
    }),
    { numRuns: 25 },
  );
});

test('the newest rows come first, and of a day the newest', () => {
  const record = bareRecord(directory);
  record.fill([0, 1, 0, 1, 1].map((n) => sampleEntry({ day: dayOf(n) })));
  record.index({ ...SMALL, run: 1 });
  record.fill([sampleEntry({ day: dayOf(0) })]);
  record.close();
  expect(found('tuyet')).toEqual([6, 5, 4, 2, 3, 1]);
  expect(found('tuyet', [dayOf(0)])).toEqual([6, 3, 1]);
});

test('a piece of the index that the disk has damaged is not believed: the rows are read, and it is made anew', () => {
  const record = bareRecord(directory);
  record.fill(Array.from({ length: 12 }, () => sampleEntry()));
  record.index({ ...SMALL, piece: 1, run: 4, recentRuns: 99 });
  record.db.exec('UPDATE search_recent SET sealed = zeroblob(300) WHERE through = 4');
  expect(found('tuyet')).toHaveLength(12);
  record.fill([sampleEntry()]);
  record.index(SMALL);
  record.index(SMALL);
  const left = record.db.prepare('SELECT count(*) FROM search_unread').pluck().get();
  const runs = record.db.prepare<[], Buffer>('SELECT sealed FROM search_sorted').pluck().all();
  record.close();
  expect(left).toBe(0);
  expect(runs.length).toBeGreaterThan(0);
  expect(found('tuyet')).toHaveLength(13);
});

describe('beside a station', () => {
  let record: StationRecord;
  const open = () => {
    const opened = openRecord({ directory });
    if (!opened.ok) throw new Error(opened.error.detail);
    record = opened.value;
  };
  beforeEach(open);
  afterEach(() => record.close());

  function index(): void {
    for (let more = true; more; ) {
      const some = record.indexSome();
      if (!some.ok) throw new Error(some.error);
      more = some.value.more;
    }
  }

  test('what was recorded a moment ago is found', () => {
    record.append(sampleEntry());
    index();
    record.append(sampleEntry({ person: personOf(4, 2, 3, 912345678) }));
    expect(found('5678')).toEqual([2, 1]);
    expect(found('tran huu')).toEqual([2]);
  });

  test('a row whose key was away while it was put in the index is found when the key is back', () => {
    record.append(sampleEntry());
    record.close();
    const bare = bareRecord(directory);
    bare.db.exec("INSERT INTO search_unread VALUES ('2021-10-18')");
    bare.db.exec('UPDATE search_mark SET seq = 1');
    bare.close();
    expect(found('tuyet')).toEqual([1]);
    open();
    index();
    expect(found('tuyet')).toEqual([1]);
  });

  test('nobody of an erased day is found, nor is anything of that day left in the index', () => {
    record.append(sampleEntry());
    record.append(sampleEntry({ day: dayOf(1) }));
    record.close();
    const bare = bareRecord(directory);
    bare.index({ ...SMALL, run: 1 });
    bare.close();
    open();
    expect(found('tuyet')).toEqual([2, 1]);
    record.eraseExpired({ today: dayOf(22), vouched: true, retentionDays: 21, hasCentral: false });
    index();
    for (const text of ['tuyet', '079184012345', '5678']) expect(found(text), text).toEqual([2]);
    const left = bareRecord(directory);
    for (const table of ['search_recent', 'search_sorted']) {
      expect(left.db.prepare(`SELECT DISTINCT day FROM ${table}`).pluck().all()).not.toContain(dayOf(0));
    }
    left.close();
  });
});

test('no file tells a name, a number, or a part of one, folded or not', () => {
  const record = bareRecord(directory);
  record.fill(Array.from({ length: 40 }, (_, n) => sampleEntry({ day: dayOf(n % 3) })));
  record.index(SMALL);
  const secrets = ['NGUYỄN', 'NGUYEN', 'TUYẾT', 'TUYET', '079184012345', '543210481970', '912345678', '876543219'];
  for (const state of ['open', 'closed']) {
    if (state === 'closed') record.close();
    for (const file of readdirSync(directory, { recursive: true, withFileTypes: true })) {
      if (!file.isFile()) continue;
      const bytes = readFileSync(join(file.parentPath, file.name));
      for (const secret of secrets) {
        expect(bytes.includes(secret) || bytes.includes(Buffer.from(secret, 'utf16le')), `${secret} ${file.name}`).toBe(
          false,
        );
      }
    }
  }
});
