import { Buffer } from 'node:buffer';
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { keyringOf } from '../../fixtures/issuer/keyring.ts';
import { makeSigner, type Signer } from '../../fixtures/issuer/keys.ts';
import { issueSealed1405, type Person1405, type Sealed1405Options } from '../../fixtures/issuer/qr1405.ts';
import { SAMPLE_QID as qid, SAMPLE_PERSON } from '../../fixtures/issuer/samples.ts';
import type { SignatureState } from '../contract/pass.ts';
import type { ScanProblem } from '../contract/reasons.ts';
import type { Keyring } from './keyring.ts';
import { readPass } from './read.ts';

/** Vectors of our own: no public suite has seals (DESIGN section 3). Each names what is wrong and the answer expected. */

const formats = ['qr1405'];
const person: Required<Person1405> = {
  ...SAMPLE_PERSON,
  declaredByAnother: false,
  proxyQid: '162979388586171101',
  sex: 1,
  insurance: 'GD4790123456789',
  phone: '0912345678',
};
const rest = { person, qid, issuedAt: 1_790_000_000, expiresAt: 1_800_000_000, statusList: 3, statusIndex: 70_000 };

function answer(text: string, keyring: Keyring): SignatureState | ScanProblem {
  const reading = readPass(text, keyring);
  return reading.ok ? reading.pass.signature : reading.problem;
}

describe.each(['ES256', 'EdDSA'] as const)('the seal of a personal QR, %s', (alg) => {
  const signer = makeSigner({ alg, formats });
  const keyring = keyringOf(signer);
  const text = issueSealed1405({ ...rest, signer });
  const [, before = '', seal = ''] = /^(.*<)([^<]*)$/.exec(text) ?? [];
  const withSeal = (bytes: Uint8Array) => before + Buffer.from(bytes).toString('base64url');
  const bytes = Buffer.from(seal, 'base64url');

  it('holds as it was made', () => {
    expect(bytes).toHaveLength(87);
    expect(answer(text, keyring)).toBe('valid');
  });

  /** First byte, one after the last, and what a flipped bit makes of the code. */
  const PARTS: readonly (readonly [string, number, number, SignatureState])[] = [
    // No reader knows such a seal: the code reads as before, and `seal-missing` waits for its person.
    ['version', 0, 1, 'unsigned'],
    ['kid', 1, 9, 'unknown-key'],
    ['issuedAt', 9, 13, 'invalid'],
    ['expiresAt', 13, 17, 'invalid'],
    ['status list', 17, 19, 'invalid'],
    ['status index', 19, 23, 'invalid'],
    ['signature, first half', 23, 55, 'invalid'],
    ['signature, second half', 55, 87, 'invalid'],
  ];

  it.each(PARTS)('does not hold with any bit of its %s flipped', (_, from, to, expected) => {
    for (let at = from; at < to; at += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        const flipped = bytes.map((byte, index) => (index === at ? byte ^ (1 << bit) : byte));
        expect(`${at} ${answer(withSeal(flipped), keyring)}`).toBe(`${at} ${expected}`);
      }
    }
  });

  it('names every byte of the 87 once', () => {
    expect(PARTS.map(([, from]) => from)).toEqual([0, ...PARTS.map(([, , to]) => to)].slice(0, -1));
    expect(PARTS.at(-1)?.[2]).toBe(87);
  });

  const others: { [field in keyof Person1405]-?: Person1405[field] } = {
    document: '001093029318',
    name: 'NGUYEN VAN B',
    birthDate: '1987-01-19',
    declaredByAnother: true,
    proxyQid: '',
    sex: 2,
    insurance: '00',
    phone: '0912345679',
  };
  it.each(Object.keys(others) as (keyof Person1405)[])('does not hold for another %s', (field) => {
    const other = issueSealed1405({ ...rest, signer, person: { ...person, [field]: others[field] } });
    expect(answer(other, keyring)).toBe('valid');
    expect(answer(other.slice(0, other.lastIndexOf('<') + 1) + seal, keyring)).toBe('invalid');
  });

  it.each<[string, Partial<Sealed1405Options>]>([
    ['another QID', { qid: `${qid.slice(0, -1)}9` }],
    ['a later end', { expiresAt: rest.expiresAt + 1 }],
    ['another status list', { statusList: 4 }],
    ['no status list', { statusList: 0xffff }],
    ['another place in the list', { statusIndex: 70_001 }],
  ])('is not transplanted: %s', (_, changed) => {
    const other = issueSealed1405({ ...rest, signer, ...changed });
    const otherBytes = Buffer.from(other.slice(-116), 'base64url');
    const mixed = Buffer.concat([otherBytes.subarray(0, 23), bytes.subarray(23)]);
    const otherText = other.slice(0, -116);
    expect(answer(otherText + mixed.toString('base64url'), keyring)).toBe('invalid');
  });

  it('does not hold where head and signature are of two seals of the same person', () => {
    const again = Buffer.from(
      issueSealed1405({ ...rest, signer, issuedAt: rest.issuedAt + 1 }).slice(-116),
      'base64url',
    );
    expect(answer(withSeal(Buffer.concat([again.subarray(0, 23), bytes.subarray(23)])), keyring)).toBe('invalid');
    expect(answer(withSeal(Buffer.concat([bytes.subarray(0, 23), again.subarray(23)])), keyring)).toBe('invalid');
  });

  it.each<[string, string, SignatureState | ScanProblem]>([
    [
      'a kid of 7 bytes: all that follows has moved, and the length is wrong',
      withSeal(Buffer.concat([bytes.subarray(0, 8), bytes.subarray(9)])),
      'unsigned',
    ],
    ['a kid of 9 bytes', withSeal(Buffer.concat([bytes.subarray(0, 9), bytes.subarray(8)])), 'seal-misplaced'],
    ['a signature of 63 bytes', withSeal(bytes.subarray(0, 86)), 'unsigned'],
    ['a signature of 65 bytes', withSeal(Buffer.concat([bytes, Buffer.from([0])])), 'seal-misplaced'],
    ['a signature of zeros', withSeal(Buffer.concat([bytes.subarray(0, 23), Buffer.alloc(64)])), 'invalid'],
    ['two seals', `${before}${seal}<${seal}`, 'seal-misplaced'],
    [
      'the seal in the fourth slot, before a telephone',
      text.replace(`0912345678<${seal}`, `${seal}<0912345678`),
      'seal-misplaced',
    ],
    [
      'the seal in the first slot',
      text.replace('162979388586171101<', `${seal}<`).replace(new RegExp(`<${seal}$`), ''),
      'seal-misplaced',
    ],
    ['the seal in place of the QID', text.replace(qid, seal).replace(new RegExp(`<${seal}$`), ''), 'seal-misplaced'],
    ['an empty slot in place of the seal, which leaves a code without one', before, 'unsigned'],
  ])('%s', (_, changed, expected) => {
    expect(answer(changed, keyring)).toBe(expected);
  });
});

