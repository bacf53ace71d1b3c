import { describe, expect, type TestContext, test } from 'vitest';
import { StateRecorder } from '../../../fixtures/devices/state-recorder.ts';
import type { TurnstileBench } from '../conformance.ts';

/** A turnstile whose board can be made to behave otherwise than well. */
export type MannersBench<Manner extends string> = TurnstileBench & { behave(manner: Manner | 'well'): void };

export type Manners<Manner extends string> = {
  /** How a board may answer without anything going wrong: slowly, in pieces, twice. */
  readonly harmless: readonly Manner[];
  /** How a board answers on which nobody may rely: with nonsense, for another, not at all. */
  readonly harmful: readonly Manner[];
};

/** Every turnstile whose board answers bears with harmless manners, and finds the harmful ones out. */
export function mannersConformance<Manner extends string>(
  name: string,
  makeBench: () => MannersBench<Manner>,
  { harmless, harmful }: Manners<Manner>,
): void {
  async function ready({ onTestFinished }: TestContext) {
    const bench = makeBench();
    onTestFinished(async () => {
      await bench.turnstile.stop();
      await bench.remove();
    });
    const recorder = new StateRecorder();
    await bench.plug();
    bench.turnstile.start(recorder);
    await recorder.until('ready');
    return { bench, recorder };
  }

  /** As soon as the pulse before is over. */
  async function pulse({ turnstile }: TurnstileBench): Promise<void> {
    while (!(await turnstile.pulse()).ok) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  describe(`${name} may have manners`, () => {
    for (const manner of harmless) {
      test(`${manner}: each pulse is one opening, and nothing is told as a fault`, async (context) => {
        const { bench, recorder } = await ready(context);
        bench.behave(manner);
        for (const round of [1, 2, 3]) {
          await pulse(bench);
          await bench.untilOpenings(round);
          await bench.untilOff();
          expect(bench.openings()).toBe(round);
        }
        expect(recorder.states.map(({ state }) => state)).not.toContain('fault');
      });
    }

    for (const manner of harmful) {
      test(`${manner}: after one opening at most it is a fault, nobody is admitted, and it is well when the board is`, async (context) => {
        const { bench, recorder } = await ready(context);
        bench.behave(manner);
        await bench.turnstile.pulse('admit');
        await recorder.until('fault');
        expect(await bench.turnstile.pulse('admit')).toMatchObject({ ok: false });
        const before = bench.openings();
        expect(before).toBeLessThanOrEqual(1);
        bench.behave('well');
        await recorder.until('ready');
        expect(bench.isOn()).toBe(false);
        expect(bench.openings()).toBe(before);
        await pulse(bench);
        await bench.untilOpenings(before + 1);
        await bench.untilOff();
      });
    }
  });
}
