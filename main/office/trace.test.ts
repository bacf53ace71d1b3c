import { expect, test } from 'vitest';
import { sampleEntry } from '../../db/entry.sample.ts';
import { personOf } from '../../db/person.sample.ts';
import { type RecordReader, readRecord } from '../../db/read-record.ts';
import { sampleRecord } from '../../db/record.sample.ts';
import type { LedgerEntry } from '../../db/record.ts';
import { contactsOf } from './trace.ts';

const sample = sampleRecord();
const person = (n: number) => personOf(n, n, n, 100_000_000 + n * 1_000_003);
const idOf = (n: number) => person(n).ids[0]?.value ?? '';

/** 18 October 2021 in Vietnam. */
const at = (time: string) => Date.parse(`2021-10-18T${time}:00+07:00`);
const MINUTE_MS = 60_000;
const TERMS = { aroundMs: 15 * MINUTE_MS, stayMs: 120 * MINUTE_MS, days: null };

function pass(n: number, direction: 'in' | 'out', time: string, changes: Partial<LedgerEntry> = {}): void {
  const entry = sampleEntry({
    person: person(n),
    direction,
    lane: direction === 'in' ? 'Cửa 1' : 'Lối ra',
    at: at(time),
    identity: idOf(n),
    ...changes,
  });
  const appended = sample.record.append(entry);
  if (!appended.ok) throw new Error(appended.error);
}

function read<T>(use: (reader: RecordReader) => T): T {
  const reader = readRecord(sample.directory, null);
  if (!reader.ok) throw new Error(reader.error.detail);
  try {
    return use(reader.value);
  } finally {
    reader.value.close();
  }
}

const met = (n: number, terms = TERMS): [string, string][] | string => {
  const traced = read((reader) => contactsOf(reader, { id: idOf(n), name: null }, terms));
  if (!traced.ok) return traced.error;
  return traced.value.contacts.map(({ row, how }) => [row.person?.name ?? row.personState, how]);
};
const name = (n: number) => person(n).name;

test('whoever was inside or went by while the person was there is a contact; whoever had gone or came later is not', () => {
  pass(1, 'in', '05:00'); // and no way out is known
  pass(2, 'in', '07:00');
  pass(3, 'in', '08:00'); // and no way out is known
  pass(4, 'in', '08:05');
  pass(2, 'out', '08:30');
  pass(5, 'in', '08:50');
  pass(9, 'in', '09:00');
  pass(6, 'in', '09:10', { colour: 'black', reasons: ['not-vaccinated'] });
  pass(9, 'out', '09:30');
  pass(5, 'out', '09:40');
  pass(7, 'in', '10:00');
  pass(4, 'out', '12:00');
  expect(met(9)).toEqual([
    [name(3), 'inside'],
    [name(4), 'inside'],
    [name(5), 'passed'],
    [name(6), 'passed'],
    [name(5), 'passed'],
  ]);
  expect(met(9, { ...TERMS, aroundMs: 45 * MINUTE_MS })).toContainEqual([name(7), 'passed']);
  expect(met(9, { ...TERMS, stayMs: 30 * MINUTE_MS })).not.toContainEqual([name(3), 'inside']);
  expect(met(8)).toBe('person-unknown');
  expect(met(7)).toEqual([
    [name(3), 'inside'],
    [name(4), 'inside'],
    [name(4), 'passed'],
  ]);
});

test('a person who was refused was at the gate all the same; trials were nowhere', () => {
  pass(1, 'in', '08:00', { colour: 'black', reasons: ['not-vaccinated'] });
  pass(2, 'in', '08:10');
  pass(3, 'in', '08:12', { simulated: true });
  pass(4, 'in', '08:20');
  expect(met(1)).toEqual([[name(2), 'passed']]);
  expect(met(3)).toBe('person-unknown');
});

test('a span of time is taken at one lane or at all, over midnight too, and erased people count as somebody', () => {
  pass(1, 'in', '23:50');
  pass(2, 'out', '23:55');
  pass(3, 'in', '23:59', { at: at('23:59') + 2 * MINUTE_MS, day: '2021-10-19' });
  const span = { since: at('23:45'), until: at('23:45') + 30 * MINUTE_MS };
  const names = (lane: string | null) =>
    read((reader) => [...reader.between(span, lane)].map((row) => row.person?.name ?? row.personState));
  expect(names(null)).toEqual([name(1), name(2), name(3)]);
  expect(names('Cửa 1')).toEqual([name(1), name(3)]);
  expect(names('nowhere')).toEqual([]);
  sample.record.erasePerson(({ name: each }) => each === name(1), { who: 'cli', from: 'cli' });
  expect(names(null)).toEqual(['erased', name(2), name(3)]);
});
