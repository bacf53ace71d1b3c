import { describe, expect, test } from 'vitest';
import {
  certificate,
  factsOf,
  question,
  shippedPack,
  unsignedQr,
  vaccination,
} from '../../fixtures/verdict/judge-input.ts';
import { explain } from './explain.ts';
import { type JudgeInput, judge } from './judge.ts';

const pack = shippedPack('vn-factory');
const city = shippedPack('vn-hcm');
const NOW = Date.parse('2021-10-20T05:30:00+07:00');
const vaccinated = certificate(NOW, [vaccination('2021-10-06')]);
const tooRecent = certificate(NOW, [vaccination('2021-10-07')]);

test('its conditions of health are those of the city', () => {
  expect(pack.rules).toEqual(city.rules);
  expect(pack.products).toEqual(city.products);
});

describe('then the roster and its quota (seed 004), which only blacken', () => {
  test.each<[JudgeInput['roster'], string, string[], string[]]>([
    ['listed', 'green', ['vaccinated'], ['dose-too-recent']],
    ['not-listed', 'black', ['not-on-roster', 'vaccinated'], ['dose-too-recent', 'not-on-roster']],
    ['outside-shift', 'black', ['outside-shift', 'vaccinated'], ['dose-too-recent', 'outside-shift']],
    ['quota-full', 'black', ['quota-full', 'vaccinated'], ['dose-too-recent', 'quota-full']],
    ['no-roster', 'abnormal', ['trust-incomplete', 'vaccinated'], ['trust-incomplete', 'dose-too-recent']],
  ])('%s', (roster, colour, ofVaccinated, ofTooRecent) => {
    expect(judge(question(NOW, pack, vaccinated, { roster }))).toMatchObject({ colour, reasons: ofVaccinated });
    expect(judge(question(NOW, pack, tooRecent, { roster })).reasons).toEqual(ofTooRecent);
  });

  test('without the list of the roster nobody is judged, whatever was found', () => {
    const asked = question(NOW, pack, vaccinated, { roster: 'listed', lists: new Set() });
    expect(judge(asked).reasons).toEqual(['trust-incomplete', 'vaccinated']);
  });

  test('a supermarket that has a roster lying about does not ask its customers for it', () => {
    const asked = question(NOW, city, vaccinated, { roster: 'not-listed', lists: new Set(['roster']) });
    expect(judge(asked)).toMatchObject({ colour: 'green', reasons: ['vaccinated'] });
  });
});

describe('a worker with a printed card or an SMS code, neither signed', () => {
  const facts = factsOf({ doses: 1, product: 'EU/1/20/1528', firstDose: '2021-10-06' });
  const ask = (change: Partial<JudgeInput>) => {
    const asked = question(NOW, pack, unsignedQr(NOW), { facts, ...change });
    const verdict = judge(asked);
    return { ...verdict, comparePapers: explain(asked, verdict).comparePapers };
  };
  test.each<[string, Partial<JudgeInput>, string[], boolean]>([
    ['named as registered', { name: 'same' }, ['vaccinated'], true],
    ['a number without a name', { name: 'unknown' }, ['vaccinated'], true],
    ['named otherwise', { name: 'other' }, ['identity-mismatch', 'unsigned', 'no-data'], false],
    ['nothing is known', { facts: null }, ['unsigned', 'no-data'], false],
    ['not on the roster', { roster: 'not-listed' }, ['not-on-roster', 'vaccinated'], false],
    ['isolated at home', { facts: { ...facts, isolationUntil: '2021-10-20' } }, ['isolation', 'vaccinated'], false],
  ])('%s', (_, change, reasons, comparePapers) => {
    expect(ask(change)).toMatchObject({ reasons, comparePapers });
  });
});

test('a person is expected to leave before coming in again', () => {
  expect(pack.copies.insideHours).toBe(14);
  expect(city.copies.insideHours).toBeNull();
});
