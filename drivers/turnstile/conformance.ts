import { describe, expect, type TestContext, test } from 'vitest';
import { StateRecorder } from '../../fixtures/devices/state-recorder.ts';
import type { Passage } from './passage.ts';
import type { Turnstile } from './turnstile.ts';

/** What a turnstile is tried with: it and the board that it drives, seen from the side of the gate. */
export type TurnstileBench = {
  readonly turnstile: Turnstile;
  plug(): Promise<void>;
  unplug(): Promise<void>;
  /** Whether the relay of this turnstile is on now. */
  isOn(): boolean;
  /** How many times it went on. */
  openings(): number;
  untilOpenings(count: number): Promise<void>;
  untilOff(): Promise<void>;
  /** Leaves the relay on, as after a crash of the station in a pulse. */
  leaveOn(): void;
  /** The relay sticks once it is on; or sticks no more. */
  jam(jammed: boolean): void;
  /** The passage contact, where the board reads one. */
  turn?(turning: boolean): void;
  /** Until the driver has read the contact so many times more. */
  untilRead?(times: number): Promise<void>;
  remove(): Promise<void>;
};

/** Every turnstile behaves so, whatever board drives it. The bench begins unplugged. */
export function turnstileConformance(name: string, makeBench: () => TurnstileBench): void {
  function prepared({ onTestFinished }: TestContext): { bench: TurnstileBench; recorder: StateRecorder } {
    const bench = makeBench();
    onTestFinished(async () => {
      await bench.turnstile.stop();
      await bench.remove();
    });
    return { bench, recorder: new StateRecorder() };
  }

  async function ready(context: TestContext): Promise<{ bench: TurnstileBench; recorder: StateRecorder }> {
    const { bench, recorder } = prepared(context);
    await bench.plug();
    bench.turnstile.start(recorder);
    await recorder.until('ready');
    return { bench, recorder };
  }

  describe(`${name} is a turnstile`, () => {
    test('opens for one pulse, and does not open by itself', async (context) => {
      const { bench } = await ready(context);
      expect(bench.openings()).toBe(0);
      expect(await bench.turnstile.pulse()).toEqual({ ok: true, value: undefined });
      await bench.untilOpenings(1);
      await bench.untilOff();
      expect(bench.openings()).toBe(1);
    });

    test('a pulse asked for while one runs is refused, and the one that runs is not prolonged', async (context) => {
      const { bench } = await ready(context);
      await bench.turnstile.pulse();
      expect(await bench.turnstile.pulse()).toEqual({ ok: false, error: 'busy' });
      await bench.untilOpenings(1);
      await bench.untilOff();
      expect(bench.openings()).toBe(1);
    });

    test('pulses one after the other are one opening each', async (context) => {
      const { bench } = await ready(context);
      for (const round of [1, 2, 3]) {
        expect((await bench.turnstile.pulse()).ok).toBe(true);
        await bench.untilOpenings(round);
        await bench.untilOff();
        expect(bench.openings()).toBe(round);
      }
    });

    test('a relay that was left on is switched off before the turnstile is ready', async (context) => {
      const { bench, recorder } = prepared(context);
      await bench.plug();
      bench.leaveOn();
      bench.turnstile.start(recorder);
      await recorder.until('ready');
      expect(bench.isOn()).toBe(false);
    });

    test('a stop in the middle of a pulse leaves it closed', async (context) => {
      const { bench } = await ready(context);
      await bench.turnstile.pulse();
      await bench.untilOpenings(1);
      await bench.turnstile.stop();
      await bench.untilOff();
      expect(await bench.turnstile.pulse()).toEqual({ ok: false, error: 'stopped' });
    });

    test('an unplug is told; without its board it says so, and works again when the board is back', async (context) => {
      const { bench, recorder } = await ready(context);
      await bench.turnstile.pulse();
      await bench.untilOpenings(1);
      await bench.unplug();
      await recorder.until('missing');
      expect(await bench.turnstile.pulse()).toEqual({ ok: false, error: 'missing' });
      await bench.plug();
      await recorder.until('ready');
      expect((await bench.turnstile.pulse()).ok).toBe(true);
      await bench.untilOpenings(2);
      await bench.untilOff();
    });

    test('a board that is missing at the start is taken when it comes', async (context) => {
      const { bench, recorder } = prepared(context);
      bench.turnstile.start(recorder);
      await recorder.until('missing');
      await bench.plug();
      await recorder.until('ready');
    });
  });
}

