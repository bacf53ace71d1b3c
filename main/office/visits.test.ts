import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Person } from '../contract/pass.ts';
import { pairVisits, type VisitRow } from './visits.ts';

const person = (n: number): Person => ({ name: `NGƯỜI ${n}`, birthDate: null, ids: [{ type: 'cccd', value: `${n}` }] });

function row(seq: number, changes: Partial<VisitRow> = {}): VisitRow {
  return {
    seq,
    uuid: `row ${seq}`,
    kind: 'check-in',
    refersTo: null,
    simulated: false,
    at: seq * 60_000,
    monotonicMs: seq * 1000,
    bootId: 'one',
    clock: 'ok',
    direction: 'in',
    lane: 'gate',
    colour: 'green',
    person: person(1),
    override: null,
    ...changes,
  };
}

const out = { direction: 'out' } as const;
const inside = (rows: readonly VisitRow[]) =>
  pairVisits(rows)
    .filter(({ open }) => open)
    .map((visit) => visit.person.name);

describe('a visit', () => {
  test('goes from in to out, and lasts by the clock that nobody sets', () => {
    const rows = [row(1), row(2, { ...out, at: -5_000_000_000 })];
    expect(pairVisits(rows)).toMatchObject([
      { in: { seq: 1 }, out: { seq: 2, at: -5_000_000_000 }, lastedMs: 1000, open: false },
    ]);
  });

  test('over a restart lasts by wall times, where both are beyond doubt', () => {
    const after = { ...out, bootId: 'two', monotonicMs: 3 };
    expect(pairVisits([row(1), row(2, after)])[0]?.lastedMs).toBe(60_000);
    expect(pairVisits([row(1), row(2, { ...after, clock: 'suspect' })])[0]?.lastedMs).toBeNull();
    expect(pairVisits([row(1), row(2, { ...after, at: 0 })])[0]?.lastedMs).toBeNull();
  });

  test.each<[string, VisitRow[], string[]]>([
    ['was not let in', [row(1, { colour: 'black' })], []],
    ['was annulled', [row(1), row(2, { kind: 'annulment', refersTo: 'row 1' })], []],
    [
      'was let in by an officer, and that was annulled',
      [
        row(1, { colour: 'black' }),
        row(2, { kind: 'override', refersTo: 'row 1', override: { reason: 'emergency', admit: true, officer: '' } }),
        row(3, { kind: 'annulment', refersTo: 'row 2' }),
      ],
      [],
    ],
    [
      'was let in by an officer',
      [
        row(1, { colour: 'black' }),
        row(2, { kind: 'override', refersTo: 'row 1', override: { reason: 'emergency', admit: true, officer: '' } }),
      ],
      ['NGƯỜI 1'],
    ],
    [
      'was refused by an officer',
      [
        row(1),
        row(2, {
          kind: 'override',
          refersTo: 'row 1',
          override: { reason: 'papers-differ', admit: false, officer: '' },
        }),
      ],
      [],
    ],
    ['was a trial', [row(1, { simulated: true })], []],
    ['went out, whatever the verdict', [row(1), row(2, { ...out, colour: 'abnormal' })], []],
    ['showed a card at the way out', [row(1), row(2, { ...out, person: { ...person(1), name: 'Người  1' } })], []],
    ['came in twice', [row(1), row(2)], ['NGƯỜI 1']],
    ['is known no more', [row(1, { person: null })], []],
  ])('of somebody who %s', (_, rows, expected) => {
    expect(inside(rows)).toEqual(expected);
  });
});

test('who is inside is what a doorkeeper counts, whatever clocks, restarts and the order of reading do', () => {
  const step = fc.record({
    who: fc.integer({ min: 1, max: 5 }),
    way: fc.constantFrom('in' as const, 'out' as const),
    green: fc.boolean(),
    annulled: fc.boolean(),
    clockJump: fc.integer({ min: -1e9, max: 1e9 }),
    restart: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), fc.infiniteStream(fc.nat()), (steps, order) => {
      const doorkeeper = new Set<number>();
      const rows: VisitRow[] = [];
      let [at, boot, monotonicMs] = [0, 0, 0];
      for (const { who, way, green, annulled, clockJump, restart } of steps) {
        at += clockJump;
        monotonicMs = restart ? 0 : monotonicMs + 1;
        boot += restart ? 1 : 0;
        const passed = row(rows.length + 1, {
          person: person(who),
          direction: way,
          colour: green ? 'green' : 'black',
          at,
          bootId: `${boot}`,
          monotonicMs,
        });
        rows.push(passed);
        if (annulled) rows.push(row(rows.length + 1, { kind: 'annulment', refersTo: passed.uuid, person: null }));
        if (annulled) continue;
        if (way === 'out') doorkeeper.delete(who);
        else if (green) doorkeeper.add(who);
      }
      const shuffled = rows
        .map((each) => ({ each, place: order.next().value ?? 0 }))
        .sort((a, b) => a.place - b.place)
        .map(({ each }) => each);
      expect(inside(shuffled).sort()).toEqual([...doorkeeper].map((who) => `NGƯỜI ${who}`).sort());
    }),
  );
});
