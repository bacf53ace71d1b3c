import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type RosterContent, rosterFile } from '../../fixtures/issuer/roster.ts';
import type { PersonId } from '../contract/pass.ts';
import { createRoster, type Roster } from './roster.ts';
import { parseRoster } from './roster-file.ts';

const VIETNAM = 'Asia/Ho_Chi_Minh';
const an: PersonId = { type: 'cccd', value: '079087900001' };
const anOld: PersonId = { type: 'cmnd', value: '023456789' };
const binh: PersonId = { type: 'qid', value: '163304640000000002' };
const guard: PersonId = { type: 'cccd', value: '079087900003' };
const content: RosterContent = {
  site: 'nha-may',
  shifts: [
    { name: 'Ca sáng', from: '06:00', to: '14:00', weekdays: [1, 2, 3, 4, 5, 6], quota: 200 },
    { name: 'Ca đêm', from: '22:00', to: '06:00', weekdays: [1, 2, 3, 4, 5], quota: null },
    { name: 'Trọn ngày', from: '07:00', to: '07:00', weekdays: [7], quota: 3 },
  ],
  workers: [
    { ids: [an, anOld], unit: 'Tổ may 3', shifts: ['Ca sáng'], validFrom: '2021-10-04', validTo: '2021-10-08' },
    { ids: [binh], unit: 'Kho', shifts: ['Ca đêm', 'Trọn ngày'], validFrom: '2021-10-01', validTo: '2021-10-31' },
    { ids: [guard], unit: 'Bảo vệ', shifts: null, validFrom: '2021-10-01', validTo: '2021-10-31' },
  ],
};

function open(change: Partial<RosterContent> = {}): Roster {
  const parsed = parseRoster(rosterFile({ ...content, ...change }));
  if (!parsed.ok) throw new Error(parsed.error);
  return createRoster(parsed.value);
}
const roster = open();
const at = (local: string) => Date.parse(`${local}:00+07:00`);
const find = (ids: readonly PersonId[], local: string) =>
  roster.find({ name: '', birthDate: null, ids }, at(local), VIETNAM);
const listed = (name: string, started: string, quota: number | null) => ({
  finding: 'listed',
  shift: { name, startedAt: at(started), quota },
});
const outside = { finding: 'outside-shift', shift: null };
const notListed = { finding: 'not-listed', shift: null };

// 2021-10-04 is a Monday.
test.each<[string, PersonId, string, object]>([
  ['from its first minute', an, '2021-10-04T06:00', listed('Ca sáng', '2021-10-04T06:00', 200)],
  ['to its last', an, '2021-10-04T13:59', listed('Ca sáng', '2021-10-04T06:00', 200)],
  ['not before', an, '2021-10-04T05:59', outside],
  ['nor when it is over', an, '2021-10-04T14:00', outside],
  ['the last day of the approval', an, '2021-10-08T10:00', listed('Ca sáng', '2021-10-08T06:00', 200)],
  ['the day after', an, '2021-10-09T10:00', notListed],
  ['the day before', an, '2021-10-03T10:00', notListed],
  ['under the old number too', anOld, '2021-10-04T10:00', listed('Ca sáng', '2021-10-04T06:00', 200)],
  ['at night', binh, '2021-10-04T23:30', listed('Ca đêm', '2021-10-04T22:00', null)],
  ['past midnight', binh, '2021-10-05T05:59', listed('Ca đêm', '2021-10-04T22:00', null)],
  [
    'past midnight into a day on which it does not begin',
    binh,
    '2021-10-09T01:00',
    listed('Ca đêm', '2021-10-08T22:00', null),
  ],
  ['not on a day on which it does not begin', binh, '2021-10-09T23:00', outside],
  ['a whole day', binh, '2021-10-11T06:59', listed('Trọn ngày', '2021-10-10T07:00', 3)],
  ['the night shift that began on the last day', binh, '2021-10-30T05:00', listed('Ca đêm', '2021-10-29T22:00', null)],
  ['a whole day that began on the last day', binh, '2021-11-01T06:00', listed('Trọn ngày', '2021-10-31T07:00', 3)],
  ['at any time', guard, '2021-10-09T03:00', { finding: 'listed', shift: null }],
  ['at any time, but not for ever', guard, '2021-11-01T00:00', notListed],
  ['nobody of the list', { type: 'cccd', value: '001' }, '2021-10-04T10:00', notListed],
  ['the number as another kind', { type: 'cmnd', value: an.value }, '2021-10-04T10:00', notListed],
])('%s', (_, id, local, expected) => {
  expect(find([id], local)).toEqual(expected);
});

