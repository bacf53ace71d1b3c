import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cccdNumber } from '../../fixtures/issuer/cccd.ts';
import { isCalendarDay } from './calendar-day.ts';
import { insuranceIds } from './insurance-number.ts';
import { personalNumberParts } from './personal-number.ts';
import { vietnameseDate } from './vietnamese-date.ts';

const day = fc
  .date({ min: new Date('1800-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

describe('a date as Vietnam writes it', () => {
  it('is the same day, with slashes or without', () => {
    fc.assert(
      fc.property(day, (iso) => {
        const [year, month, date] = iso.split('-');
        expect(vietnameseDate(`${date}${month}${year}`)).toBe(iso);
        expect(vietnameseDate(`${date}/${month}/${year}`)).toBe(iso);
        expect(vietnameseDate(`${month}/${year}`)).toBe(iso.slice(0, 7));
        expect(vietnameseDate(`0000${year}`)).toBe(year);
      }),
    );
  });

  it.each([
    '',
    '0',
    '31021987',
    '00131987',
    '01001987',
    '18011787',
    '18012187',
    '1987-01-18',
    '18.01.1987',
    ' 1987',
    '187',
  ])('is not %j', (text) => {
    expect(vietnameseDate(text)).toBeNull();
  });

  it('is of the calendar whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9/]{4,10}$/)), (text) => {
        const date = vietnameseDate(text);
        if (date !== null) expect(isCalendarDay(`${date}-01-01`.slice(0, 10))).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a personal identification number', () => {
  it.each([
    ['001087000001', { sex: 'male', birthYear: 1987 }],
    ['001187000001', { sex: 'female', birthYear: 1987 }],
    ['001200000001', { sex: 'male', birthYear: 2000 }],
    ['001399000001', { sex: 'female', birthYear: 2099 }],
    ['001899000001', { sex: 'male', birthYear: 2399 }],
    ['00108700000', null],
    ['0010870000012', null],
    ['00108700000x', null],
  ])('%s says %j', (number, parts) => {
    expect(personalNumberParts(number)).toEqual(parts);
  });

  it('tells what went into it', () => {
    const born = fc.integer({ min: 1900, max: 2399 });
    fc.assert(
      fc.property(born, fc.constantFrom<'male' | 'female'>('male', 'female'), (birthYear, sex) => {
        const number = cccdNumber(`${birthYear}-06-15`, sex, '079', '123456');
        expect(personalNumberParts(number)).toEqual({ sex, birthYear });
      }),
    );
  });
});

describe('a health-insurance number', () => {
  it.each([
    '',
    '00',
    '123456789',
    '12345678901',
    'GD479012345678',
    'gd4790123456789',
    'GD4790*********',
    'GDX790123456789',
  ])('is not %j', (text) => {
    expect(insuranceIds(text)).toEqual([]);
  });
});