/** Besides, every turnstile whose board tells the state of its relays. */
export function feedbackConformance(name: string, makeBench: () => TurnstileBench): void {
  describe(`${name} is told the state of its relay`, () => {
    test('a relay that stays on is a fault; it is switched off again and again, and no pulse is given', async (context) => {
      const bench = makeBench();
      context.onTestFinished(async () => {
        await bench.turnstile.stop();
        await bench.remove();
      });
      const recorder = new StateRecorder();
      await bench.plug();
      bench.turnstile.start(recorder);
      await recorder.until('ready');
      bench.jam(true);
      await bench.turnstile.pulse();
      await recorder.until('fault');
      expect(await bench.turnstile.pulse('admit')).toMatchObject({ ok: false });
      expect(bench.isOn()).toBe(true);
      bench.jam(false);
      await bench.untilOff();
      await recorder.until('ready');
      expect(bench.openings()).toBe(1);
    });
  });
}

/** Besides, every turnstile whose board reads the passage contact. */
export function passageConformance(name: string, makeBench: () => TurnstileBench): void {
  async function ready({ onTestFinished }: TestContext) {
    const bench = makeBench();
    onTestFinished(async () => {
      await bench.turnstile.stop();
      await bench.remove();
    });
    const recorder = new StateRecorder();
    const told: Passage[] = [];
    const news = { wake: () => {} };
    const passage = (each: Passage) => {
      told.push(each);
      news.wake();
    };
    await bench.plug();
    bench.turnstile.start({ state: recorder.state, passage });
    await recorder.until('ready');
    await bench.untilRead?.(2);
    const until = async (count: number) => {
      while (told.length < count) await new Promise<void>((resolve) => (news.wake = resolve));
      return told;
    };
    const turnOnce = async () => {
      bench.turn?.(true);
      await bench.untilRead?.(2);
      bench.turn?.(false);
      await bench.untilRead?.(2);
    };
    return { bench, told, until, turnOnce, recorder };
  }

  describe(`${name} tells what became of an opening`, () => {
    test('somebody goes through', async (context) => {
      const { bench, until, turnOnce } = await ready(context);
      await bench.turnstile.pulse('admit', 'row 1');
      await turnOnce();
      expect(await until(1)).toEqual([{ opening: 'row 1', outcome: 'passed' }]);
    });

    test('nobody goes through', async (context) => {
      const { bench, until } = await ready(context);
      await bench.turnstile.pulse('admit', 'row 1');
      expect(await until(1)).toEqual([{ opening: 'row 1', outcome: 'not-passed' }]);
      expect(bench.openings()).toBe(1);
    });

    test('somebody goes through without an opening', async (context) => {
      const { until, turnOnce } = await ready(context);
      await turnOnce();
      expect(await until(1)).toEqual([{ opening: null, outcome: 'forced' }]);
    });

    test('the board goes away before it is known: it is not taken for nobody', async (context) => {
      const { bench, until } = await ready(context);
      await bench.turnstile.pulse('admit', 'row 1');
      await bench.untilOpenings(1);
      await bench.unplug();
      expect(await until(1)).toEqual([{ opening: 'row 1', outcome: 'fault' }]);
    });

    test('a pulse that is refused is no opening', async (context) => {
      const { bench, until, turnOnce } = await ready(context);
      await bench.turnstile.pulse('admit', 'row 1');
      expect(await bench.turnstile.pulse('admit', 'row 2')).toEqual({ ok: false, error: 'busy' });
      await turnOnce();
      await bench.untilOff();
      await bench.turnstile.stop();
      expect(await until(1)).toEqual([{ opening: 'row 1', outcome: 'passed' }]);
    });
  });
}