test('of two shifts that are on, the one that began last', () => {
  const shifts = [
    { name: 'A', from: '06:00', to: '14:00', weekdays: [1], quota: 1 },
    { name: 'B', from: '10:00', to: '18:00', weekdays: [1], quota: 2 },
  ];
  const [worker] = content.workers;
  if (worker === undefined) throw new Error('no worker');
  const both = open({ shifts, workers: [{ ...worker, shifts: ['A', 'B'] }] });
  const person = { name: '', birthDate: null, ids: [an] };
  expect(both.find(person, at('2021-10-04T11:00'), VIETNAM).shift?.name).toBe('B');
  expect(both.find(person, at('2021-10-04T09:00'), VIETNAM).shift?.name).toBe('A');
});

test('whenever somebody is in a shift, it began within a day and is one of theirs', () => {
  fc.assert(
    fc.property(fc.integer({ min: at('2021-09-30T00:00'), max: at('2021-11-02T00:00') }), (now) => {
      const { finding, shift } = roster.find({ name: '', birthDate: null, ids: [binh] }, now, VIETNAM);
      if (shift === null) return finding !== 'listed';
      return (
        finding === 'listed' && shift.startedAt <= now && now - shift.startedAt < 86_400_000 && shift.name !== 'Ca sáng'
      );
    }),
  );
});

describe('where clocks change', () => {
  const night = [{ name: 'N', from: '22:00', to: '06:00', weekdays: [6, 7], quota: 1 }];
  const berlin = open({
    shifts: night,
    workers: [{ ids: [an], unit: '', shifts: ['N'], validFrom: '2021-01-01', validTo: '2021-12-31' }],
  });
  const on = (instant: string) =>
    berlin.find({ name: '', birthDate: null, ids: [an] }, Date.parse(instant), 'Europe/Berlin').shift?.startedAt;
  test('the night is an hour longer or shorter, and its ends are those of the clock on the wall', () => {
    // put back at 03:00 on 2021-10-31, forward at 02:00 on 2021-03-28
    const autumn = Date.parse('2021-10-30T22:00:00+02:00');
    expect(on('2021-10-31T05:59:59+01:00')).toBe(autumn);
    expect(on('2021-10-31T06:00:00+01:00')).toBeUndefined();
    const spring = Date.parse('2021-03-27T22:00:00+01:00');
    expect(on('2021-03-28T05:59:59+02:00')).toBe(spring);
    expect(on('2021-03-28T06:00:00+02:00')).toBeUndefined();
  });
});

test('the file names nobody', () => {
  const text = Buffer.from(rosterFile(content)).toString('utf8');
  for (const { value } of [an, anOld, binh]) expect(text).not.toContain(value);
});

describe('a file that is none says where', () => {
  const good = JSON.parse(Buffer.from(rosterFile(content)).toString('utf8'));
  const worker = (change: object) => ({
    ...good,
    workers: [{ ...good.workers[0], ...change }, ...good.workers.slice(1)],
  });
  const shift = (change: object) => ({ ...good, shifts: [{ ...good.shifts[0], ...change }, ...good.shifts.slice(1)] });
  test.each<[string, unknown, RegExp]>([
    ['a later version', { ...good, version: 2 }, /^version/],
    ['a short key', { ...good, key: 'AAAA' }, /^key: not 32 bytes/],
    ['a time that is none', shift({ from: '24:00' }), /^shifts\.0\.from/],
    ['no weekday', shift({ weekdays: [] }), /^shifts\.0\.weekdays/],
    ['an eighth weekday', shift({ weekdays: [8] }), /^shifts\.0\.weekdays\.0/],
    ['a quota below nothing', shift({ quota: -1 }), /^shifts\.0\.quota/],
    ['two shifts of one name', shift({ name: 'Ca đêm' }), /^shifts: two of one name/],
    ['a shift that is not there', worker({ shifts: ['Ca chiều'] }), /^workers\.0\.shifts: .*Ca chiều/],
    ['no shift at all', worker({ shifts: [] }), /^workers\.0\.shifts/],
    ['an identifier in clear', worker({ ids: ['079087900001'] }), /^workers\.0\.ids\.0/],
    ['an identifier of two', worker({ ids: good.workers[1].ids }), /^workers\.1\.ids/],
    ['an end before its beginning', worker({ validTo: '2020-01-01' }), /^workers\.0\.validTo/],
    ['a day that is none', worker({ validTo: '2021-02-30' }), /^workers\.0\.validTo/],
  ])('%s', (_, json, error) => {
    expect(parseRoster(Buffer.from(JSON.stringify(json)))).toEqual({ ok: false, error: expect.stringMatching(error) });
  });
  test('any bytes whatever, and any bytes of a good file changed, are answered', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => !parseRoster(bytes).ok));
    const bytes = rosterFile(content);
    const edits = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(edits, (changes) => {
        const copy = Buffer.from(bytes);
        for (const [place, byte] of changes) copy[place] = byte;
        const parsed = parseRoster(copy);
        if (parsed.ok)
          createRoster(parsed.value).find({ name: '', birthDate: null, ids: [an] }, at('2021-10-04T10:00'), VIETNAM);
        expect(parsed.ok || parsed.error !== '').toBe(true);
      }),
    );
  });
});
