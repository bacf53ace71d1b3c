import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { factsOf } from '../../fixtures/verdict/judge-input.ts';
import type { Facts } from '../contract/facts.ts';
import { mergeFacts, mergeFound } from './merge-facts.ts';

const at = (day: number) => `2026-01-0${day}T00:00:00Z`;
const day = fc.option(fc.integer({ min: 1, max: 9 }).map((n) => `2026-01-0${n}`));
const hour = fc.integer({ min: 1, max: 9 }).map(at);
const record: fc.Arbitrary<Facts> = fc.record({
  product: fc.constant(null),
  doses: fc.nat(3),
  firstDose: day,
  lastDose: day,
  recoveredOn: day,
  lastTest: fc.option(
    fc.record({ type: fc.constant('pcr' as const), result: fc.constantFrom('negative', 'positive'), sampledAt: hour }),
  ),
  declaration: fc.option(fc.record({ result: fc.constantFrom('normal', 'symptoms', 'contact'), at: hour })),
  isolationUntil: day,
  sealed: fc.boolean(),
  unit: fc.constant(null),
  lastSeen: fc.constant(null),
});

test('records come in no order', () => {
  fc.assert(
    fc.property(record, record, (a, b) => {
      expect(mergeFacts([a, b])).toEqual(mergeFacts([b, a]));
    }),
  );
});

test('one record is itself', () => {
  fc.assert(
    fc.property(record, (a) => {
      expect(mergeFacts([a])).toEqual(a);
    }),
  );
  fc.assert(
    fc.property(record, (a) => {
      expect(mergeFacts([a, a])).toEqual(a);
    }),
  );
});

describe('what is against a person in any record counts', () => {
  const against: [string, Partial<Facts>][] = [
    ['a positive test', { lastTest: { type: 'pcr', result: 'positive', sampledAt: at(1) } }],
    ['declared symptoms', { declaration: { result: 'symptoms', at: at(1) } }],
    ['an issued seal', { sealed: true }],
    ['isolation', { isolationUntil: '2026-12-01' }],
  ];
  const mild = factsOf({
    doses: 2,
    lastTest: { type: 'pcr', result: 'negative', sampledAt: at(9) },
    declaration: { result: 'contact', at: at(9) },
    isolationUntil: '2026-01-01',
  });
  test.each(against)('%s', (_, change) => {
    expect(mergeFacts([mild, factsOf(change)])).toEqual({ ...mild, ...change });
    expect(mergeFacts([factsOf(change), mild])).toEqual({ ...mild, ...change });
  });
});

test('doses under two numbers are one course', () => {
  const first = factsOf({ doses: 1, product: 'A', firstDose: '2026-01-01' });
  const second = factsOf({ doses: 2, product: 'B', lastDose: '2026-02-01' });
  expect(mergeFacts([first, second])).toEqual(
    factsOf({ doses: 2, product: 'B', firstDose: '2026-01-01', lastDose: '2026-02-01' }),
  );
});

describe('what several identifiers led to', () => {
  const found = (name: 'same' | 'other' | 'unknown', ...matched: readonly ('cccd' | 'cmnd' | 'qid')[]) => ({
    facts: factsOf(),
    ids: matched.map((type) => ({ type, value: '1' })),
    matched,
    name,
  });
  test('nothing', () => {
    expect(mergeFound([])).toBeNull();
  });
  test('each kind of identifier once, in one order', () => {
    expect(mergeFound([found('same', 'cmnd', 'cccd'), found('same', 'qid', 'cccd')])?.matched).toEqual([
      'qid',
      'cccd',
      'cmnd',
    ]);
  });
  test.each([
    [['same', 'unknown'], 'same'],
    [['unknown', 'unknown'], 'unknown'],
    [['same', 'other'], 'other'],
    [['other', 'unknown'], 'other'],
  ] as const)('names %j are %s', (names, expected) => {
    expect(mergeFound(names.map((name) => found(name, 'cccd')))?.name).toBe(expected);
    expect(mergeFound([...names].reverse().map((name) => found(name, 'cccd')))?.name).toBe(expected);
  });
});
