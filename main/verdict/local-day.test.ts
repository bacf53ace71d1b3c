import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayOf, instantOf, isTimeZone, localDay, sameTimeOn } from './local-day.ts';

const VIETNAM = 'Asia/Ho_Chi_Minh';

test.each([
  ['2021-10-19T16:59:59.999Z', VIETNAM, '2021-10-19'],
  ['2021-10-19T17:00:00Z', VIETNAM, '2021-10-20'],
  ['2021-12-31T17:00:00Z', VIETNAM, '2022-01-01'],
  ['2021-10-20T03:59:59Z', 'America/New_York', '2021-10-19'],
  // beyond what can be judged: the nearest day that can
  ['9999-12-31T23:59:59Z', VIETNAM, '9999-12-30'],
  ['+100000-01-01T00:00:00Z', 'Pacific/Kiritimati', '9999-12-30'],
  ['0000-01-01T00:00:00Z', 'Pacific/Pago_Pago', '1970-01-01'],
])('%s in %s is %s', (instant, zone, day) => {
  expect(localDay(Date.parse(instant), zone)).toBe(day);
});

test('Vietnam is seven hours ahead of UTC since 1975, whatever was asked before', () => {
  const min = Date.parse('1976-01-01T00:00:00Z');
  fc.assert(
    fc.property(fc.integer({ min, max: 4e12 }), (instant) => {
      expect(localDay(instant, VIETNAM)).toBe(new Date(instant + 7 * 3_600_000).toISOString().slice(0, 10));
    }),
  );
});

describe('a date field', () => {
  test.each([
    ['2021-10-05', '2021-10-05'],
    [' 2021-10-05 ', '2021-10-05'],
    ['2021-10-05T17:00:00Z', '2021-10-06'],
    ['2021-10-05T17:00:00.5+0000', '2021-10-06'],
    ['2021-10-05T23:00:00+07:00', '2021-10-05'],
    ['2021-10-05T23:00:00', '2021-10-05'],
    ['2021-02-29', null],
    ['2021-10', null],
    ['2021', null],
    ['', null],
    ['05/10/2021', null],
  ])('%j names the day %s', (text, day) => {
    expect(dayOf(text, VIETNAM)).toBe(day);
  });
  test('is a full date or nothing, for any text', () => {
    const form = /^\d{4}-\d\d-\d\d$/;
    fc.assert(fc.property(fc.string(), (text) => dayOf(text, VIETNAM)?.match(form) !== null));
  });
});

test('zones are told from words', () => {
  expect(isTimeZone(VIETNAM)).toBe(true);
  expect(isTimeZone('Asia/Saigon-on-Sea')).toBe(false);
});

describe('the same time of another day', () => {
  test.each([
    ['2021-10-20T03:00:00Z', VIETNAM, '2021-10-21', '2021-10-21T03:00:00.000Z'],
    ['2022-03-25T12:00:00Z', 'Europe/Brussels', '2022-03-28', '2022-03-28T12:00:00.000Z'],
    ['2022-03-26T22:30:00Z', 'Europe/Brussels', '2022-03-27', '2022-03-27T21:30:00.000Z'],
    ['2021-10-30T22:30:00Z', 'Europe/Brussels', '2021-11-01', '2021-10-31T23:30:00.000Z'],
    ['2011-12-30T05:00:00Z', 'Pacific/Apia', '2011-12-30', null],
    ['2011-12-30T05:00:00Z', 'Pacific/Apia', '2011-12-31', '2011-12-31T05:00:00.000Z'],
    ['9999-12-29T00:00:00Z', VIETNAM, '+010000-01-01', null],
  ])('%s in %s on %s', (clock, zone, day, expected) => {
    const now = Date.parse(clock);
    const found = sameTimeOn(day, localDay(now, zone), now, zone);
    expect(found === null ? null : new Date(found).toISOString()).toBe(expected);
  });
});

test.each([
  ['2021-10-05T17:00:00Z', '2021-10-05T17:00:00.000Z'],
  ['2021-10-05T17:00:00+0700', '2021-10-05T10:00:00.000Z'],
  ['2021-10-05T17:00', '2021-10-05T17:00:00.000Z'],
  ['2021-10-05', null],
  ['2021-10-05T25:00:00Z', null],
  ['yesterday', null],
])('%s names the instant %s', (field, expected) => {
  const found = instantOf(field);
  expect(found === null ? null : new Date(found).toISOString()).toBe(expected);
});
