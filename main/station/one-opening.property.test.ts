import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RecordedEntry } from '../../db/record.ts';
import { type TestStation, testStation } from '../../fixtures/station/test-station.ts';
import type { Trust } from '../trust/trust.ts';

/** The demo's trust with one unit in an epidemic area, 24, so that an officer can have a verdict judged anew. */
const withPlaces = (trust: Trust): Trust => ({
  ...trust,
  lists: new Set([...trust.lists, 'places']),
  listsFor: (...question) => new Set([...trust.listsFor(...question), 'places']),
  origin: (unit) => (unit === '24' ? 'epidemic-area' : 'elsewhere'),
});

const GREEN = ['vaccinated', 'passport', 'recovered', 'sealed'];
const PAPERS_FIRST = ['chip-card', 'insurance-card'];

const lane = fc.constantFrom('in', 'in', 'in', 'out', 'door');
const ago = fc.constantFrom(0, 0, 0, 1, 2, 3);
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('scan' as const),
      lane,
      id: fc.constantFrom(...GREEN, ...PAPERS_FIRST, ...PAPERS_FIRST, 'unvaccinated'),
      afterMs: fc.constantFrom(0, 300, 2000, 8000, 700_000),
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('papers-agree' as const), ago, byKey: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('override' as const), ago, admit: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('origin' as const), ago, unit: fc.constantFrom('24', '48') }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('turned' as const),
      ago,
      outcome: fc.constantFrom('passed', 'not-passed', 'fault', 'forced'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('board' as const),
      says: fc.constantFrom('busy', 'missing', 'fault', null, null, null, null, null),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(100, 500, 3000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('noise', 'turn-around', 'restart', 'fill-disk') }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Pulses are asked for, and answered, before anything else happens. */
const pulsesAsked = () => new Promise((resolve) => setImmediate(resolve));

type Pulse = { readonly lane: string; readonly purpose: string; readonly row: RecordedEntry | null };

/** Goes through the steps; every pulse that was given, with the row that was committed for it by then. */
async function live(world: TestStation, given: Pulse[], board: { says: string | null }, steps: readonly Step[]) {
  let direction: 'in' | 'out' = 'in';
  for (const each of steps) {
    const uuids = world.lines.flatMap(({ uuid, kind }) => (uuid === null || kind === 'annulment' ? [] : [uuid]));
    const rowAgo = (back: number) => uuids.at(-1 - back) ?? '01900000-0000-7000-8000-000000000000';
    if (each.do === 'scan') {
      world.pass(each.afterMs);
      world.scan({ id: each.id }, each.lane);
    } else if (each.do === 'papers-agree') {
      if (each.byKey) world.station.officerKey({ kind: 'command', key: 'F6' }, 'in');
      else world.window({ type: 'papers-agree', refersTo: rowAgo(each.ago) });
    } else if (each.do === 'override') {
      const reason = each.admit ? 'paper-checked' : 'refused-by-officer';
      world.window({ type: 'override', refersTo: rowAgo(each.ago), admit: each.admit, reason });
    } else if (each.do === 'origin') {
      world.window({ type: 'origin', refersTo: rowAgo(each.ago), unit: each.unit });
    } else if (each.do === 'turned') {
      const pulse = given.at(-1 - each.ago);
      const opening = each.outcome === 'forced' ? null : (pulse?.row?.uuid ?? null);
      world.station.passage(pulse?.lane ?? 'in', { opening, outcome: each.outcome });
    } else if (each.do === 'board') {
      board.says = each.says;
    } else if (each.do === 'wait') {
      world.idle(each.ms);
    } else if (each.do === 'noise') {
      world.scan({ text: 'noise' }, 'in');
    } else if (each.do === 'turn-around') {
      direction = direction === 'in' ? 'out' : 'in';
      world.window({ type: 'direction', lane: 'in', direction });
    } else if (each.do === 'restart') {
      world.restart();
      direction = 'in';
    } else {
      world.fillDisk(true);
    }
    await pulsesAsked();
    if (each.do !== 'fill-disk') world.fillDisk(false);
  }
}

test('never more than one opening for a recorded admission, and none inward without, whatever happens in whatever order', async () => {
  let [openings, waysOut] = [0, 0];
  await fc.assert(
    fc.asyncProperty(
      fc.boolean(),
      fc.array(step, { minLength: 20, maxLength: 60, size: 'max' }),
      async (feedback, steps) => {
        const directory = mkdtempSync(join(tmpdir(), 'chot-one-opening-'));
        const given: Pulse[] = [];
        const board: { says: 'busy' | 'missing' | 'fault' | null } = { says: null };
        const world: TestStation = await testStation(directory, {
          pack: 'hcm',
          complete: withPlaces,
          turnstile: {
            feedback,
            answer(lane, opening, purpose) {
              if (board.says !== null) return board.says;
              given.push({ lane, purpose, row: opening === null ? null : world.record.find(opening) });
              return null;
            },
          },
        });
        try {
          await live(world, given, board, steps);
          const admitted = given.filter(({ purpose }) => purpose === 'admit').map(({ row }) => row);
          const out = given.filter(({ purpose }) => purpose === 'let-out');
          expect(new Set(admitted.map((row) => row?.uuid)).size).toBe(admitted.length);
          for (const row of admitted) {
            expect(row).not.toBeNull();
            expect(row?.direction).toBe('in');
            expect(
              row?.kind === 'override' ? row.override?.admit : row?.kind === 'check-in' && row.colour === 'green',
            ).toBe(true);
          }
          for (const { row } of out) expect(row?.direction ?? 'out').toBe('out');
          openings += admitted.length;
          waysOut += out.length;
        } finally {
          world.record.close();
          rmSync(directory, { recursive: true, force: true });
        }
      },
    ),
    { numRuns: 25 },
  );
  // What never opens keeps to any rule.
  expect(openings).toBeGreaterThan(20);
  expect(waysOut).toBeGreaterThan(5);
}, 300_000);

test('every scan on a way out opens it, whatever it is and whatever fails', async () => {
  const scan = fc.record({
    id: fc.constantFrom('vaccinated', 'unvaccinated', 'chip-card', null),
    isFull: fc.boolean(),
    outcome: fc.constantFrom('passed', 'not-passed', 'fault', null),
    refused: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(scan, { minLength: 5, maxLength: 25, size: 'max' }), async (scans) => {
      const directory = mkdtempSync(join(tmpdir(), 'chot-way-out-'));
      const world = await testStation(directory, { pack: 'hcm', turnstile: { feedback: true } });
      const pulses = () => world.happenings.flatMap((each) => (each.kind === 'pulse' ? [each] : []));
      try {
        for (const { id, isFull, outcome, refused } of scans) {
          world.pass(2000);
          world.fillDisk(isFull);
          const before = pulses().length;
          world.scan(id === null ? { text: 'noise' } : { id }, 'out');
          await pulsesAsked();
          expect(pulses()).toHaveLength(before + 1);
          const { uuid = null } = world.lines.at(-1) ?? {};
          if (refused && uuid !== null) {
            world.window({ type: 'override', refersTo: uuid, admit: false, reason: 'refused-by-officer' });
          }
          if (outcome !== null) world.station.passage('out', { opening: pulses().at(-1)?.opening ?? null, outcome });
        }
      } finally {
        world.record.close();
        rmSync(directory, { recursive: true, force: true });
      }
    }),
    { numRuns: 8 },
  );
}, 300_000);
