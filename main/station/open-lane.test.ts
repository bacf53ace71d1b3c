import { expect, test } from 'vitest';
import type { TurnstileProblem } from '../../drivers/turnstile/turnstile.ts';
import { err, ok } from '../contract/result.ts';
import { stationConfigSchema } from '../contract/station-config.ts';
import { openLane } from './open-lane.ts';

const config = stationConfigSchema.parse({
  site: { id: 'test', name: 'Test', type: 'test' },
  station: 'test-1',
  locality: 'hcm',
  lanes: [{ name: 'gate', direction: 'in' }],
});

/** Opens a lane whose turnstile answers these problems before it gives a pulse; tells what was asked of it. */
async function opened(direction: 'in' | 'out', problems: TurnstileProblem[]): Promise<string[]> {
  const asked: string[] = [];
  const turnstile = {
    name: 'gate',
    feedback: false,
    endsPulseItself: false,
    start: () => {},
    stop: async () => {},
    async pulse(purpose = 'none') {
      asked.push(purpose);
      const problem = problems.shift();
      return problem === undefined ? ok(undefined) : err(problem);
    },
  };
  const later = (_ms: number, task: () => void) => {
    queueMicrotask(task);
    return () => {};
  };
  const lane = { name: 'gate', direction, opening: Promise.resolve() };
  openLane({ config, turnstiles: new Map([['gate', turnstile]]), later }, lane);
  await lane.opening;
  return asked;
}

test('inward a pulse waits for the one before it, and a fault is left to the officer', async () => {
  expect(await opened('in', ['busy', 'busy'])).toEqual(['admit', 'admit', 'admit']);
  expect(await opened('in', ['fault'])).toEqual(['admit']);
  expect(await opened('in', ['missing'])).toEqual(['admit']);
});

test('outward it is tried again whatever the board says, but not for ever and not while the station stops', async () => {
  expect(await opened('out', ['busy', 'missing', 'fault'])).toEqual(['let-out', 'let-out', 'let-out', 'let-out']);
  expect((await opened('out', Array(100).fill('missing'))).length).toBeLessThan(100);
  expect(await opened('out', ['stopped'])).toEqual(['let-out']);
});
