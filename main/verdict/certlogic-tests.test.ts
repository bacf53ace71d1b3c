import { expect, test } from 'vitest';
import { publicVectors } from '../../fixtures/public-vectors.ts';
import { runRuleTests } from './certlogic-tests.ts';

const vectors = publicVectors<{ tests: unknown[] }[]>('certlogic-business-rules.json');

test.skipIf(vectors === null)('every test of the EU business rules passes', () => {
  const count = (vectors ?? []).reduce((sum, { tests }) => sum + tests.length, 0);
  expect(count).toBeGreaterThan(700);
  expect(runRuleTests(vectors)).toEqual({ ok: true, value: { passed: count, failed: 0, failures: [] } });
});

test('a failure names rule, test, and both values', () => {
  const rule = { Identifier: 'GR-AT-0000', Logic: { '===': [{ var: 'payload.a' }, 1] } };
  const tests = [
    { payload: { a: 1 }, external: {}, expected: true },
    { payload: { a: 1 }, external: {}, expected: false },
    { name: 'text', payload: { a: '1' }, external: {}, expected: true },
  ];
  expect(runRuleTests([{ rule, tests }])).toEqual({
    ok: true,
    value: {
      passed: 1,
      failed: 2,
      failures: [
        { rule: 'GR-AT-0000', test: '2', expected: false, actual: true },
        { rule: 'GR-AT-0000', test: 'text', expected: true, actual: false },
      ],
    },
  });
});

test('an expression that is none or cannot be evaluated fails its tests', () => {
  const tests = [{ payload: {}, external: {}, expected: true }];
  const report = runRuleTests([
    { rule: { Identifier: 'A', Logic: { or: [true] } }, tests },
    { rule: { code: 'B', when: { '>': [{ var: 'payload.x' }, 1] } }, tests },
  ]);
  expect(report).toMatchObject({ ok: true, value: { passed: 0, failed: 2 } });
});

test('what is no file of rule tests is refused, naming the place', () => {
  expect(runRuleTests([{ rule: {}, tests: [] }])).toMatchObject({ ok: false, error: { at: '0.rule' } });
  expect(runRuleTests({})).toMatchObject({ ok: false });
});
