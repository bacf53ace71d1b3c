import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { certificate, question, vaccination } from '../../fixtures/verdict/judge-input.ts';
import { judge } from './judge.ts';
import shipped from './packs/vn-hcm.json' with { type: 'json' };
import { parseRulePack, type RulePack } from './rule-pack.ts';

function nested(depth: number): unknown {
  let expression: unknown = true;
  for (let level = 0; level < depth; level++) expression = { '!': [expression] };
  return expression;
}

describe('a wrong pack is refused, naming the field', () => {
  const rule = { code: 'vaccinated', colour: 'green', when: true };
  test.each<[string, object, string]>([
    ['no limits', { limits: undefined }, 'limits'],
    ['soft above hard', { limits: { softHours: 50, hardHours: 48 } }, 'limits'],
    ['no zone of this world', { timeZone: 'Asia/Atlantis' }, 'timeZone'],
    ['a policy that is none', { unsigned: 'maybe' }, 'unsigned'],
    ['an unknown code', { rules: [{ ...rule, code: 'lucky' }] }, 'rules.0.code'],
    ['a code in a false colour', { rules: [rule, { ...rule, code: 'no-data' }] }, 'rules.1'],
    ['an unknown operator', { rules: [{ ...rule, when: { or: [true, true] } }] }, 'rules.0.when'],
    ['a bottomless rule', { rules: [{ ...rule, when: nested(100_000) }] }, 'rules.0.when'],
    ['no rule', { rules: [] }, 'rules'],
    ['a misspelt field', { ruels: [] }, ''],
  ])('%s', (_, change, at) => {
    expect(parseRulePack({ ...shipped, ...change })).toMatchObject({ ok: false, error: { code: 'rules-invalid', at } });
  });
  test('anything at all', () => {
    fc.assert(fc.property(fc.jsonValue(), (json) => !parseRulePack(json).ok));
  });
});

describe('EU country rules', () => {
  const NOW = Date.parse('2021-10-20T03:00:00Z');
  const euRule = {
    Identifier: 'VR-AT-0001',
    Type: 'Acceptance',
    Country: 'AT',
    Version: '1.0.0',
    CertificateType: 'Vaccination',
    ValidFrom: '2021-07-01T00:00:00Z',
    ValidTo: '2030-06-01T00:00:00Z',
    Logic: { '>=': [{ var: 'payload.v.0.dn' }, 2] },
  };
  const general = { ...euRule, Identifier: 'GR-AT-0001', CertificateType: 'General', Logic: true };
  function withRules(...euRules: object[]): RulePack {
    const parsed = parseRulePack({ ...shipped, euRules });
    if (!parsed.ok) throw new Error(parsed.error.at);
    return parsed.value;
  }
  const ask = (pack: RulePack, dn: number) =>
    judge(question(NOW, pack, certificate(NOW, [vaccination('2021-01-01', dn)])));

  test('all must hold, else the Identifier is named', () => {
    expect(ask(withRules(general, euRule), 2)).toMatchObject({ colour: 'green', reasons: ['vaccinated'] });
    expect(ask(withRules(general, euRule), 1)).toMatchObject({
      colour: 'black',
      reasons: ['rule-failed', 'vaccinated'],
      rule: 'VR-AT-0001',
    });
  });
  test('of one Identifier only the newest version in force counts', () => {
    const newer = { ...euRule, Version: '1.10.0', Logic: true };
    const future = { ...euRule, Version: '2.0.0', ValidFrom: '2022-01-01T00:00:00Z' };
    expect(ask(withRules(future, newer, { ...euRule, Version: '1.9.0' }), 1).colour).toBe('green');
  });
  test('a rule out of force is not asked', () => {
    expect(ask(withRules({ ...euRule, ValidTo: '2021-10-20T02:59:59Z' }), 1).colour).toBe('green');
    expect(ask(withRules({ ...euRule, ValidTo: '2021-10-20T03:00:00Z' }), 1).colour).toBe('black');
  });
  test('a rule for another kind of certificate is not asked', () => {
    expect(ask(withRules({ ...euRule, CertificateType: 'Recovery' }), 1).colour).toBe('green');
  });
  test('a rule that cannot be evaluated has not held', () => {
    expect(ask(withRules({ ...general, Logic: { '>=': [{ var: 'payload.t.0.x' }, 2] } }), 2).colour).toBe('black');
  });
});
