import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BACKOFF, fullJitter, retryAfterMs, retryDelay } from './backoff.ts';

const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const NOW = Date.UTC(2021, 9, 18);

describe('full jitter', () => {
  test('is a share of a ceiling that doubles up to the cap', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), unit, (failures, random) => {
        const delay = fullJitter(failures, () => random);
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThanOrEqual(Math.min(BACKOFF.capMs, BACKOFF.baseMs * 2 ** (failures - 1)));
      }),
    );
    const ceilings = [1, 2, 3, 9, 10, 1000].map((failures) => fullJitter(failures, () => 1));
    expect(ceilings).toEqual([1000, 2000, 4000, 256_000, 300_000, 300_000]);
  });

  test('spreads stations over the whole time', () => {
    expect(fullJitter(5, () => 0)).toBe(0);
    expect(fullJitter(5, () => 0.5)).toBe(8000);
  });
});

describe('Retry-After', () => {
  test.each([
    ['120', 120_000],
    [' 3 ', 3000],
    ['0', 0],
    ['86400', 3_600_000],
    ['Mon, 18 Oct 2021 00:00:30 GMT', 30_000],
    ['Sun, 17 Oct 2021 00:00:30 GMT', 0],
    ['Mon, 18 Oct 2022 00:00:30 GMT', 3_600_000],
    ['-5', null],
    ['1.5', null],
    ['soon', null],
    ['2021-10-18T00:00:30Z', null],
    ['', null],
    [null, null],
  ])('%s is %s ms', (header, ms) => {
    expect(retryAfterMs(header, NOW)).toBe(ms);
  });

  test('is a number within an hour or nothing, whatever a server sends', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.stringMatching(/^\d{1,30}$/),
          fc.date({ noInvalidDate: true }).map((d) => d.toUTCString()),
        ),
        (header) => {
          const ms = retryAfterMs(header, NOW);
          expect(ms === null || (ms >= 0 && ms <= 3_600_000)).toBe(true);
        },
      ),
    );
  });

  test('is the least that a retry waits', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 0, max: 3_600_000 }),
        unit,
        (failures, asked, random) => {
          expect(retryDelay(failures, asked, () => random)).toBeGreaterThanOrEqual(asked);
        },
      ),
    );
  });
});
