import fc from 'fast-check';
import { expect, test } from 'vitest';
import { showDate, showDay, showSeconds } from './dates.ts';
import { productName } from './products.ts';

test.each([
  ['2021-09-18', '18/09/2021'],
  ['2021-09', '09/2021'],
  ['2021', '2021'],
  ['2021-09-28T18:30:00Z', '29/09/2021\u00a001:30'],
  ['2021-09-29T08:30:00+07:00', '29/09/2021\u00a008:30'],
  ['2021-09-29T08:30', '29/09/2021\u00a008:30'],
  ['2021-99-99T99:99:00Z', '2021-99-99T99:99:00Z'],
  ['**/**/1985', '**/**/1985'],
])('%s is written %s', (text, shown) => {
  expect(showDate(text)).toBe(shown);
});

test('a date that is none is shown as it is, never as another day, never thrown at the officer', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      if (!/^\d{4}-\d{2}/.test(text)) expect(showDate(text)).toBe(text);
    }),
  );
});

test('the clock on the screen is that of Vietnam, whatever the machine keeps', () => {
  const at = Date.UTC(2021, 8, 30, 17, 0, 5);
  expect(`${showDay(at)} ${showSeconds(at)}`).toBe('01/10/2021 00:00:05');
});

test.each([
  ['EU/1/21/1529', 'Vaxzevria (AstraZeneca)'],
  ['EU/1/20/1528', 'Comirnaty (Pfizer)'],
  ['EU/1/20/1507', 'Spikevax (Moderna)'],
  ['EU/1/20/1525', 'Jcovden (Janssen)'],
  ['Vero Cell', 'Vero Cell (Sinopharm)'],
  ['BBIBP-CorV', 'Vero Cell (Sinopharm)'],
  ['Hayat-Vax', 'Hayat-Vax'],
  ['Sputnik-V', 'Sputnik V'],
  ['CIGB-66', 'Abdala'],
  ['EU/9/99/9999', 'EU/9/99/9999'],
  ['constructor', 'constructor'],
])('the product %s is called %s', (code, name) => {
  expect(productName(code)).toBe(name);
});
