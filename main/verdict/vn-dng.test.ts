import { describe, expect, test } from 'vitest';
import {
  certificate,
  factsOf,
  question,
  shippedPack,
  test as testEvent,
  unsignedQr,
  vaccination,
} from '../../fixtures/verdict/judge-input.ts';
import type { Facts } from '../contract/facts.ts';
import type { HealthEvent } from '../contract/pass.ts';
import { explain } from './explain.ts';
import { type JudgeInput, judge } from './judge.ts';

const pack = shippedPack('vn-dng');
/** 00:30 on 2021-10-28 in Da Nang. */
const NOW = Date.parse('2021-10-28T00:30:00+07:00');
type Declaration = NonNullable<Facts['declaration']>;

function declared(result: Declaration['result'], at: string, change: Partial<Facts> = {}): Facts {
  return factsOf({ declaration: { result, at }, ...change });
}
const NORMAL = declared('normal', '2021-10-27T22:00:00+07:00');

function ask(facts: Facts | null, change: Partial<JudgeInput> = {}, events: readonly HealthEvent[] = []) {
  return judge(question(NOW, pack, certificate(NOW, events, { format: 'shc' }), { facts, ...change }));
}

describe('normal or abnormal by declaration (seed 003), valid for 24 hours (2815/STTTT)', () => {
  test.each<[string, Facts | null, string, string[]]>([
    ['declared normal', NORMAL, 'green', ['declared-normal']],
    ['declared normal now', declared('normal', '2021-10-28T00:30:00+07:00'), 'green', ['declared-normal']],
    ['declared normal 24 h ago', declared('normal', '2021-10-27T00:30:00+07:00'), 'green', ['declared-normal']],
    ['declared normal 24 h and 1 s ago', declared('normal', '2021-10-27T00:29:59+07:00'), 'black', ['not-declared']],
    ['declared normal in the future', declared('normal', '2021-10-28T00:30:01+07:00'), 'black', ['not-declared']],
    ['cough or fever', declared('symptoms', '2021-10-27T22:00:00+07:00'), 'abnormal', ['symptoms']],
    ['contact with a suspected case', declared('contact', '2021-10-27T22:00:00+07:00'), 'abnormal', ['contact']],
    ['cough or fever, not declared anew', declared('symptoms', '2021-10-20T22:00:00+07:00'), 'abnormal', ['symptoms']],
    ['known, but has not declared', factsOf({ doses: 2, lastDose: '2021-06-01' }), 'black', ['not-declared']],
    ['unknown', null, 'black', ['not-declared']],
    [
      'declared normal, isolated at home',
      { ...NORMAL, isolationUntil: '2021-10-28' },
      'abnormal',
      ['isolation', 'declared-normal'],
    ],
  ])('%s', (_, facts, colour, reasons) => {
    expect(ask(facts)).toMatchObject({ colour, reasons });
  });

  test('vaccination is shown, but decides nothing', () => {
    expect(ask(null, {}, [vaccination('2021-01-01', 2)]).reasons).toEqual(['not-declared']);
    expect(ask({ ...NORMAL, doses: 0 }).colour).toBe('green');
  });

  test('the face says BÌNH THƯỜNG', () => expect(pack.word).toEqual({ vi: 'BÌNH THƯỜNG', en: 'NORMAL' }));
});

describe('from an epidemic area: a negative test of 72 hours from the sample', () => {
  const SAMPLED_72_H_AGO = '2021-10-25T00:30:00+07:00';
  const inFacts = (sampledAt: string, result: 'negative' | 'positive' = 'negative') => ({
    ...NORMAL,
    lastTest: { type: 'rapid' as const, result, sampledAt },
  });
  test.each<[string, Facts, HealthEvent[], string]>([
    ['no test', NORMAL, [], 'epidemic-area'],
    ['72 h ago', inFacts(SAMPLED_72_H_AGO), [], 'declared-normal'],
    ['72 h and 1 s ago', inFacts('2021-10-25T00:29:59+07:00'), [], 'epidemic-area'],
    ['sampled in the future', inFacts('2021-10-28T00:30:01+07:00'), [], 'epidemic-area'],
    ['positive', inFacts(SAMPLED_72_H_AGO, 'positive'), [], 'test-positive'],
    ['on the pass, 72 h ago in UTC', NORMAL, [testEvent('2021-10-24T17:30:00Z', 'negative')], 'declared-normal'],
    [
      'on the pass, of another disease',
      NORMAL,
      [{ ...testEvent('2021-10-27T00:00:00Z', 'negative'), tg: '1' }],
      'epidemic-area',
    ],
    ['on the pass, no time', NORMAL, [testEvent('2021-10-27', 'negative')], 'epidemic-area'],
  ])('%s', (_, facts, events, first) => {
    expect(ask(facts, { origin: 'epidemic-area' }, events).reasons[0]).toBe(first);
    expect(ask(facts, { status: 'epidemic-area' }, events).reasons[0]).toBe(first);
  });
  test('from elsewhere, or nobody knows: no test is asked for', () => {
    expect(ask(NORMAL, { origin: 'elsewhere' }).colour).toBe('green');
    expect(ask(NORMAL, { origin: 'unknown' }).colour).toBe('green');
  });
});

describe('a personal QR without a seal', () => {
  const unsigned = (facts: Facts | null, change: Partial<JudgeInput> = {}) => {
    const asked = question(NOW, pack, unsignedQr(NOW), { facts, ...change });
    const verdict = judge(asked);
    return { ...verdict, comparePapers: explain(asked, verdict).comparePapers };
  };
  test('is normal by the facts, and the papers are compared', () => {
    expect(unsigned(NORMAL)).toMatchObject({ colour: 'green', comparePapers: true });
  });
  test.each<[string, Facts | null, Partial<JudgeInput>, string[]]>([
    ['unknown person', null, {}, ['unsigned', 'not-declared']],
    ['another name', NORMAL, { name: 'other' }, ['identity-mismatch', 'unsigned', 'not-declared']],
    ['a seal was issued', { ...NORMAL, sealed: true }, {}, ['seal-missing', 'declared-normal']],
  ])('%s', (_, facts, change, reasons) => {
    expect(unsigned(facts, change)).toMatchObject({ reasons, comparePapers: false });
  });
});

test.each([['facts'], ['places']] as const)('without %s nobody is judged', (missing) => {
  const lists = new Set(pack.requires.filter((list) => list !== missing));
  expect(ask(NORMAL, { lists })).toMatchObject({
    colour: 'abnormal',
    reasons: ['trust-incomplete', 'declared-normal'],
  });
});
