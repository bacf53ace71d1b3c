import { expect, test } from 'vitest';
import type { TurnstileProblem } from '../../drivers/turnstile/turnstile.ts';
import { err, ok } from '../contract/result.ts';
import { stationConfigSchema } from '../contract/station-config.ts';
import { type LaneToOpen, openLane } from './open-lane.ts';

const config = stationConfigSchema.parse({
  site: { id: 'test', name: 'Test', type: 'test' },
  station: 'test-1',
  locality: 'hcm',
  lanes: [{ name: 'gate', direction: 'in' }],
});

type Tried = { readonly asked: readonly string[]; readonly told: readonly object[] };

/** Opens a lane whose turnstile answers these problems before it gives a pulse; what was asked of it, and what was told. */
async function opened(direction: 'in' | 'out', problems: TurnstileProblem[]): Promise<Tried> {
  const asked: string[] = [];
  const told: object[] = [];
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
  const tell = (what: object) => void told.push(what);
  const lane: LaneToOpen = { name: 'gate', direction, pulsing: null, openings: [] };
  const ports = { config, turnstiles: new Map([['gate', turnstile]]), later, show: tell, passage: tell };
  openLane(ports, lane, null, 0);
  await lane.pulsing;
  expect(lane.pulsing).toBeNull();
  return { asked, told };
}
const askedOf = async (...question: Parameters<typeof opened>) => (await opened(...question)).asked;

test('inward a pulse waits for the one before it, and a fault is left to the officer', async () => {
  expect(await askedOf('in', ['busy', 'busy'])).toEqual(['admit', 'admit', 'admit']);
  expect(await askedOf('in', ['fault'])).toEqual(['admit']);
  expect(await askedOf('in', ['missing'])).toEqual(['admit']);
});

test('outward it is tried again whatever the board says, but not for ever and not while the station stops', async () => {
  expect(await askedOf('out', ['busy', 'missing', 'fault'])).toEqual(['let-out', 'let-out', 'let-out', 'let-out']);
  expect((await askedOf('out', Array(100).fill('missing'))).length).toBeLessThan(100);
  expect(await askedOf('out', ['stopped'])).toEqual(['let-out']);
});

test.each(['in', 'out'] as const)(
  'a gate that does not open is told to the officer at once and logged: %s',
  async (way) => {
    const notice = { type: 'notice', notice: 'gate-not-opened', lane: 'gate' };
    const line = { kind: 'not-opened', lane: 'gate', direction: way, turnstile: 'fault' };
    expect((await opened(way, Array(100).fill('fault'))).told).toMatchObject([notice, line]);
    expect((await opened(way, [])).told).toEqual([]);
    expect((await opened(way, ['stopped'])).told).toEqual([]);
  },
);
