import { expect, test } from 'vitest';
import { trustAge } from './age.ts';

const HOUR = 3_600_000;
const limits = { softHours: 24, hardHours: 48 };

test.each([
  [0, 'fresh'],
  [24 * HOUR, 'fresh'],
  [24 * HOUR + 1, 'ageing'],
  [48 * HOUR, 'ageing'],
  [48 * HOUR + 1, 'stale'],
  [-HOUR, 'fresh'],
  [Number.NaN, 'stale'],
])('%d ms old is %s', (age, state) => {
  expect(trustAge(1e12, 1e12 + age, limits)).toEqual({ state, ageHours: age / HOUR, issuedAt: 1e12 });
});

test('no metadata is no age, which is not stale', () => {
  expect(trustAge(null, 1e12, limits)).toEqual({ state: 'unknown', ageHours: null, issuedAt: null });
});
