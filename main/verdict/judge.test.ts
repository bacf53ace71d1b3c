import { describe, expect, test } from 'vitest';
import {
  certificate,
  DAY,
  factsOf,
  HOUR,
  personalQr,
  question,
  recovery,
  test as testEvent,
  unsignedQr,
  vaccination,
} from '../../fixtures/verdict/judge-input.ts';
import type { Facts } from '../contract/facts.ts';
import type { Pass } from '../contract/pass.ts';
import type { Reason } from '../contract/reasons.ts';
import { type JudgeInput, judge } from './judge.ts';
import type { RulePack } from './rule-pack.ts';
import { SHIPPED_PACKS } from './shipped-packs.ts';

const NOW = Date.parse('2021-10-20T03:00:00Z');
const [shipped] = SHIPPED_PACKS;
const pack = shipped as RulePack;
const good = certificate(NOW, [vaccination('2021-01-01', 2)]);
const signer = { country: 'VN', notBefore: null, notAfter: null, usage: null };

function reasons(pass: Pass, change: Partial<Omit<JudgeInput, 'now' | 'pass'>> = {}): readonly Reason[] {
  const { pack: other = pack, ...rest } = change;
  return judge(question(NOW, other, pass, rest)).reasons;
}

describe('every reason that holds is listed before the pack’s own', () => {
  test.each<[string, Pass, Partial<Omit<JudgeInput, 'now' | 'pass'>>, Reason[]]>([
    ['all in order', good, {}, ['vaccinated']],
    [
      'stale trust',
      good,
      { trust: { state: 'stale', ageHours: 50, issuedAt: NOW - 50 * HOUR } },
      ['trust-stale', 'vaccinated'],
    ],
    ['no trust metadata', good, { trust: { state: 'unknown', ageHours: null, issuedAt: null } }, ['vaccinated']],
    ['doubtful clock', good, { clock: 'suspect' }, ['clock-suspect', 'vaccinated']],
    ['used a moment ago', good, { copied: true }, ['copied-code', 'vaccinated']],
    [
      'pack not yet in force',
      good,
      { pack: { ...pack, validFrom: '2021-10-21T00:00:00Z' } },
      ['trust-stale', 'vaccinated'],
    ],
    ['pack out of force', good, { pack: { ...pack, validTo: '2021-10-19T00:00:00Z' } }, ['trust-stale', 'vaccinated']],
    ['false signature', { ...good, signature: 'invalid' }, {}, ['signature-invalid']],
    ['unknown key', { ...good, signature: 'unknown-key', signer: null }, {}, ['key-unknown']],
    ['key past its validity', { ...good, signer: { ...signer, notAfter: NOW - 1 } }, {}, ['key-expired', 'vaccinated']],
    [
      'key past its validity, relaxed',
      { ...good, signer: { ...signer, notAfter: NOW - 1 } },
      { pack: { ...pack, keyExpired: 'accept' } },
      ['vaccinated'],
    ],
    [
      'key not yet valid, relaxed',
      { ...good, signer: { ...signer, notBefore: NOW + 1 } },
      { pack: { ...pack, keyExpired: 'accept' } },
      ['key-expired', 'vaccinated'],
    ],
    ['key for tests only', { ...good, signer: { ...signer, usage: ['test'] } }, {}, ['key-usage', 'vaccinated']],
    ['key for this kind', { ...good, signer: { ...signer, usage: ['vaccination'] } }, {}, ['vaccinated']],
    ['issued in the future', { ...good, issuedAt: NOW + 1 }, {}, ['pass-not-yet-valid', 'vaccinated']],
    ['issued now', { ...good, issuedAt: NOW }, {}, ['vaccinated']],
    ['expired a millisecond ago', { ...good, expiresAt: NOW - 1 }, {}, ['pass-expired', 'vaccinated']],
    ['expires now', { ...good, expiresAt: NOW }, {}, ['vaccinated']],
    [
      'two events',
      certificate(NOW, [vaccination('2021-01-01'), recovery('2021-10-01')]),
      {},
      ['multiple-events', 'recovered'],
    ],
    [
      'several doses on a SMART Health Card',
      certificate(NOW, [vaccination('2021-01-01'), vaccination('2021-02-01', 2)], { format: 'shc' }),
      {},
      ['vaccinated'],
    ],
    [
      'a list that the pack requires is missing',
      good,
      { pack: { ...pack, requires: ['places', 'facts'] }, lists: new Set(['facts', 'roster']) },
      ['trust-incomplete', 'vaccinated'],
    ],
    [
      'every list that the pack requires is there',
      good,
      { pack: { ...pack, requires: ['places', 'facts'] }, lists: new Set(['facts', 'places']) },
      ['vaccinated'],
    ],
    ['from an epidemic area', good, { origin: 'epidemic-area' }, ['epidemic-area', 'vaccinated']],
    ['from elsewhere', good, { origin: 'elsewhere' }, ['vaccinated']],
    ['off a roster that the pack does not ask for', good, { roster: 'not-listed' }, ['vaccinated']],
    ['revoked', good, { status: 'revoked' }, ['pass-revoked', 'vaccinated']],
    ['suspended', good, { status: 'suspended' }, ['pass-suspended', 'vaccinated']],
    ['list missing', good, { status: 'unknown' }, ['status-unknown', 'vaccinated']],
    ['status symptoms', good, { status: 'symptoms' }, ['symptoms', 'vaccinated']],
    ['status contact', good, { status: 'contact' }, ['contact', 'vaccinated']],
    ['status isolation', good, { status: 'isolation' }, ['isolation', 'vaccinated']],
    ['status epidemic area', good, { status: 'epidemic-area' }, ['epidemic-area', 'vaccinated']],
    [
      'positive test shown',
      certificate(NOW, [testEvent('2021-10-19T00:00:00Z', 'positive')]),
      {},
      ['test-positive', 'not-vaccinated'],
    ],
    [
      'several at once',
      { ...good, expiresAt: NOW - DAY },
      { status: 'revoked', clock: 'suspect', facts: factsOf({ doses: 1, isolationUntil: '2021-10-20' }) },
      ['clock-suspect', 'isolation', 'pass-revoked', 'pass-expired', 'vaccinated'],
    ],
    [
      'NaN is against the pass',
      { ...good, issuedAt: Number.NaN, expiresAt: Number.NaN },
      {},
      ['pass-expired', 'pass-not-yet-valid', 'vaccinated'],
    ],
  ])('%s', (_, pass, change, expected) => {
    expect(reasons(pass, change)).toEqual(expected);
  });
});

