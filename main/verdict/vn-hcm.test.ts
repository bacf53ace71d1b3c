import { describe, expect, test } from 'vitest';
import {
  ABDALA,
  COMIRNATY,
  certificate,
  factsOf,
  JANSSEN,
  personalQr,
  question,
  recovery,
  test as testEvent,
  vaccination,
} from '../../fixtures/verdict/judge-input.ts';
import type { Facts } from '../contract/facts.ts';
import type { HealthEvent } from '../contract/pass.ts';
import { judge } from './judge.ts';
import { SHIPPED_PACKS } from './shipped-packs.ts';

const pack = SHIPPED_PACKS.find(({ id }) => id === 'vn-hcm');
if (pack === undefined) throw new Error('vn-hcm does not ship');

/** 00:30 on 2021-10-20 in Ho Chi Minh City, when it is still the 19th in UTC; and 23:30 of the same local day. */
const JUST_AFTER_MIDNIGHT = Date.parse('2021-10-19T17:30:00Z');
const LATE_EVENING = Date.parse('2021-10-20T16:30:00Z');

function onDay(events: readonly HealthEvent[], facts: Facts | null = null) {
  const verdicts = [JUST_AFTER_MIDNIGHT, LATE_EVENING].map((now) =>
    judge(question(now, pack as NonNullable<typeof pack>, certificate(now, events), { facts })),
  );
  expect(verdicts[0]).toEqual(verdicts[1]);
  return verdicts[0];
}

describe('rows of the rule of seed 000 by certificate, today being 2021-10-20 in Vietnam', () => {
  test.each<[string, HealthEvent[], string, string]>([
    ['recovered today', [recovery('2021-10-20')], 'green', 'recovered'],
    ['recovered 179 days ago', [recovery('2021-04-24')], 'green', 'recovered'],
    ['recovered 180 days ago', [recovery('2021-04-23')], 'black', 'recovery-too-old'],
    ['recovery begins tomorrow', [recovery('2021-10-21')], 'black', 'pass-not-yet-valid'],
    ['first dose 13 days ago', [vaccination('2021-10-07')], 'black', 'dose-too-recent'],
    ['first dose 14 days ago', [vaccination('2021-10-06')], 'green', 'vaccinated'],
    ['first dose tomorrow', [vaccination('2021-10-21')], 'black', 'dose-too-recent'],
    ['second dose today', [vaccination('2021-10-20', 2)], 'green', 'vaccinated'],
    ['second dose tomorrow', [vaccination('2021-10-21', 2)], 'black', 'dose-too-recent'],
    ['second of three today', [vaccination('2021-10-20', 2, ABDALA, 3)], 'green', 'vaccinated'],
    ['one-dose product 14 days ago', [vaccination('2021-10-06', 1, JANSSEN, 1)], 'green', 'vaccinated'],
    ['one-dose product 13 days ago', [vaccination('2021-10-07', 1, JANSSEN, 1)], 'black', 'dose-too-recent'],
    ['booster of a one-dose product today', [vaccination('2021-10-20', 2, JANSSEN, 1)], 'black', 'dose-too-recent'],
    ['unknown product, second of two today', [vaccination('2021-10-20', 2, 'New', 2)], 'green', 'vaccinated'],
    ['unknown product, second of one today', [vaccination('2021-10-20', 2, 'New', 1)], 'black', 'dose-too-recent'],
    ['date is a date-time of the local day 14', [vaccination('2021-10-05T17:00:00Z')], 'green', 'vaccinated'],
    ['date is a date-time of the local day 13', [vaccination('2021-10-06T17:00:00Z')], 'black', 'dose-too-recent'],
    ['date is a month', [vaccination('2021-01')], 'black', 'no-data'],
    ['date is no date', [vaccination('2021-02-30')], 'black', 'no-data'],
    ['negative test only', [testEvent('2021-10-19T00:00:00Z', 'negative')], 'black', 'not-vaccinated'],
    ['vaccinated against another disease', [{ ...vaccination('2021-01-01'), tg: '1' }], 'black', 'no-data'],
    [
      'vaccination that names no disease',
      [{ kind: 'vaccination', mp: COMIRNATY, dn: 1, sd: 2, dt: '2021-01-01' }],
      'green',
      'vaccinated',
    ],
    ['no event', [], 'black', 'no-data'],
  ])('%s', (_, events, colour, reason) => {
    expect(onDay(events)).toMatchObject({ colour, reasons: [reason] });
  });
});

describe('the same rows by facts', () => {
  test.each<[string, Partial<Facts>, string, string]>([
    ['recovered 179 days ago', { recoveredOn: '2021-04-24' }, 'green', 'recovered'],
    ['recovered 180 days ago', { recoveredOn: '2021-04-23' }, 'black', 'recovery-too-old'],
    ['no dose', { doses: 0 }, 'black', 'not-vaccinated'],
    ['only dose 13 days ago', { doses: 1, product: COMIRNATY, firstDose: '2021-10-07' }, 'black', 'dose-too-recent'],
    ['only dose 14 days ago', { doses: 1, product: COMIRNATY, lastDose: '2021-10-06' }, 'green', 'vaccinated'],
    [
      'second dose today, first long ago',
      { doses: 2, product: COMIRNATY, firstDose: '2021-09-01', lastDose: '2021-10-20' },
      'green',
      'vaccinated',
    ],
    [
      'booster of a one-dose product today, first dose long ago',
      { doses: 2, product: JANSSEN, firstDose: '2021-03-01', lastDose: '2021-10-20' },
      'green',
      'vaccinated',
    ],
    ['doses without a day', { doses: 2, product: COMIRNATY }, 'black', 'no-data'],
  ])('%s', (_, facts, colour, reason) => {
    expect(onDay([], factsOf(facts))).toMatchObject({ colour, reasons: [reason] });
  });

  test('the recovery day of the facts wins over that of the certificate', () => {
    const facts = factsOf({ recoveredOn: '2021-04-23' });
    expect(onDay([recovery('2021-10-01')], facts)?.reasons).toEqual(['recovery-too-old']);
  });
});

describe('status of the issuer', () => {
  const ask = (signature: 'valid' | 'unsigned') => {
    const pass = personalQr(LATE_EVENING, { signature });
    return judge(question(LATE_EVENING, pack, pass, { status: 'eligible' }));
  };
  test('eligible makes a sealed code green', () => {
    expect(ask('valid')).toMatchObject({ colour: 'green', reasons: ['status-eligible'], rule: 'status-eligible' });
  });
  test('but never an unsigned one', () => {
    expect(ask('unsigned')).toMatchObject({ colour: 'black', reasons: ['unsigned', 'no-data'] });
  });
  test('not withdrawn says nothing in favour', () => {
    const verdict = judge(question(LATE_EVENING, pack, personalQr(LATE_EVENING), { status: 'not-withdrawn' }));
    expect(verdict).toMatchObject({ colour: 'black', reasons: ['no-data'], rule: null });
  });
});
