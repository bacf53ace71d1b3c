import { describe, expect, type TestContext, test } from 'vitest';
import { StateRecorder } from '../../../fixtures/devices/state-recorder.ts';
import type { TurnstileBench } from '../conformance.ts';

/** Of both turnstiles. */
export const PULSE_MS = 1000;

/** Two turnstiles on one board, or on the boards of one adapter, with pulses of PULSE_MS; it begins unplugged. */
export type SharedBench = {
  readonly one: TurnstileBench;
  readonly other: TurnstileBench;
  plug(): Promise<void>;
  unplug(): Promise<void>;
  remove(): Promise<void>;
  /** When the only pulse of the first ended, by performance.now. */
  endOfOne(): number;
};

/** Lanes whose turnstiles are on one board notice nothing of each other. */
export function sharingConformance(name: string, makeBench: () => SharedBench): void {
  async function started({ onTestFinished }: TestContext, ...which: ('one' | 'other')[]) {
    const bench = makeBench();
    onTestFinished(async () => {
      await Promise.all([bench.one.turnstile.stop(), bench.other.turnstile.stop()]);
      await bench.remove();
    });
    const recorders = { one: new StateRecorder(), other: new StateRecorder() };
    await bench.plug();
    for (const each of which) {
      bench[each].turnstile.start(recorders[each]);
      await recorders[each].until('ready');
    }
    return { bench, recorders };
  }

  describe(`${name} opens two turnstiles`, () => {
    test('each moves its own relay, at the same time too', async (context) => {
      const { bench } = await started(context, 'one', 'other');
      expect((await bench.other.turnstile.pulse()).ok).toBe(true);
      await bench.other.untilOpenings(1);
      expect(bench.one.openings()).toBe(0);
      expect((await bench.one.turnstile.pulse()).ok).toBe(true);
      await Promise.all([bench.one.untilOff(), bench.other.untilOff()]);
      expect([bench.one.openings(), bench.other.openings()]).toEqual([1, 1]);
    });

    test('one that starts, switching its relay off, does not cut the pulse of the other short, nor does one that stops', async (context) => {
      const { bench, recorders } = await started(context, 'one');
      const asked = performance.now();
      await bench.one.turnstile.pulse();
      await bench.one.untilOpenings(1);
      bench.other.turnstile.start(recorders.other);
      await recorders.other.until('ready');
      await bench.other.turnstile.stop();
      await bench.one.untilOff();
      // what is seen of its end may be late, but never early; timers count whole milliseconds
      expect(bench.endOfOne() - asked).toBeGreaterThanOrEqual(PULSE_MS - 1);
      expect(new Set(recorders.one.states.map(({ state }) => state))).not.toContain('fault');
    });

    test('an unplug is told to both, and both work again when the board is back', async (context) => {
      const { bench, recorders } = await started(context, 'one', 'other');
      await bench.unplug();
      await Promise.all([recorders.one.until('missing'), recorders.other.until('missing')]);
      await bench.plug();
      await Promise.all([recorders.one.until('ready'), recorders.other.until('ready')]);
      await Promise.all([bench.one.turnstile.pulse(), bench.other.turnstile.pulse()]);
      await Promise.all([bench.one.untilOpenings(1), bench.other.untilOpenings(1)]);
    });

    test('one that stops leaves the board to the other', async (context) => {
      const { bench } = await started(context, 'one', 'other');
      await bench.one.turnstile.stop();
      expect(await bench.one.turnstile.pulse()).toEqual({ ok: false, error: 'stopped' });
      expect((await bench.other.turnstile.pulse()).ok).toBe(true);
      await bench.other.untilOpenings(1);
      await bench.other.turnstile.stop();
      await bench.other.untilOff();
      expect(bench.one.openings()).toBe(0);
    });
  });
}

/** When the only pulse of a relay ended whose changes are given. */
export function pulseEnd(transitions: readonly { readonly on: boolean; readonly at: number }[]): number {
  const [on, off, ...more] = transitions;
  if (on?.on !== true || off?.on !== false || more.length > 0) throw new Error('not one pulse');
  return off.at;
}
