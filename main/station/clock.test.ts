import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ClockMarks, createClockWatch } from './clock.ts';

const MINUTE = 60_000;
const HOUR = 3_600_000;
const NONE: ClockMarks = { issuedAt: null, highWater: null };
/** 2021-10-01T00:00Z, and the time of a machine whose battery is dead. */
const TRUTH = 1_633_046_400_000;
const YEAR_2000 = 946_684_800_000;
const YEAR_2099 = 4_070_908_800_000;
/** What a wall clock may be off before anything says so, and the error of signed time. */
const TOLERANCE = 3 * MINUTE;

/** A machine: the truth goes on with its uptime, its wall clock is off by whatever it was set to. */
function machine(wallAtStart: number, marks: ClockMarks = NONE) {
  let [uptime, off] = [0, wallAtStart - TRUTH];
  const clock = { wall: () => TRUTH + uptime + off, monotonic: () => uptime, uptime: () => uptime, bootId: 'test' };
  const watch = createClockWatch(clock);
  return {
    truth: () => TRUTH + uptime,
    wait(ms: number) {
      uptime += ms;
    },
    setWall(wall: number) {
      off = wall - TRUTH - uptime;
    },
    hear: (error = 0) => watch.heard(TRUTH + uptime + error, uptime),
    read: (at: ClockMarks = marks) => watch.read(at),
  };
}

describe('the wall clock alone', () => {
  test('is beyond doubt while it runs with the uptime, for years, also where their quartzes differ', () => {
    const it = machine(TRUTH);
    for (let hour = 0; hour < 24 * 365; hour++) {
      expect(it.read()).toMatchObject({ state: 'ok', by: 'wall' });
      it.wait(HOUR);
      it.setWall(it.truth() + hour * HOUR * 60e-6);
    }
  });

  test('is suspect behind the newest signed time or the newest row, and right again once it has been set', () => {
    const it = machine(YEAR_2000, { issuedAt: TRUTH - HOUR, highWater: TRUTH - MINUTE });
    expect(it.read().state).toBe('suspect');
    it.setWall(TRUTH - 30 * MINUTE);
    expect(it.read().state).toBe('suspect');
    it.setWall(TRUTH);
    expect(it.read()).toMatchObject({ state: 'ok', now: TRUTH });
  });

  test('is suspect when newer signed time shows that it was slow all along, and right again once it has been set', () => {
    const it = machine(TRUTH - HOUR);
    expect(it.read().state).toBe('ok');
    expect(it.read({ issuedAt: TRUTH - 10 * MINUTE, highWater: null }).state).toBe('suspect');
    it.setWall(it.truth());
    expect(it.read({ issuedAt: TRUTH - 10 * MINUTE, highWater: null }).state).toBe('ok');
  });

  test('is suspect after any jump beyond the tolerance, until it is back', () => {
    fc.assert(
      fc.property(fc.integer({ min: -50 * 365 * 24, max: 50 * 365 * 24 }), (hours) => {
        fc.pre(hours !== 0);
        const it = machine(TRUTH);
        expect(it.read().state).toBe('ok');
        it.setWall(TRUTH + hours * HOUR);
        expect(it.read().state).toBe('suspect');
        it.setWall(TRUTH);
        expect(it.read().state).toBe('ok');
      }),
    );
  });

  test('does not get a new beginning by way of the past', () => {
    const it = machine(TRUTH, { issuedAt: TRUTH - HOUR, highWater: null });
    expect(it.read().state).toBe('ok');
    for (const wall of [YEAR_2000, TRUTH + 10 * HOUR]) {
      it.setWall(wall);
      expect(it.read().state).toBe('suspect');
    }
  });

  test('that is no number is suspect', () => {
    const it = machine(Number.NaN);
    expect(it.read().state).toBe('suspect');
    it.hear();
    expect(it.read()).toMatchObject({ state: 'ok', now: TRUTH });
  });
});

describe('signed time', () => {
  test.each([
    ['a dead battery', YEAR_2000],
    ['a clock years ahead', YEAR_2099],
    ['a clock three hours ahead of what was recorded', TRUTH + 3 * HOUR],
  ])('brings back a station with %s, which then goes by it', (_, wall) => {
    const it = machine(wall, { issuedAt: TRUTH - HOUR, highWater: TRUTH + 2 * HOUR });
    it.read();
    it.hear();
    it.wait(5 * HOUR);
    expect(it.read()).toMatchObject({ state: 'ok', by: 'signed', now: it.truth() });
    it.setWall(it.truth() + 1000);
    expect(it.read()).toMatchObject({ state: 'ok', by: 'wall', now: it.truth() + 1000 });
  });

  test('ends the doubt that a correction of the clock left, without a restart', () => {
    const it = machine(TRUTH - 20 * MINUTE);
    it.read();
    it.setWall(it.truth());
    expect(it.read().state).toBe('suspect');
    it.hear();
    expect(it.read()).toMatchObject({ state: 'ok', by: 'wall', now: it.truth() });
  });

  test('that a trust shows to be old does not count', () => {
    const it = machine(YEAR_2000);
    it.hear(-HOUR);
    expect(it.read({ issuedAt: TRUTH, highWater: null }).state).toBe('suspect');
  });

  test('of another boot does not count: uptime began anew', () => {
    const it = machine(YEAR_2099);
    it.wait(HOUR);
    it.hear();
    it.wait(-HOUR);
    expect(it.read({ issuedAt: null, highWater: null })).toMatchObject({ by: 'wall' });
  });
});

