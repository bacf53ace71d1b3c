import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countedFrom, isToBeErased, outlivedDays, type RetentionTerms } from './retention.ts';

const DAY_MS = 86_400_000;
const dayOf = (n: number): string => new Date(n * DAY_MS).toISOString().slice(0, 10);

/** 2000-01-01 to 2099-12-31, as days since the epoch. */
const dayNumber = fc.integer({ min: 10_957, max: 47_481 });
const retention = fc.integer({ min: 1, max: 365 });
const counts = fc.integer({ min: 0, max: 50_000 }).chain((rows) => fc.tuple(fc.constant(rows), fc.nat({ max: rows })));

const terms = (today: string, changes: Partial<RetentionTerms> = {}): RetentionTerms => ({
  today,
  vouched: true,
  retentionDays: 21,
  hasCentral: true,
  ...changes,
});

describe('a day', () => {
  test.each([
    [21, 0, false],
    [22, 0, true],
    [22, 1, false],
    [42, 1, false],
    [43, 1, true],
    [-1, 0, false],
  ])('that is %i days old with %i rows not uploaded is erased: %s', (age, notUploaded, expected) => {
    const kept = { day: dayOf(19_000 - age), rows: 5, notUploaded };
    expect(isToBeErased(kept, dayOf(19_000), terms(dayOf(19_000)))).toBe(expected);
    expect(isToBeErased(kept, dayOf(19_000), terms(dayOf(19_000), { hasCentral: false }))).toBe(age > 21);
  });

  test('is kept for all of its time, never longer than twice that, and longer only for rows that wait', () => {
    fc.assert(
      fc.property(dayNumber, dayNumber, retention, counts, fc.boolean(), (today, day, days, [rows, left], central) => {
        const kept = { day: dayOf(day), rows, notUploaded: left };
        const erased = isToBeErased(kept, dayOf(today), terms('', { retentionDays: days, hasCentral: central }));
        const age = today - day;
        if (age <= days) expect(erased).toBe(false);
        else if (age > 2 * days) expect(erased).toBe(true);
        else expect(erased).toBe(!central || left === 0);
      }),
    );
  });

  test('stays erasable: what is erased today would be tomorrow, and with more uploaded', () => {
    fc.assert(
      fc.property(dayNumber, dayNumber, retention, counts, (today, day, days, [rows, left]) => {
        const at = (from: number, notUploaded: number) =>
          isToBeErased({ day: dayOf(day), rows, notUploaded }, dayOf(from), terms('', { retentionDays: days }));
        if (!at(today, left)) return;
        expect(at(today + 1, left)).toBe(true);
        expect(at(today, 0)).toBe(true);
      }),
    );
  });
});

test('days that outlived their time are exactly those that can be erased, oldest first', () => {
  fc.assert(
    fc.property(fc.uniqueArray(dayNumber, { maxLength: 60 }), dayNumber, retention, (days, today, retentionDays) => {
      const named = days.map(dayOf);
      const erasable = named
        .filter((day) => isToBeErased({ day, rows: 0, notUploaded: 0 }, dayOf(today), terms('', { retentionDays })))
        .sort();
      expect(outlivedDays(named, dayOf(today), retentionDays)).toEqual(erasable);
    }),
  );
});

test('a name that is no day is never too old', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.constantFrom('2021-13-45', '', 'NaN', '2021-10')),
      dayNumber,
      (name, today) => {
        fc.pre(Number.isNaN(Date.parse(`${name}T00:00:00Z`)));
        expect(outlivedDays([name], dayOf(today), 1)).toEqual([]);
        expect(outlivedDays([dayOf(today)], name, 1)).toEqual([]);
      },
    ),
  );
});

describe('without signed time', () => {
  test('a clock that jumps ahead erases nothing that it would not have erased on the newest recorded day', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(dayNumber, { minLength: 1, maxLength: 60 }),
        fc.nat({ max: 40_000 }),
        retention,
        (days, jump, retentionDays) => {
          const named = days.map(dayOf);
          const newest = Math.max(...days);
          const from = countedFrom(terms(dayOf(newest + jump), { vouched: false }), dayOf(newest));
          expect(from).toBe(dayOf(newest));
          expect(outlivedDays(named, from ?? '', retentionDays)).not.toContain(dayOf(newest));
        },
      ),
    );
  });

  test('nothing is counted on an empty record, or by a clock behind the record', () => {
    expect(countedFrom(terms('2021-10-18', { vouched: false }), null)).toBeNull();
    expect(countedFrom(terms('2021-10-18', { vouched: false }), '2021-10-19')).toBeNull();
    expect(countedFrom(terms('2021-10-18'), null)).toBe('2021-10-18');
  });
});
