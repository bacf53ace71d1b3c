import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bhytText } from '../../fixtures/issuer/bhyt.ts';
import { keyringOf } from '../../fixtures/issuer/keyring.ts';
import { SAMPLE_INSURED as insured } from '../../fixtures/issuer/samples.ts';
import type { Pass } from '../contract/pass.ts';
import { readPass } from './read.ts';

function passOf(text: string): Pass {
  const reading = readPass(text, keyringOf());
  if (!reading.ok) throw new Error(reading.problem);
  return reading.pass;
}

const problemOf = (text: string) => {
  const reading = readPass(text, keyringOf());
  return reading.ok ? null : `${reading.format} ${reading.problem}`;
};

const TEXT = bhytText(insured);
const fields = TEXT.split('|');
const withField = (at: number, value: string) => fields.with(at, value).join('|');
const hex = (text: string) => Buffer.from(text, 'utf8').toString('hex');

describe('a health-insurance card', () => {
  it('claims an identity and nothing else', () => {
    expect(TEXT.startsWith('GD4790123456789|4e677579e1bb856e2056c4836e2041|18/01/1987|1|')).toBe(true);
    expect(passOf(TEXT)).toEqual({
      format: 'bhyt',
      issuer: null,
      kid: null,
      alg: null,
      signature: 'unsigned',
      signer: null,
      issuedAt: null,
      expiresAt: null,
      person: {
        name: 'Nguyễn Văn A',
        birthDate: '1987-01-18',
        ids: [
          { type: 'bhyt', value: '0123456789' },
          { type: 'bhyt', value: 'GD4790123456789' },
        ],
      },
      events: [],
      status: null,
      identity: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('of today, with the social-insurance number alone, leads to the same person as that of old', () => {
    const today = passOf(bhytText({ ...insured, number: '0123456789' })).person;
    expect(today.ids).toEqual([{ type: 'bhyt', value: '0123456789' }]);
    expect(passOf(TEXT).person.ids[0]).toEqual(today.ids[0]);
  });

  it('gives nothing of the address', () => {
    expect(JSON.stringify(passOf(bhytText({ ...insured, address: 'Thôn Đoài' })))).not.toContain(hex('Thôn Đoài'));
  });

  it.each([
    ['a year of birth alone', withField(2, '1987'), '1987'],
    ['month and year of birth', withField(2, '01/1987'), '1987-01'],
    ['hex in upper case', withField(1, hex('Nguyễn Văn A').toUpperCase()), '1987-01-18'],
    ['a name in decomposed letters', withField(1, hex('Nguyễn Văn A'.normalize('NFD'))), '1987-01-18'],
    ['an address that is no hex', withField(4, 'Quận 1'), '1987-01-18'],
    ['no address', withField(4, ''), '1987-01-18'],
    ['a place of care without hyphen', withField(5, '79024'), '1987-01-18'],
    ['no place of care', withField(5, '-'), '1987-01-18'],
    ['an end of validity', withField(7, '31/12/2026'), '1987-01-18'],
    ['no fields after the validity', fields.slice(0, 8).join('|'), '1987-01-18'],
    ['the end mark right after the validity', `${fields.slice(0, 8).join('|')}|$`, '1987-01-18'],
    ['further fields', `${TEXT}|x|y`, '1987-01-18'],
    ['white space around values', fields.join(' | '), '1987-01-18'],
    ['insurance that has ended, which says nothing of who it is', withField(7, '31/12/2015'), '1987-01-18'],
  ])('tolerates %s', (_, text, birthDate) => {
    expect(passOf(text)).toMatchObject({ format: 'bhyt', expiresAt: null });
    expect(passOf(text).person).toEqual({ ...passOf(TEXT).person, birthDate });
  });

  it.each([
    ['a name that is not UTF-8', withField(1, 'c328c328')],
    ['a name of control characters', withField(1, '000102')],
    ['a name of white space', withField(1, '202020')],
    ['a name of 201 characters', withField(1, '41'.repeat(201))],
    ['a day that is none', withField(2, '31/02/1987')],
    ['no birth date', withField(2, '')],
    ['a birth date as the EU writes it', withField(2, '1987-01-18')],
    ['a sex of 3', withField(3, '3')],
    ['no sex', withField(3, '')],
    ['a place of care that is none', withField(5, 'Bệnh viện')],
    ['a beginning that is no day', withField(6, '2021')?.replace('|2021|', '|soon|')],
    ['25 fields', TEXT + '|x'.repeat(10)],
  ])('broken: %s', (_, text) => {
    expect(problemOf(text)).toBe('bhyt fields');
  });

  it.each([
    ['seven fields', fields.slice(0, 7).join('|')],
    ['a name in plain text', withField(1, 'NGUYEN VAN A')],
    ['a number of 14', withField(0, 'GD479012345678')],
    ['a masked number', withField(0, 'GD4790*********')],
  ])('not recognised: %s', (_, text) => {
    expect(problemOf(text)).not.toMatch(/^bhyt/);
  });

  it('that is issued is read back', () => {
    const day = fc.date({ min: new Date('1900-01-01'), max: new Date('2026-01-01'), noInvalidDate: true });
    const number = fc.oneof(fc.stringMatching(/^[A-Z]{2}[0-9]{13}$/), fc.stringMatching(/^[0-9]{10}$/));
    const name = fc.stringMatching(/^[A-Z]{2,10}( [A-ZÀÁẠĐƯỜ]{1,10}){0,4}$/).filter((text) => text.length > 2);
    fc.assert(
      fc.property(number, name, day, fc.constantFrom<'male' | 'female'>('male', 'female'), (card, who, born, sex) => {
        const birthDate = born.toISOString().slice(0, 10);
        const { person } = passOf(bhytText({ number: card, name: who, birthDate, sex }));
        expect(person).toMatchObject({ name: who, birthDate });
        expect(person.ids[0]).toEqual({ type: 'bhyt', value: card.slice(-10) });
      }),
    );
  });
});
