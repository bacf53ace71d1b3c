import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CardHolder, cccdNumber, cccdText } from '../../fixtures/issuer/cccd.ts';
import { keyringOf } from '../../fixtures/issuer/keyring.ts';
import { SAMPLE_HOLDER as holder } from '../../fixtures/issuer/samples.ts';
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

describe('a chip identity card', () => {
  /** domain.md section 4, the synthetic example. */
  const EXAMPLE = '001087000001|012345678|Nguyễn Văn A|18011987|Nam|Tổ 7B, P. Đức Xuân, TP. Bắc Kạn, Bắc Kạn|15042021';

  it('of 2021 claims an identity and nothing else', () => {
    expect(cccdText(holder)).toBe(EXAMPLE);
    expect(passOf(EXAMPLE)).toEqual({
      format: 'cccd',
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
          { type: 'cccd', value: '001087000001' },
          { type: 'cmnd', value: '012345678' },
        ],
      },
      events: [],
      status: null,
      identity: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('of 2024 gives the same, and nothing of address and relatives', () => {
    const relatives = ['', 'Nguyễn Văn B', '001060000002', 'Trần Thị C', '001162000003', ''];
    const pass = passOf(cccdText({ ...holder, relatives }));
    expect(pass.person).toEqual(passOf(EXAMPLE).person);
    for (const kept of ['Trần', '001162000003', 'Bắc Kạn']) expect(JSON.stringify(pass)).not.toContain(kept);
  });

  it.each([
    ['no number of old', { formerNumber: '' }, ['cccd 001087000001']],
    [
      'the number of a person whose number was changed',
      { formerNumber: '079087000009' },
      ['cccd 001087000001', 'cccd 079087000009'],
    ],
    ['its own number twice', { formerNumber: '001087000001' }, ['cccd 001087000001']],
  ])('with %s', (_, changed, ids) => {
    expect(passOf(cccdText({ ...holder, ...changed })).person.ids.map(({ type, value }) => `${type} ${value}`)).toEqual(
      ids,
    );
  });

  it.each([
    ['a name in decomposed letters, as input methods write it', { name: 'Nguyễn Văn A'.normalize('NFD') }],
    ['two spaces within the name', { name: 'Nguyễn  Văn A' }],
    ['white space around values', { name: ' Nguyễn Văn A ', formerNumber: ' 012345678 ' }],
  ])('tolerates %s', (_, changed) => {
    expect(passOf(cccdText({ ...holder, ...changed })).person).toEqual(passOf(EXAMPLE).person);
  });

  it.each(['NAM', 'nam', ' Nam'])('tolerates %j', (sex) => {
    expect(passOf(EXAMPLE.replace('|Nam|', `|${sex}|`)).signature).toBe('unsigned');
  });

  it.each([
    ['18011987', '1987-01-18'],
    ['00011987', '1987-01'],
    ['011987', '1987-01'],
    ['00001987', '1987'],
    ['1987', '1987'],
    ['18/01/1987', '1987-01-18'],
  ])('takes the birth date %s', (written, birthDate) => {
    expect(passOf(EXAMPLE.replace('18011987', written)).person.birthDate).toBe(birthDate);
  });

  it.each([
    ['another year of birth', EXAMPLE.replace('18011987', '18011988')],
    ['the same year of another century', EXAMPLE.replace('18011987', '18012087').replace('18012087', '18011887')],
    ['the other sex', EXAMPLE.replace('|Nam|', '|Nữ|')],
    ['somebody else’s number', EXAMPLE.replace('001087000001', '001193000001')],
    ['a number of the century to come', EXAMPLE.replace('001087000001', '001287000001')],
  ])('made by hand is refused: %s', (_, text) => {
    expect(problemOf(text)).toBe('cccd number-contradicts');
  });

  it.each([
    ['a day that is none', EXAMPLE.replace('18011987', '30021987')],
    ['a birth date of seven digits', EXAMPLE.replace('18011987', '1801198')],
    ['no birth date', EXAMPLE.replace('18011987', '')],
    ['another word for the sex', EXAMPLE.replace('|Nam|', '|Male|')],
    ['no name', EXAMPLE.replace('Nguyễn Văn A', ' ')],
    ['a name of 201 characters', EXAMPLE.replace('Nguyễn Văn A', 'x'.repeat(201))],
    ['an old number of 8 digits', EXAMPLE.replace('|012345678|', '|01234567|')],
    ['a masked old number', EXAMPLE.replace('|012345678|', '|******678|')],
    ['a scan cut off within the last field', EXAMPLE.slice(0, -3)],
    ['a scan cut off before it', EXAMPLE.slice(0, -8)],
    ['41 fields', EXAMPLE + '|x'.repeat(34)],
  ])('broken: %s', (_, text) => {
    expect(problemOf(text)).toBe('cccd fields');
  });

  it('that is made to fit is read back', () => {
    const day = fc.date({ min: new Date('1900-01-01'), max: new Date('2026-01-01'), noInvalidDate: true });
    const digits = (count: number) => fc.stringMatching(new RegExp(`^[0-9]{${count}}$`));
    const sexes = fc.constantFrom<CardHolder['sex']>('male', 'female');
    fc.assert(
      fc.property(day, sexes, digits(3), digits(6), digits(9), (born, sex, province, serial, formerNumber) => {
        const birthDate = born.toISOString().slice(0, 10);
        const number = cccdNumber(birthDate, sex, province, serial);
        const other = sex === 'male' ? 'female' : 'male';
        const card: CardHolder = { number, formerNumber, name: 'Lê Thị Bưởi', birthDate, sex };
        expect(passOf(cccdText(card)).person).toEqual({
          name: 'Lê Thị Bưởi',
          birthDate,
          ids: [
            { type: 'cccd', value: number },
            { type: 'cmnd', value: formerNumber },
          ],
        });
        expect(problemOf(cccdText({ ...card, sex: other }))).toBe('cccd number-contradicts');
      }),
    );
  });
});
