import { describe, expect, test } from 'vitest';
import { shippedPack } from '../../fixtures/verdict/judge-input.ts';
import { reviewPack } from './pack-review.ts';
import shipped from './packs/eu-demo.json' with { type: 'json' };
import { parseRulePack, rulePackProblems } from './rule-pack.ts';
import { SHIPPED_PACKS } from './shipped-packs.ts';

const green = { code: 'vaccinated', colour: 'green' };
function review(change: object): string[] {
  const pack = parseRulePack({ ...shipped, ...change });
  if (!pack.ok) throw new Error(`${pack.error.at}: ${pack.error.message}`);
  return reviewPack(pack.value).map(({ at, message }) => `${at}: ${message}`);
}

test.each(SHIPPED_PACKS.map(({ id }) => id))('%s gives no warning', (id) => {
  expect(reviewPack(shippedPack(id))).toEqual([]);
});

describe('warned of is', () => {
  test.each<[string, object, string[]]>([
    [
      'a rule behind one that holds always',
      {
        rules: [
          { code: 'no-data', colour: 'black', when: true },
          { ...green, when: { var: 'payload.v.0' } },
        ],
      },
      ['rules.1: vaccinated can never decide: rules.0 holds always'],
    ],
    [
      'a rule that is false',
      { rules: [{ ...green, when: false }] },
      ['rules.0.when: vaccinated can never hold: it is not true'],
    ],
    [
      'a misspelt field',
      { rules: [{ ...green, when: { '>=': [{ var: 'payload.v.0.dayAgo' }, 14] } }] },
      ['rules.0.when: nothing ever stands at payload.v.0.dayAgo'],
    ],
    [
      'green by absence',
      { rules: [{ ...green, when: { '!': [{ var: 'payload.facts.isolationUntil' }] } }] },
      ['rules.0.when: vaccinated is green for a person of whom nothing is known'],
    ],
    [
      'a value set that is not there',
      { valueSets: { ...shipped.valueSets, 'vaccines-covid-19-names': undefined } },
      ['euRules.2.Logic: nothing ever stands at external.valueSets.vaccines-covid-19-names'],
    ],
    [
      'an age of our own in an EU rule',
      { euRules: [{ ...shipped.euRules[0], Logic: { '>=': [{ var: 'payload.v.0.daysAgo' }, 14] } }] },
      ['euRules.0.Logic: nothing ever stands at payload.v.0.daysAgo'],
    ],
    [
      'a test for an epidemic area that nobody knows',
      { epidemicTestHours: 72 },
      ['requires: without places nobody is known to come from an epidemic area'],
    ],
    [
      'times mixed with numbers of the pass',
      { rules: [{ ...green, when: { '>=': [{ var: 'payload.v.0.daysAgo' }, { var: 'payload.v.0.dn' }] } }] },
      ['rules: times are mixed with other values: the first green day is looked for slowly'],
    ],
  ])('%s', (_, change, warnings) => {
    expect(review(JSON.parse(JSON.stringify(change)))).toEqual(warnings);
  });

  test('reasons without anybody to call', () => {
    const [warning = ''] = review({ contacts: [{ reasons: ['no-data'], name: { vi: 'a', en: 'a' }, phone: '1' }] });
    expect(warning).toMatch(/^contacts: nobody to call about clock-suspect, /);
    expect(warning).not.toMatch(/no-data|declared-normal|test-negative/);
  });
});

test('every fault of a pack is told, with its place', () => {
  const rules = [{ code: 'lucky', colour: 'green', when: { or: [] } }];
  const at = rulePackProblems({ ...shipped, timeZone: 'Asia/Atlantis', rules, limits: { softHours: 2, hardHours: 1 } });
  expect(at.map((problem) => problem.at)).toEqual(['timeZone', 'limits', 'rules.0.code', 'rules.0.when']);
  expect(rulePackProblems(shipped)).toEqual([]);
});