describe('facts against a person', () => {
  const vaccinated: Partial<Facts> = { doses: 2, firstDose: '2021-01-01', lastDose: '2021-02-01' };
  const ill: Facts['lastTest'] = { type: 'pcr', result: 'positive', sampledAt: '2021-10-01T10:00:00+07:00' };
  test.each<[string, Partial<Facts>, Reason[]]>([
    ['isolation until today', { isolationUntil: '2021-10-20' }, ['isolation', 'vaccinated']],
    ['isolation until yesterday', { isolationUntil: '2021-10-19' }, ['vaccinated']],
    [
      'declared symptoms',
      { declaration: { result: 'symptoms', at: '2021-10-20T00:00:00Z' } },
      ['symptoms', 'vaccinated'],
    ],
    ['declared contact', { declaration: { result: 'contact', at: '2021-10-20T00:00:00Z' } }, ['contact', 'vaccinated']],
    ['declared normal', { declaration: { result: 'normal', at: '2021-10-20T00:00:00Z' } }, ['vaccinated']],
    ['positive', { lastTest: ill }, ['test-positive', 'vaccinated']],
    ['negative', { lastTest: { ...ill, result: 'negative' } }, ['vaccinated']],
    ['positive, recovered since', { lastTest: ill, recoveredOn: '2021-10-15' }, ['recovered']],
    ['recovered, positive again', { lastTest: ill, recoveredOn: '2021-09-30' }, ['test-positive', 'recovered']],
    [
      'positive, recovery day still to come',
      { lastTest: ill, recoveredOn: '2021-10-21' },
      ['test-positive', 'vaccinated'],
    ],
  ])('%s', (_, change, expected) => {
    expect(reasons(personalQr(NOW), { facts: factsOf({ ...vaccinated, ...change }) })).toEqual(expected);
  });
});

describe('facts registered under another name', () => {
  const vaccinated = factsOf({ doses: 2, firstDose: '2021-01-01', lastDose: '2021-02-01', recoveredOn: '2021-10-19' });
  const other = { name: 'other', facts: vaccinated } as const;
  const positive: Facts['lastTest'] = { type: 'pcr', result: 'positive', sampledAt: '2021-10-01T10:00:00+07:00' };
  test('are told, and do not help', () => {
    expect(reasons(personalQr(NOW), other)).toEqual(['identity-mismatch', 'no-data']);
    expect(reasons(unsignedQr(NOW), { ...other, pack: { ...pack, unsigned: 'identity-only' } })).toEqual([
      'identity-mismatch',
      'unsigned',
      'no-data',
    ]);
  });
  test('take nothing from what the pass itself proves', () => {
    expect(reasons(good, other)).toEqual(['identity-mismatch', 'vaccinated']);
  });
  test('count where they speak against the person', () => {
    const facts = { ...vaccinated, isolationUntil: '2021-10-20', lastTest: positive };
    expect(reasons(good, { name: 'other', facts })).toEqual([
      'identity-mismatch',
      'isolation',
      'test-positive',
      'vaccinated',
    ]);
  });
});

describe('unsigned codes', () => {
  const facts = factsOf({ doses: 1, firstDose: '2021-01-01' });
  const byIdentity: RulePack = { ...pack, unsigned: 'identity-only' };
  test.each<[string, RulePack, Facts | null, Reason[]]>([
    ['refused by the pack, unknown person', pack, null, ['unsigned', 'no-data']],
    ['refused by the pack, whatever the facts', pack, facts, ['unsigned', 'vaccinated']],
    ['by identity, unknown person', byIdentity, null, ['unsigned', 'no-data']],
    ['by identity, vaccinated', byIdentity, facts, ['vaccinated']],
    ['by identity, but a seal was issued', byIdentity, { ...facts, sealed: true }, ['seal-missing', 'vaccinated']],
  ])('%s', (_, rules, known, expected) => {
    expect(reasons(unsignedQr(NOW), { pack: rules, facts: known })).toEqual(expected);
  });

  test('events that an unsigned text claims prove nothing', () => {
    const claim = { ...unsignedQr(NOW), events: [vaccination('2021-01-01', 2)] };
    expect(reasons(claim, { pack: byIdentity, facts: factsOf() })).toEqual(['not-vaccinated']);
  });

  test('a seal that was issued is not missed on a sealed code', () => {
    expect(reasons(personalQr(NOW), { facts: { ...facts, sealed: true } })).toEqual(['vaccinated']);
  });
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, -1, 0, 8.64e15])('an impossible instant %s is never green', (now) => {
  const verdict = judge({ ...question(NOW, pack, good), now });
  expect(verdict).toMatchObject({ colour: 'abnormal', reasons: ['clock-suspect'], rule: null });
});
