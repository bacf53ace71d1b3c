import fc from 'fast-check';
import { expect, test } from 'vitest';
import { localInstant } from './local-instant.ts';

test.each([
  ['2021-10-04', '06:00', 'Asia/Ho_Chi_Minh', '2021-10-04T06:00:00+07:00', '2021-10-04T06:00:00+07:00'],
  ['2021-10-04', '00:00', 'Asia/Kathmandu', '2021-10-04T00:00:00+05:45', '2021-10-04T00:00:00+05:45'],
  ['2021-03-28', '02:30', 'Europe/Berlin', '2021-03-28T03:30:00+02:00', '2021-03-28T03:30:00+02:00'],
  ['2021-10-31', '02:30', 'Europe/Berlin', '2021-10-31T02:30:00+02:00', '2021-10-31T02:30:00+01:00'],
  ['2021-11-07', '01:30', 'America/New_York', '2021-11-07T01:30:00-04:00', '2021-11-07T01:30:00-05:00'],
  ['2021-04-04', '01:45', 'Australia/Lord_Howe', '2021-04-04T01:45:00+11:00', '2021-04-04T01:45:00+10:30'],
])('%s %s in %s', (day, time, zone, first, last) => {
  const instants = (['first', 'last'] as const).map((which) => new Date(localInstant(day, time, zone, which)));
  expect(instants).toEqual([new Date(first), new Date(last)]);
});

test('a clock of that zone reads it so, wherever it can', () => {
  const zone = fc.constantFrom('Asia/Ho_Chi_Minh', 'Europe/Berlin', 'America/St_Johns', 'Pacific/Chatham', 'UTC');
  const minute = fc.integer({ min: Date.parse('2000-01-01') / 60_000, max: Date.parse('2060-01-01') / 60_000 });
  fc.assert(
    fc.property(zone, minute, (timeZone, minutes) => {
      const wall = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
      const [day = '', time = ''] = wall.format(minutes * 60_000).split(' ');
      for (const which of ['first', 'last'] as const) {
        expect(wall.format(localInstant(day, time, timeZone, which))).toBe(`${day} ${time}`);
      }
    }),
  );
});