describe('the key of a seal', () => {
  const signer = makeSigner({ alg: 'ES256', formats });
  const text = issueSealed1405({ ...rest, signer });
  const named = (other: Signer) => keyringOf({ ...other, entry: { ...other.entry, kid: signer.kid } });
  const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;

  it.each<[string, Keyring, SignatureState]>([
    ['of the issuer', keyringOf(signer), 'valid'],
    ['of RSA', named(makeSigner({ alg: 'PS256', formats })), 'invalid'],
    ['of Ed25519, for a signature of ECDSA', named(makeSigner({ alg: 'EdDSA', formats })), 'invalid'],
    ['of P-384', named(makeSigner({ alg: 'ES256', formats, privateKey: p384 })), 'invalid'],
    ['of somebody else, under the same kid', named(makeSigner({ alg: 'ES256', formats })), 'invalid'],
    [
      'that may sign EU certificates alone',
      named({ ...signer, entry: { ...signer.entry, formats: ['hc1'] } }),
      'unknown-key',
    ],
    [
      'that may sign health cards alone',
      named({ ...signer, entry: { ...signer.entry, formats: ['shc'] } }),
      'unknown-key',
    ],
    ['that is on no list', keyringOf(), 'unknown-key'],
  ])('%s', (_, keyring, expected) => {
    expect(answer(text, keyring)).toBe(expected);
  });

  it('may have expired: cryptography tells so apart from the dates of key and pass', () => {
    const expired = makeSigner({ alg: 'ES256', formats, notAfter: '2020-01-01T00:00:00Z' });
    const reading = readPass(issueSealed1405({ ...rest, signer: expired, expiresAt: 1 }), keyringOf(expired));
    expect(reading).toMatchObject({
      pass: { signature: 'valid', expiresAt: 1000, signer: { notAfter: Date.parse('2020-01-01T00:00:00Z') } },
    });
  });
});
