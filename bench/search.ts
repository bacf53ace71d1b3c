import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { sampleEntry, uuidV7 } from '../db/entry.sample.ts';
import { type BareRecord, bareRecord } from '../db/ledger.sample.ts';
import { personOf } from '../db/person.sample.ts';
import { type RecordReader, readRecord } from '../db/read-record.ts';
import type { LedgerEntry } from '../db/record.ts';
import type { Person } from '../main/contract/pass.ts';
import { exportDay } from '../main/office/export.ts';
import { exportRows } from '../main/office/export-rows.ts';
import { searchPeople } from '../main/office/search.ts';
import { contactsOf } from '../main/office/trace.ts';
import { against, percentile, print } from './figures.ts';
import { withScratch } from './scratch.ts';

const DAYS = 21;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const FIRST = Date.UTC(2021, 8, 1);
/** 06:00 in Vietnam. */
const OPENS_MS = -HOUR_MS;
const OPEN_MS = 16 * HOUR_MS;
const LANES = ['Cửa 1', 'Cửa 2', 'Lối ra'];
const EXPORTED_ROWS = 50_000;

/** Search, tracing and a day's export over 200,000 rows of three weeks, or two million with `--full`, really encrypted. */
export async function benchSearch(full: boolean): Promise<void> {
  const rows = full ? 2_000_000 : 200_000;
  await withScratch(async (directory) => {
    const record = bareRecord(directory);
    fill(record, rows);
    index(record, rows);
    record.close();
    const reader = readRecord(directory, null);
    if (!reader.ok) throw new Error(reader.error.detail);
    search(reader.value, rows);
    trace(reader.value);
    await exportLargeDay(reader.value, directory);
    reader.value.close();
  });
}

/** A third of them as often as somebody who comes every other day. */
const visitor = (n: number, rows: number): Person => {
  const number = (n * 7919) % Math.round(rows / 4);
  return personOf(number * 31, number * 17, number * 13, 100_000_000 + number * 101);
};

const dayOf = (n: number) => new Date(FIRST + n * DAY_MS).toISOString().slice(0, 10);

function* entriesOfDay(day: number, count: number, rows: number): Generator<LedgerEntry> {
  for (let n = 0; n < count; n += 1) {
    const at = FIRST + day * DAY_MS + OPENS_MS + Math.floor((n / count) * OPEN_MS);
    const lane = n % 3;
    yield sampleEntry({
      uuid: uuidV7(at),
      at,
      day: dayOf(day),
      direction: lane === 2 ? 'out' : 'in',
      lane: LANES[lane] ?? '',
      person: visitor(day * count + (lane === 2 ? Math.max(0, n - 400) : n), rows),
      identity: `${(day * 131 + n).toString(16)}`.padStart(64, 'c'),
    });
  }
}

function fill(record: BareRecord, rows: number): void {
  const from = performance.now();
  for (let day = 0; day < DAYS; day += 1) record.fill(entriesOfDay(day, Math.round(rows / DAYS), rows));
  print('search', { rows, 'filled, s': (performance.now() - from) / 1000 });
}

function index(record: BareRecord, rows: number): void {
  const pages = () => record.db.pragma('page_count', { simple: true }) as number;
  const before = pages();
  const from = performance.now();
  const { steps, p99Ms, longestMs } = record.index();
  print('search index', {
    'made, µs a row': ((performance.now() - from) * 1000) / rows,
    steps,
    'p99 step, ms': p99Ms,
    'longest step, ms': longestMs,
    'bytes a row': ((pages() - before) * 4096) / rows,
    'record, bytes a row': (before * 4096) / rows,
  });
}

function search(reader: RecordReader, rows: number): void {
  const people = Array.from({ length: 25 }, (_, n) => visitor(n * 4801, rows));
  const words = ({ name }: Person) => name.split(' ');
  const queries: Record<string, (person: Person) => string> = {
    'whole name': ({ name }) => name,
    'as it is typed': (person) =>
      words(person)
        .map((word) => word.slice(0, 2))
        .join(' '),
    'one common word': () => 'nguyen',
    'whole number': ({ ids }) => ids[0]?.value ?? '',
    'last four digits': ({ ids }) => ids[1]?.value.slice(-4) ?? '',
    'name and digits': (person) => `${words(person).at(-1)} ${person.ids[0]?.value.slice(-5)}`,
    nobody: () => 'nguyen van khongcoai',
  };
  const slowest: number[] = [];
  for (const [name, query] of Object.entries(queries)) {
    let found = 0;
    const times = people.map((person) => timed(() => (found += searched(reader, query(person)))));
    slowest.push(percentile(times, 0.99));
    print(`search ${name}`, {
      'rows found': found / people.length,
      'p50, ms': percentile(times, 0.5),
      'p99, ms': percentile(times, 0.99),
    });
  }
  print('search', { 'slowest p99, ms': against(Math.max(...slowest), 100, 'at most') });
}

function searched(reader: RecordReader, text: string): number {
  const found = searchPeople(reader, text, null);
  if (!found.ok) throw new Error(`not a query: ${text}`);
  return found.value.rows.length;
}

function trace(reader: RecordReader): void {
  const at = FIRST + 10 * DAY_MS + 3 * HOUR_MS;
  let passed = 0;
  const lane = Array.from({ length: 15 }, (_, n) =>
    timed(() => {
      const since = at + n * HOUR_MS * 0.25;
      passed = [...reader.between({ since, until: since + HOUR_MS / 2 }, 'Cửa 1')].length;
    }),
  );
  let met = 0;
  const asked = [...reader.between({ since: at, until: at + HOUR_MS }, 'Cửa 1')].slice(0, 15);
  const contacts = asked.map(({ person, day }) =>
    timed(() => {
      const id = person?.ids[0]?.value ?? '';
      const terms = { aroundMs: 15 * 60_000, stayMs: HOUR_MS / 2, days: [day] };
      const traced = contactsOf(reader, { id, name: null }, terms);
      if (!traced.ok) throw new Error('nobody has this number');
      met = traced.value.contacts.length;
    }),
  );
  print('trace', {
    'half an hour at a lane, rows': passed,
    'p99, ms': against(percentile(lane, 0.99), 200, 'at most'),
    'who was there with a person, rows': met,
    'p50, ms': percentile(contacts, 0.5),
    'contacts p99, ms': against(percentile(contacts, 0.99), 200, 'at most'),
  });
}

/** The rows of the newest days as one day of 50,000. */
async function exportLargeDay(reader: RecordReader, directory: string): Promise<void> {
  const to = join(directory, 'stick');
  mkdirSync(to);
  let rows = 0;
  function* taken() {
    for (const entry of reader.entriesSince(null)) {
      if (rows === EXPORTED_ROWS) return;
      rows += 1;
      yield entry;
    }
  }
  const site = {
    id: 'bench',
    name: 'bench',
    type: 'chợ',
    address: '',
    position: null,
    officer: { name: '', phone: '' },
  };
  const from = performance.now();
  const entries = exportRows(taken(), 'Asia/Ho_Chi_Minh');
  const done = await exportDay({
    entries,
    day: dayOf(DAYS - 1),
    to,
    station: { station: 'bench', site },
    now: new Date(FIRST),
  });
  if (!done.ok) throw new Error(done.error.detail);
  print('export', { rows, s: against((performance.now() - from) / 1000, 5, 'at most') });
}

function timed(run: () => void): number {
  const from = performance.now();
  run();
  return performance.now() - from;
}
