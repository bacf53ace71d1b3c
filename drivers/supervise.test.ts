import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  LONGEST_BACKOFF_MS,
  SUPERVISOR_IDLE,
  type SupervisorEffect,
  type SupervisorInput,
  supervise,
} from './supervise.ts';

const FAILED: SupervisorInput = { type: 'failed', problem: 'missing', detail: 'no such file' };
const CLOSED: SupervisorInput = { type: 'closed', detail: 'hung up' };

function run(...inputs: SupervisorInput[]): SupervisorEffect[] {
  let state = SUPERVISOR_IDLE;
  let effects: readonly SupervisorEffect[] = [];
  for (const input of inputs) ({ state, effects } = supervise(state, input));
  return [...effects];
}

function waits(effects: readonly SupervisorEffect[]): number[] {
  return effects.flatMap((effect) => (effect.type === 'wait' ? [effect.ms] : []));
}

test('a device that was unplugged is opened again, and told missing meanwhile', () => {
  const unplugged = run({ type: 'start' }, { type: 'opened' }, { type: 'data' }, CLOSED);
  expect(unplugged).toEqual([
    { type: 'tell', state: 'missing', detail: 'hung up' },
    { type: 'wait', ms: 100 },
  ]);
  expect(run({ type: 'start' }, { type: 'opened' }, CLOSED, { type: 'timeout' })).toEqual([{ type: 'open' }]);
});

test('a device that opens and closes at once is opened ever more slowly', () => {
  const flap: SupervisorInput[] = [{ type: 'opened' }, CLOSED, { type: 'timeout' }];
  const flaps = (count: number) =>
    waits(run({ type: 'start' }, ...Array(count).fill(flap).flat(), { type: 'opened' }, CLOSED));
  expect([0, 1, 2, 3, 4, 9].map((count) => flaps(count)[0])).toEqual([100, 200, 400, 800, 1000, 1000]);
});

test('an open that ends after the stop is closed', () => {
  expect(run({ type: 'start' }, { type: 'stop' })).toEqual([]);
  expect(run({ type: 'start' }, { type: 'stop' }, { type: 'opened' })).toEqual([{ type: 'close' }, { type: 'ended' }]);
  expect(run({ type: 'start' }, { type: 'stop' }, FAILED)).toEqual([{ type: 'ended' }]);
});

/**
 * The world around the machine: an open is answered, a wait ends, an open device may close. Any sequence of what it
 * can do, then a stop.
 */
test('whatever happens: one open at a time, never more than a second idle, and after a stop nothing stays open', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('good', 'bad', 'data'), { maxLength: 60 }), fc.nat(60), (world, stopAt) => {
      let state = SUPERVISOR_IDLE;
      let opening = 0;
      let openDevices = 0;
      let waiting = 0;
      let ended = 0;
      const feed = (input: SupervisorInput) => {
        const step = supervise(state, input);
        state = step.state;
        for (const effect of step.effects) {
          if (effect.type === 'open') opening++;
          if (effect.type === 'close') openDevices--;
          if (effect.type === 'wait') waiting++;
          if (effect.type === 'wait') expect(effect.ms).toBeLessThanOrEqual(LONGEST_BACKOFF_MS);
          if (effect.type === 'cancel-wait') waiting--;
          if (effect.type === 'ended') ended++;
        }
        // never stuck, never two at once
        expect(opening + openDevices + waiting + ended).toBe(1);
      };
      const happen = (event: string) => {
        if (opening > 0) {
          opening--;
          if (event === 'bad') feed(FAILED);
          else {
            openDevices++;
            feed({ type: 'opened' });
          }
        } else if (openDevices > 0) {
          if (event === 'data') feed({ type: 'data' });
          else {
            openDevices--;
            feed(CLOSED);
          }
        } else if (waiting > 0) {
          waiting--;
          feed({ type: 'timeout' });
        }
      };
      feed({ type: 'start' });
      for (const event of world.slice(0, stopAt)) happen(event);
      const before = { opening };
      if (before.opening === 0) feed({ type: 'stop' });
      else state = supervise(state, { type: 'stop' }).state;
      for (const event of world.slice(stopAt)) happen(event);
      if (opening > 0) happen('good');
      expect({ opening, openDevices, waiting, ended }).toEqual({ opening: 0, openDevices: 0, waiting: 0, ended: 1 });
    }),
  );
});
