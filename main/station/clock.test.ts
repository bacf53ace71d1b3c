import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createClockWatch } from './clock.ts';

const HOUR = 3_600_000;
const NONE = { issuedAt: null, highWater: null };

function watched(start: number) {
  const time = { wall: start, uptime: 0 };
  const watch = createClockWatch({
    wall: () => time.wall,
    monotonic: () => time.uptime,
    uptime: () => time.uptime,
    bootId: 'test',
  });
  return { time, watch };
}

describe('the wall clock', () => {
  test('is beyond doubt while it runs with the uptime, for years', () => {
    const { time, watch } = watched(1_700_000_000_000);
    for (let hour = 0; hour < 24 * 365; hour++) {
      expect(watch.state(NONE)).toBe('ok');
      time.wall += HOUR;
      time.uptime += HOUR;
    }
  });

  test('is suspect behind the newest signed time or the newest row, and right again once it has been set', () => {
    const { time, watch } = watched(946_684_800_000);
    const marks = { issuedAt: 1_700_000_000_000, highWater: 1_700_000_500_000 };
    expect(watch.state(marks)).toBe('suspect');
    time.wall = 1_700_000_600_000;
    expect(watch.state(marks)).toBe('ok');
    expect(watch.state({ ...marks, highWater: time.wall + HOUR })).toBe('suspect');
  });

  test('is suspect after any jump beyond the tolerance, until it is back', () => {
    fc.assert(
      fc.property(fc.integer({ min: -50 * 365 * 24, max: 50 * 365 * 24 }), (hours) => {
        fc.pre(hours !== 0);
        const { time, watch } = watched(1_700_000_000_000);
        expect(watch.state(NONE)).toBe('ok');
        time.wall += hours * HOUR;
        expect(watch.state(NONE)).toBe('suspect');
        time.wall -= hours * HOUR;
        expect(watch.state(NONE)).toBe('ok');
      }),
    );
  });
});
