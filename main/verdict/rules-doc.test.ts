import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { REASON_CODES } from '../contract/reasons.ts';
import { runRuleTests } from './certlogic-tests.ts';
import { SHIPPED_PACKS } from './shipped-packs.ts';

const page = readFileSync(new URL('../../docs/rules.md', import.meta.url), 'utf8');

test('the tests of docs/rules.md pass', () => {
  const [, tests = ''] = /```json tests\n([^`]+)```/.exec(page) ?? [];
  expect(runRuleTests(JSON.parse(tests))).toEqual({ ok: true, value: { passed: 5, failed: 0, failures: [] } });
});

test('docs/rules.md tells of every field of a pack, every reason and every pack that ships', () => {
  const fields = new Set(SHIPPED_PACKS.flatMap((pack) => Object.keys(pack)));
  const greens = ['vaccinated', 'recovered', 'status-eligible', 'test-negative', 'declared-normal'];
  for (const word of [...fields, ...REASON_CODES, ...greens, ...SHIPPED_PACKS.map(({ id }) => id)])
    expect(page, word).toContain(`\`${word}`);
});
