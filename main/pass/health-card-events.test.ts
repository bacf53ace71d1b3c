import { describe, expect, it } from 'vitest';
import { keyringOf } from '../../fixtures/issuer/keyring.ts';
import { SAMPLE_SHC as sample } from '../../fixtures/issuer/samples.ts';
import { issueShc, makeShcSigner, type ShcOptions } from '../../fixtures/issuer/shc.ts';
import { question, shippedPack } from '../../fixtures/verdict/judge-input.ts';
import type { HealthEvent } from '../contract/pass.ts';
import { judge } from '../verdict/judge.ts';
import { readPass } from './read.ts';

const signer = makeShcSigner();
const keyring = keyringOf(signer);

function eventsOf(content: Pick<ShcOptions, 'immunizations' | 'observations'>): readonly HealthEvent[] {
  const reading = readPass(issueShc({ signer, ...sample, immunizations: [], ...content }), keyring);
  if (!reading.ok) throw new Error(reading.problem);
  return reading.pass.events;
}

describe('doses on a SMART Health Card', () => {
  const dosesOf = (immunizations: ShcOptions['immunizations']) =>
    eventsOf({ immunizations: immunizations ?? [] }).map((event) =>
      event.kind === 'vaccination' ? `${event.mp} ${event.dn}/${event.sd} ${event.dt}` : event.kind,
    );

  it.each([
    ['207', 'EU/1/20/1507 1/2'],
    ['221', 'EU/1/20/1507 1/2'],
    ['208', 'EU/1/20/1528 1/2'],
    ['217', 'EU/1/20/1528 1/2'],
    ['218', 'EU/1/20/1528 1/2'],
    ['210', 'EU/1/21/1529 1/2'],
    ['212', 'EU/1/20/1525 1/1'],
    ['510', 'BBIBP-CorV 1/2'],
    ['511', 'CoronaVac 1/2'],
    ['213', 'CVX-213 1/2'],
    ['514', 'CVX-514 1/2'],
  ])('CVX %s is %s', (cvx, dose) => {
    expect(dosesOf([{ cvx, at: '2026-01-01' }])).toEqual([`${dose} 2026-01-01`]);
  });

  it.each([
    ['another disease', { cvx: '08', at: '2026-01-01' }],
    ['no vaccine that is known', { cvx: '999', at: '2026-01-01' }],
    ['a dose that was not given', { cvx: '207', at: '2026-01-01', status: 'not-done' }],
    ['a dose entered in error', { cvx: '207', at: '2026-01-01', status: 'entered-in-error' }],
  ])('do not count: %s', (_, immunization) => {
    expect(dosesOf([immunization])).toEqual([]);
  });

  it('are numbered in the order of their days, whatever that on the card', () => {
    expect(
      dosesOf([
        { cvx: '208', at: '2026-06-01T10:00:00+07:00' },
        { cvx: '212', at: '2026-01-01' },
        { cvx: '208', at: '2026-03-01' },
      ]),
    ).toEqual(['EU/1/20/1525 1/1 2026-01-01', 'EU/1/20/1528 2/2 2026-03-01', 'EU/1/20/1528 3/2 2026-06-01']);
  });

  it('are one where a register holds it twice: a second dose would prove that the first is old', () => {
    expect(
      dosesOf([
        { cvx: '208', at: '2026-01-02' },
        { cvx: '208', at: '2026-01-01' },
        { cvx: '217', at: '2026-01-14' },
      ]),
    ).toEqual(['EU/1/20/1528 1/2 2026-01-01']);
    expect(
      dosesOf([
        { cvx: '208', at: '2026-01-01' },
        { cvx: '208', at: '2026-01-15' },
      ]),
    ).toHaveLength(2);
  });

  it.each(['2026', '2026-01', '2026-02-30', 'yesterday'])('prove nothing without a day: %s', (at) => {
    expect(
      dosesOf([
        { cvx: '208', at },
        { cvx: '208', at: '2026-03-01' },
      ]),
    ).toEqual(['EU/1/20/1528 1/2 2026-03-01', 'EU/1/20/1528 1/2 ']);
  });
});

describe('tests on a SMART Health Card', () => {
  const testsOf = (observation: NonNullable<ShcOptions['observations']>[number]) =>
    eventsOf({ observations: [observation] });
  const pcr = { loinc: '94500-6', snomed: '260415000', at: '2026-11-20T08:00:00+07:00' };
  const test = { kind: 'test', tg: '840539006', tt: 'LP6464-4', sc: pcr.at, tr: '260415000' };

  it.each([
    ['a nucleic acid test that found nothing', pcr, test],
    ['an antigen test', { ...pcr, loinc: '94558-4' }, { ...test, tt: 'LP217198-3' }],
    ['negative, in other words', { ...pcr, snomed: '260385009' }, test],
    ['positive', { ...pcr, snomed: '10828004' }, { ...test, tr: '260373001' }],
    ['presumably positive', { ...pcr, snomed: '720735008' }, { ...test, tr: '260373001' }],
    ['inconclusive, which proves nothing', { ...pcr, snomed: '419984006' }, { ...test, tr: '419984006' }],
    [
      'a day without a time, from its first moment',
      { ...pcr, at: '2026-11-20' },
      { ...test, sc: '2026-11-20T00:00:00Z' },
    ],
    ['a month, which proves nothing', { ...pcr, at: '2026-11' }, { ...test, sc: '' }],
    ['corrected', { ...pcr, status: 'corrected' }, test],
  ])('%s', (_, observation, event) => {
    expect(testsOf(observation)).toEqual([event]);
  });

  it.each([
    ['antibodies', { ...pcr, loinc: '94563-4' }],
    ['another disease', { ...pcr, loinc: '5196-1' }],
    ['not yet final', { ...pcr, status: 'preliminary' }],
    ['cancelled', { ...pcr, status: 'cancelled' }],
  ])('do not count: %s', (_, observation) => {
    expect(testsOf(observation)).toEqual([]);
  });
});

describe('a visitor at the gate of vn-hcm', () => {
  const NOW = Date.parse('2026-11-22T05:00:00Z');
  const reasonsFor = (days: readonly string[], cvx = '208') => {
    const immunizations = days.map((at) => ({ cvx, at }));
    const reading = readPass(issueShc({ signer, ...sample, immunizations }), keyring);
    if (!reading.ok) throw new Error(reading.problem);
    return judge(question(NOW, shippedPack('vn-hcm'), reading.pass)).reasons;
  };

  it.each([
    ['two doses, long ago', ['2026-01-01', '2026-01-29'], 'vaccinated'],
    ['one dose, 14 days ago', ['2026-11-08'], 'vaccinated'],
    ['one dose, 13 days ago', ['2026-11-09'], 'dose-too-recent'],
    ['one dose of yesterday that is on the card twice', ['2026-11-21', '2026-11-21'], 'dose-too-recent'],
    ['and once a few days off', ['2026-11-13', '2026-11-21'], 'dose-too-recent'],
    ['a second dose of yesterday', ['2026-10-01', '2026-11-21'], 'vaccinated'],
  ])('%s', (_, days, reason) => {
    expect(reasonsFor(days)).toEqual([reason]);
  });

  it('another disease', () => {
    expect(reasonsFor(['2026-01-01'], '08')).not.toContain('vaccinated');
  });
});
