import { describe, expect, test } from 'vitest';
import {
  COMIRNATY,
  certificate,
  DAY,
  factsOf,
  personalQr,
  question,
  recovery,
  shippedPack,
  unsignedQr,
  vaccination,
} from '../../fixtures/verdict/judge-input.ts';
import type { Pass } from '../contract/pass.ts';
import type { CertLogic } from './certlogic.ts';
import { explain } from './explain.ts';
import { type JudgeInput, judge } from './judge.ts';
import type { RulePack } from './rule-pack.ts';

const NOW = Date.parse('2021-10-20T00:30:00+07:00');
const city = shippedPack('vn-hcm');

function explained(asked: JudgeInput) {
  const verdict = judge(asked);
  return { ...explain(asked, verdict), reasons: verdict.reasons };
}
function ask(pass: Pass, change: Partial<Omit<JudgeInput, 'now' | 'pass' | 'pack'>> = {}, pack = city, now = NOW) {
  return explained(question(now, pack, pass, change));
}

describe('when the same pass would be green', () => {
  const recent = certificate(NOW, [vaccination('2021-10-07')], { expiresAt: NOW + 30 * DAY });
  test.each<[string, JudgeInput['pass'], Partial<JudgeInput>, string | null]>([
    ['a dose of 13 days: tomorrow', recent, {}, '2021-10-21'],
    ['a dose of today', certificate(NOW, [vaccination('2021-10-20')], { expiresAt: null }), {}, '2021-11-03'],
    ['a dose of tomorrow', certificate(NOW, [vaccination('2021-10-21')], { expiresAt: null }), {}, '2021-11-04'],
    ['a recovery to come', certificate(NOW, [recovery('2021-10-25')], { expiresAt: null }), {}, '2021-10-25'],
    [
      'doses in the facts',
      personalQr(NOW, { expiresAt: null }),
      { facts: factsOf({ doses: 1, lastDose: '2021-10-10' }) },
      '2021-10-24',
    ],
    ['issued in the future', { ...recent, issuedAt: NOW + 5 * DAY }, {}, '2021-10-25'],
    ['expires before it would be', certificate(NOW, [vaccination('2021-10-20')]), {}, null],
    ['recovered too long ago', certificate(NOW, [recovery('2021-01-01')]), {}, null],
    ['no event', certificate(NOW, []), {}, null],
    ['revoked', recent, { status: 'revoked' }, null],
    ['an EU DCC of two events', { ...recent, events: [...recent.events, ...recent.events] }, {}, null],
    ['unsigned', unsignedQr(NOW), { facts: factsOf({ doses: 1, lastDose: '2021-10-10' }) }, null],
    ['abnormal now: nobody promises', recent, { clock: 'suspect' }, null],
    ['green already', certificate(NOW, [vaccination('2021-10-06')]), {}, null],
    [
      'the key is over by then',
      { ...recent, signer: { country: null, notBefore: null, notAfter: NOW + 1, usage: null } },
      {},
      null,
    ],
  ])('%s', (_, pass, change, day) => {
    expect(ask(pass, change).eligibleFrom).toBe(day);
  });

  test('not where the pack is out of force by then', () => {
    const pack = { ...city, validTo: '2021-10-20T17:00:00Z' };
    expect(ask(recent, {}, pack).eligibleFrom).toBeNull();
  });

  test('not for who is not on the roster, nor within the shift', () => {
    const factory = shippedPack('vn-factory');
    expect(ask(recent, {}, factory).eligibleFrom).toBe('2021-10-21');
    for (const roster of ['not-listed', 'outside-shift', 'quota-full'] as const)
      expect(ask(recent, { roster }, factory).eligibleFrom).toBeNull();
  });

  test('by EU rules, and to the hour', () => {
    const eu = shippedPack('eu-demo');
    const second = certificate(NOW, [vaccination('2021-10-15', 2, COMIRNATY)], { expiresAt: null });
    expect(ask(second, {}, eu)).toMatchObject({ eligibleFrom: '2021-10-29', reasons: ['rule-failed', 'vaccinated'] });
  });
});

const rules = (when: unknown): RulePack['rules'] => [{ code: 'vaccinated', colour: 'green', when: when as CertLogic }];
const within = (timeZone: string, when: unknown): RulePack => ({ ...city, timeZone, rules: rules(when) });
const dosesAfter = (days: number) => ({ '>': [{ var: 'payload.v.0.daysAgo' }, days] });

