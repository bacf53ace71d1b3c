import { describe, expect, test } from 'vitest';
import {
  COMIRNATY,
  certificate,
  JANSSEN,
  question,
  shippedPack,
  test as testEvent,
  unsignedQr,
  vaccination,
} from '../../fixtures/verdict/judge-input.ts';
import type { HealthEvent, RecoveryEvent } from '../contract/pass.ts';
import { judge } from './judge.ts';

const pack = shippedPack('eu-demo');
/** 00:30 in Brussels on the day after the clocks went back: 2021-11-01. */
const NOW = Date.parse('2021-10-31T23:30:00Z');
const recovered = (fr: string, df: string, du: string): RecoveryEvent => ({
  kind: 'recovery',
  tg: '840539006',
  fr,
  df,
  du,
});
const rapid = (sc: string): HealthEvent => ({ ...testEvent(sc, 'negative'), tt: 'LP217198-3' });

describe('acceptance, today being 2021-11-01 in Brussels', () => {
  test.each<[string, HealthEvent[], string]>([
    ['second of two, 14 days ago', [vaccination('2021-10-18', 2)], 'vaccinated'],
    ['second of two, 13 days ago', [vaccination('2021-10-19', 2)], 'VR-XX-0003'],
    ['second of two, 270 days ago', [vaccination('2021-02-04', 2)], 'vaccinated'],
    ['second of two, 271 days ago', [vaccination('2021-02-03', 2)], 'VR-XX-0003'],
    ['first of two, 14 days ago', [vaccination('2021-10-18', 1)], 'VR-XX-0002'],
    ['booster today', [vaccination('2021-11-01', 3, COMIRNATY, 3)], 'vaccinated'],
    ['booster tomorrow', [vaccination('2021-11-02', 3, COMIRNATY, 3)], 'VR-XX-0003'],
    ['one-dose product, 14 days ago', [vaccination('2021-10-18', 1, JANSSEN, 1)], 'vaccinated'],
    ['a product that is not accepted', [vaccination('2021-09-01', 3, 'Abdala', 3)], 'VR-XX-0001'],
    ['another disease', [{ ...vaccination('2021-09-01', 2), tg: '1' }], 'GR-XX-0002'],
    ['no date', [vaccination('', 2)], 'VR-XX-0003'],
    ['molecular test, 72 h ago', [testEvent('2021-10-28T23:30:00Z', 'negative')], 'test-negative'],
    ['molecular test, 72 h and 1 s ago', [testEvent('2021-10-28T23:29:59Z', 'negative')], 'TR-XX-0002'],
    ['rapid test, 24 h ago', [rapid('2021-10-30T23:30:00Z')], 'test-negative'],
    ['rapid test, 24 h and 1 s ago', [rapid('2021-10-30T23:29:59Z')], 'TR-XX-0002'],
    ['test to come', [rapid('2021-10-31T23:30:01Z')], 'TR-XX-0002'],
    ['recovered, tested positive 11 days ago', [recovered('2021-10-21', '2021-11-01', '2022-04-19')], 'recovered'],
    ['recovered, tested positive 10 days ago', [recovered('2021-10-22', '2021-11-01', '2022-04-19')], 'RR-XX-0001'],
    ['recovered, tested positive 180 days ago', [recovered('2021-05-05', '2021-05-16', '2021-11-01')], 'recovered'],
    ['recovered, tested positive 181 days ago', [recovered('2021-05-04', '2021-05-16', '2021-11-01')], 'RR-XX-0001'],
    ['recovered, certificate over', [recovered('2021-06-01', '2021-06-12', '2021-10-31')], 'RR-XX-0001'],
    ['recovered, certificate to come', [recovered('2021-10-21', '2021-11-02', '2022-04-19')], 'RR-XX-0001'],
    ['no event', [], 'GR-XX-0001'],
  ])('%s', (_, events, rule) => {
    const verdict = judge(question(NOW, pack, certificate(NOW, events)));
    const green = !/^[A-Z]{2}-/.test(rule);
    expect(verdict).toMatchObject({ colour: green ? 'green' : 'black', rule });
    expect(verdict.reasons.includes('rule-failed')).toBe(!green);
  });

  test('a positive test is abnormal before any rule', () => {
    const verdict = judge(question(NOW, pack, certificate(NOW, [testEvent('2021-10-31T00:00:00Z', 'positive')])));
    expect(verdict).toMatchObject({ colour: 'abnormal', rule: 'TR-XX-0001' });
    expect(verdict.reasons[0]).toBe('test-positive');
  });

  test('of a card with several doses one that meets the rules is enough', () => {
    const doses = [
      vaccination('2021-01-01', 1),
      vaccination('2021-02-01', 2),
      vaccination('2021-09-01', 3, COMIRNATY, 3),
    ];
    const card = certificate(NOW, doses, { format: 'shc' });
    expect(judge(question(NOW, pack, card))).toMatchObject({ colour: 'green', reasons: ['vaccinated'] });
  });

  test('a code without a signature is refused', () => {
    expect(judge(question(NOW, pack, unsignedQr(NOW)))).toMatchObject({ colour: 'black', rule: 'GR-XX-0001' });
  });
});
