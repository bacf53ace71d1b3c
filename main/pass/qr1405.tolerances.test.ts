import { describe, expect, it } from 'vitest';
import { keyringOf } from '../../fixtures/issuer/keyring.ts';
import { makeSigner } from '../../fixtures/issuer/keys.ts';
import { issueSealed1405 } from '../../fixtures/issuer/qr1405.ts';
import { SAMPLE_PERSON as person, SAMPLE_QID as qid } from '../../fixtures/issuer/samples.ts';
import { readPass } from './read.ts';

const signer = makeSigner({ alg: 'EdDSA', formats: ['qr1405'] });
const keyring = keyringOf(signer);
const sealed = issueSealed1405({ signer, person, qid, issuedAt: 1_790_000_000, expiresAt: 1_800_000_000 });

/** Signature state and ids, or the problem. */
function reading(text: string): string {
  const read = readPass(text, keyring);
  if (!read.ok) return read.problem;
  const { name, birthDate, ids } = read.pass.person;
  return [read.pass.signature, name, birthDate, ...ids.map(({ type, value }) => `${type}:${value}`)].join(' ');
}

/** domain.md section 1.1, the example of a parser in use: all values in place. */
const PLAIN = '001093029317|NGUYEN VAN A|1987-01-18|0|162979388586171100|<1<00<0123232422';
const ALL = 'unsigned NGUYEN VAN A 1987-01-18 qid:162979388586171100 cccd:001093029317 phone:0123232422';

describe('what personal QRs in use do otherwise than the decision says', () => {
  it('in order', () => expect(reading(PLAIN)).toBe(ALL));

  it.each([
    ['domain.md 1.1, the example of a blog: the first, empty slot of EXT is left out', PLAIN.replace('|<1', '|1'), ALL],
    [
      'the same example: insurance and telephone are masked there',
      PLAIN.replace('<1<00<0123232422', '1<GD4877*******<0943******'),
      ALL.replace(' phone:0123232422', ''),
    ],
    [
      'domain.md 1.1, field 1: phones mask the first six characters by default',
      PLAIN.replace('001093', '******'),
      ALL.replace(' cccd:001093029317', ''),
    ],
    [
      'domain.md 1.1, field 3: phones mask day and month by default',
      PLAIN.replace('1987-01-18', '1987-**-**'),
      ALL.replace('1987-01-18', '1987'),
    ],
    [
      'domain.md 1.5: many old people have a year of birth alone',
      PLAIN.replace('1987-01-18', '1987'),
      ALL.replace('1987-01-18', '1987'),
    ],
    ['domain.md 1.1: EXT is optional', PLAIN.replace(/[^|]*$/, ''), ALL.replace(' phone:0123232422', '')],
    ['domain.md 1.1: further values may follow in EXT', `${PLAIN}<<x<y`, ALL],
    ['domain.md 4: spaces that scanners and copying leave at the end', `${PLAIN}  `, ALL],
    ['domain.md 4: and in front', `  ${PLAIN}`, ALL],
    ['domain.md 4: and around values', PLAIN.replaceAll('|', ' | ').replaceAll('<', ' < '), ALL],
    [
      'domain.md 1.1, field 2 is upper case without diacritics; hand-made cards are not',
      PLAIN.replace('NGUYEN VAN A', 'Nguyễn Văn A'),
      ALL.replace('NGUYEN VAN A', 'Nguyễn Văn A'),
    ],
    ['domain.md 1.1, field 4: declared by somebody else', PLAIN.replace('|0|', '|1|'), ALL],
  ])('%s', (_, text, expected) => {
    expect(reading(text)).toBe(expected);
  });

  it('a line break within is no text of a pass: framing takes terminators off (drivers/scanner/framing.ts)', () => {
    for (const rest of ['\r', '\n', '\r\n', '\t']) expect(reading(PLAIN + rest)).toBe('control-characters');
  });
});

describe('what a sealed personal QR may not do', () => {
  it('in order', () => expect(reading(sealed)).toMatch(/^valid /));

  it.each([
    ['leave out the first slot of EXT', sealed.replace('|<1', '|1'), 'seal-misplaced'],
    ['end in a space', `${sealed} `, 'seal-misplaced'],
    ['have a space before the seal', sealed.replace(/<(.{116})$/, '< $1'), 'seal-misplaced'],
    ['begin with a space', ` ${sealed}`, 'fields'],
    ['have diacritics', sealed.replace('NGUYEN', 'NGUYỄN'), 'fields'],
    ['have a space around a value', sealed.replace('|0|', '| 0|'), 'fields'],
    ['have a slot more', sealed.replace('<1<', '<1<<'), 'seal-misplaced'],
  ])('%s', (_, text, problem) => {
    expect(reading(text)).toBe(problem);
  });

  it.each([
    ['a name in lower case', sealed.replace('NGUYEN VAN A', 'Nguyen Van A')],
    ['a masked document', sealed.replace('001093', '******')],
    ['a masked birth date', sealed.replace('1987-01-18', '1987-**-**')],
    ['two spaces within the name', sealed.replace('VAN A', 'VAN  A')],
  ])('be changed after it was sealed: %s', (_, text) => {
    expect(reading(text)).toMatch(/^invalid /);
  });
});
