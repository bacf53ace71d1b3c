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
  shippedPack,
  test as testEvent,
  vaccination,
} from '../../fixtures/verdict/judge-input.ts';
import type { Facts } from '../contract/facts.ts';
import type { HealthEvent } from '../contract/pass.ts';
import { judge } from './judge.ts';

const pack = shippedPack('vn-hcm');

/** 00:30 on 2021-10-20 in Ho Chi Minh City, when it is still the 19th in UTC; and 23:30 of the same local day. */
const JUST_AFTER_MIDNIGHT = Date.parse('2021-10-19T17:30:00Z');
const LATE_EVENING = Date.parse('2021-10-20T16:30:00Z');

function onDay(events: readonly HealthEvent[], facts: Facts | null = null) {
  const verdicts = [JUST_AFTER_MIDNIGHT, LATE_EVENING].map((now) =>
    judge(question(now, pack, certificate(now, events), { facts })),
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
});

describe('pass and facts add up', () => {
  test.each<[string, HealthEvent[], Partial<Facts>, string, string]>([
    [
      'recovered lately by the pass, long ago by the facts',
      [recovery('2021-10-01')],
      { recoveredOn: '2021-04-23' },
      'green',
      'recovered',
    ],
    [
      'recovered long ago by the pass, lately by the facts',
      [recovery('2021-04-23')],
      { recoveredOn: '2021-10-01' },
      'green',
      'recovered',
    ],
    [
      'recovery to come by the facts, lately by the pass',
      [recovery('2021-10-01')],
      { recoveredOn: '2021-10-21' },
      'green',
      'recovered',
    ],
    [
      'first dose 13 days ago by the pass, 14 by the facts',
      [vaccination('2021-10-07')],
      { doses: 1, product: COMIRNATY, lastDose: '2021-10-06' },
      'green',
      'vaccinated',
    ],
    [
      'first dose on the pass, a second of another product today in the facts',
      [vaccination('2021-10-07')],
      { doses: 2, product: 'EU/1/21/1529', lastDose: '2021-10-20' },
      'green',
      'vaccinated',
    ],
    [
      'the only dose, 13 days ago, on both',
      [vaccination('2021-10-07')],
      { doses: 1, product: COMIRNATY, firstDose: '2021-10-07', lastDose: '2021-10-07' },
      'black',
      'dose-too-recent',
    ],
    [
      'one dose of a one-dose product on the pass; facts of an unknown product say it was the second',
      [vaccination('2021-10-07', 1, JANSSEN, 1)],
      { doses: 2, lastDose: '2021-10-07' },
      'black',
      'dose-too-recent',
    ],
    [
      'recovered from another disease on the same day',
      [{ ...recovery('2021-10-01'), tg: '1' }],
      { recoveredOn: '2021-10-01' },
      'green',
      'recovered',
    ],
    [
      'second dose today by facts that name no product',
      [],
      { doses: 2, lastDose: '2021-10-20' },
      'black',
      'dose-too-recent',
    ],
    [
      'negative test on the pass, doses in the facts',
      [testEvent('2021-10-19T00:00:00Z', 'negative')],
      { doses: 1, firstDose: '2021-01-01' },
      'green',
      'vaccinated',
    ],
  ])('%s', (_, events, facts, colour, reason) => {
    expect(onDay(events, factsOf(facts))).toMatchObject({ colour, reasons: [reason] });
  });
});

describe('a SMART Health Card of several doses', () => {
  const card = (...events: HealthEvent[]) =>
    judge(question(LATE_EVENING, pack, certificate(LATE_EVENING, events, { format: 'shc' })));
  test('of mixed products, the first 14 days ago', () => {
    const verdict = card(vaccination('2021-10-06', 1, COMIRNATY), vaccination('2021-10-20', 2, 'EU/1/20/1507'));
    expect(verdict).toMatchObject({ colour: 'green', reasons: ['vaccinated'] });
  });
  test('one of its dates is none: the other counts', () => {
    expect(card(vaccination('', 1), vaccination('2021-10-06', 1))).toMatchObject({ reasons: ['vaccinated'] });
  });
  test('all too recent', () => {
    const verdict = card(vaccination('2021-10-18', 1, JANSSEN, 1), vaccination('2021-10-20', 2, JANSSEN, 1));
    expect(verdict).toMatchObject({ colour: 'black', reasons: ['dose-too-recent'] });
  });
});

describe('days at the ends of months and years', () => {
  test.each<[string, string, HealthEvent, string]>([
    ['14 days over the end of February', '2023-03-10', vaccination('2023-02-24'), 'vaccinated'],
    ['13 days over the end of February', '2023-03-09', vaccination('2023-02-24'), 'dose-too-recent'],
    ['13 days over 29 February', '2024-03-08', vaccination('2024-02-24'), 'dose-too-recent'],
    ['14 days over 29 February', '2024-03-09', vaccination('2024-02-24'), 'vaccinated'],
    ['14 days after 29 February', '2024-03-14', vaccination('2024-02-29'), 'vaccinated'],
    ['14 days over New Year', '2022-01-04', vaccination('2021-12-21'), 'vaccinated'],
    ['13 days over New Year', '2022-01-03', vaccination('2021-12-21'), 'dose-too-recent'],
    ['179 days after 31 August, over 28 February', '2022-02-26', recovery('2021-08-31'), 'recovered'],
    ['180 days after 31 August', '2022-02-27', recovery('2021-08-31'), 'recovery-too-old'],
    ['179 days over 29 February', '2024-03-28', recovery('2023-10-01'), 'recovered'],
    ['180 days over 29 February', '2024-03-29', recovery('2023-10-01'), 'recovery-too-old'],
  ])('%s', (_, today, event, reason) => {
    for (const time of ['00:00:00', '00:30:00', '23:59:59']) {
      const now = Date.parse(`${today}T${time}+07:00`);
      expect(judge(question(now, pack, certificate(now, [event]))).reasons).toEqual([reason]);
    }
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