describe('days of every zone', () => {
  const dose = (now: number, dt: string) => certificate(now, [vaccination(dt)], { issuedAt: null, expiresAt: null });
  test.each<[string, string, string, string]>([
    [
      'clocks put forward: 23:30 on the 26th, 24 h later is 00:30 on the 28th',
      'Europe/Brussels',
      '2022-03-26T22:30:00Z',
      '2022-03-27',
    ],
    [
      'clocks put back: 00:30 on the 31st, 24 h later is 23:30 on the 31st',
      'Europe/Brussels',
      '2021-10-30T22:30:00Z',
      '2021-11-01',
    ],
    ['half an hour back in Lord Howe', 'Australia/Lord_Howe', '2022-04-02T13:15:00Z', '2022-04-04'],
    ['far west of Greenwich, more than so many days', 'Pacific/Pago_Pago', '2021-10-20T09:00:00Z', '2021-10-20'],
    ['far east of Greenwich', 'Pacific/Kiritimati', '2021-10-20T09:00:00Z', '2021-10-21'],
  ])('%s', (_, zone, clock, tomorrow) => {
    const now = Date.parse(clock);
    const today = new Date(Date.parse(tomorrow) - DAY).toISOString().slice(0, 10);
    expect(ask(dose(now, today), {}, within(zone, dosesAfter(0)), now).eligibleFrom).toBe(tomorrow);
  });
  test('an age in hours that begins late in the evening', () => {
    const now = Date.parse('2021-10-20T23:45:00Z');
    const sample = { kind: 'test', tt: '', tr: '260415000', sc: '2021-10-20T23:30:00Z' } as const;
    const pack = within('UTC', { '>=': [{ var: 'payload.t.0.hoursAgo' }, 49] });
    expect(ask(certificate(now, [sample], { expiresAt: null }), {}, pack, now).eligibleFrom).toBe('2021-10-22');
  });
  test('the clock itself moved by a rule', () => {
    const pack = within('Asia/Ho_Chi_Minh', {
      'not-before': [
        { plusTime: [{ var: 'external.today' }, -100, 'day'] },
        { plusTime: [{ var: 'payload.v.0.dt' }, 0, 'day'] },
      ],
    });
    expect(ask(dose(NOW, '2021-10-20'), {}, pack).eligibleFrom).toBe('2022-01-28');
  });
  test('a reason that lasts where the station gives it, but not where the pack does', () => {
    const pack: RulePack = {
      ...city,
      rules: [...rules(dosesAfter(3)), { code: 'pass-suspended', colour: 'black', when: true }],
    };
    const asked = dose(NOW, '2021-10-20');
    expect(ask(asked, {}, pack)).toMatchObject({ reasons: ['pass-suspended'], eligibleFrom: '2021-10-24' });
  });
  test('at the end of time', () => {
    const now = Date.parse('9999-12-29T00:00:00Z');
    expect(ask(dose(now, '9999-12-29'), {}, city, now).eligibleFrom).toBeNull();
  });
});

describe('whom to call', () => {
  const pack: RulePack = {
    ...city,
    contacts: [
      { reasons: ['no-data'], name: { vi: 'Cổng tiêm chủng', en: 'Vaccination portal' }, phone: '1' },
      { reasons: [], name: { vi: 'Tổng đài', en: 'Helpline' }, phone: '2' },
    ],
  };
  test('the first entry that names the first reason', () => {
    expect(ask(personalQr(NOW), {}, pack).contact).toEqual({
      vi: 'Cổng tiêm chủng',
      en: 'Vaccination portal',
      phone: '1',
    });
  });
  test('else the one that names none; nobody where there is none', () => {
    expect(ask(personalQr(NOW), { clock: 'suspect' }, pack).contact?.phone).toBe('2');
    expect(
      ask(personalQr(NOW), { clock: 'suspect' }, { ...pack, contacts: pack.contacts.slice(0, 1) }).contact,
    ).toBeNull();
  });
});

describe('papers are compared where the facts alone make green', () => {
  const byIdentity: RulePack = { ...city, unsigned: 'identity-only' };
  const facts = factsOf({ doses: 1, firstDose: '2021-01-01' });
  test.each<[string, Pass, Partial<JudgeInput>, boolean]>([
    ['unsigned, green', unsignedQr(NOW), { facts }, true],
    ['unsigned, black', unsignedQr(NOW), { facts: factsOf() }, false],
    ['unsigned, nothing known', unsignedQr(NOW), {}, false],
    ['unsigned, another name', unsignedQr(NOW), { facts, name: 'other' }, false],
    ['unsigned, a seal was issued', unsignedQr(NOW), { facts: { ...facts, sealed: true } }, false],
    ['signed, green', personalQr(NOW), { facts }, false],
  ])('%s', (_, pass, change, comparePapers) => {
    expect(ask(pass, change, byIdentity).comparePapers).toBe(comparePapers);
  });
});