describe('any walk of the clocks', () => {
  type Step =
    | { readonly kind: 'wait' | 'set'; readonly ms: number }
    | { readonly kind: 'hear'; readonly error: number }
    | { readonly kind: 'update' | 'read' };
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 100 * HOUR }) }),
    fc.record({
      kind: fc.constant('set' as const),
      ms: fc.oneof(
        fc.integer({ min: -10 * MINUTE, max: 10 * MINUTE }),
        fc.integer({ min: YEAR_2000 - TRUTH, max: YEAR_2099 - TRUTH }),
      ),
    }),
    fc.record({ kind: fc.constant('hear' as const), error: fc.integer({ min: -5000, max: 5000 }) }),
    fc.constantFrom({ kind: 'update' as const }, { kind: 'read' as const }),
  );

  /** Reads after every step; rows are recorded at each, and count as marks where the clock was beyond doubt. */
  function walk(
    startOff: number,
    steps: readonly Step[],
    check: (read: { off: number; state: string; wallOff: number; heard: boolean }) => void,
  ) {
    const it = machine(TRUTH + startOff);
    let marks: ClockMarks = { issuedAt: TRUTH - HOUR, highWater: null };
    let [wallOff, heard] = [startOff, false];
    for (const next of steps) {
      if (next.kind === 'wait') it.wait(next.ms);
      if (next.kind === 'set') {
        wallOff = next.ms;
        it.setWall(it.truth() + next.ms);
      }
      if (next.kind === 'hear') {
        it.hear(next.error);
        heard = true;
      }
      if (next.kind === 'update') marks = { ...marks, issuedAt: it.truth() };
      const { now, state } = it.read(marks);
      const vouched = marks.issuedAt !== null && now <= marks.issuedAt + 48 * HOUR;
      if (state === 'ok' && vouched) marks = { ...marks, highWater: Math.max(marks.highWater ?? 0, now) };
      check({ off: now - it.truth(), state, wallOff, heard });
    }
  }
  /** Of the tolerance that grows with the time that two quartzes had to part. */
  const bound = (steps: number) => TOLERANCE + steps * 100 * HOUR * 100e-6;

  test('from a right beginning is never trusted with a time that is off', () => {
    fc.assert(
      fc.property(fc.integer({ min: -MINUTE, max: MINUTE }), fc.array(step, { maxLength: 30 }), (off, steps) => {
        walk(off, [{ kind: 'read' }, ...steps], (read) => {
          if (read.state === 'ok') expect(Math.abs(read.off)).toBeLessThanOrEqual(bound(steps.length));
        });
      }),
      { numRuns: 1000 },
    );
  });

  test('is not led away in steps that each just agree', () => {
    const steps: Step[] = [
      { kind: 'set', ms: 2 * MINUTE + 1 },
      { kind: 'wait', ms: 10_000 },
      { kind: 'set', ms: 4 * MINUTE + 1 },
    ];
    walk(0, [{ kind: 'read' }, ...steps], ({ state, off }) => {
      if (state === 'ok') expect(Math.abs(off)).toBeLessThanOrEqual(TOLERANCE);
    });
  });

  test('from any beginning is right and beyond doubt from the first signed time on', () => {
    const start = fc.integer({ min: YEAR_2000 - TRUTH, max: YEAR_2099 - TRUTH });
    fc.assert(
      fc.property(start, fc.array(step, { maxLength: 30 }), (off, steps) => {
        walk(off, steps, (read) => {
          if (!read.heard) return;
          expect(read.state).toBe('ok');
          expect(Math.abs(read.off)).toBeLessThanOrEqual(bound(steps.length));
        });
      }),
      { numRuns: 1000 },
    );
  });

  test('is never trusted while the wall clock is behind what was signed, and nothing else tells the time', () => {
    const start = fc.integer({ min: YEAR_2000 - TRUTH, max: -2 * HOUR });
    fc.assert(
      fc.property(start, fc.array(step, { maxLength: 30 }), (off, steps) => {
        walk(off, steps, ({ state, wallOff, heard }) => {
          if (!heard && wallOff < -200 * HOUR * steps.length - 2 * HOUR) expect(state).toBe('suspect');
        });
      }),
    );
  });
});
