import { Buffer } from 'node:buffer';
import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type CoseOptions, type CoseParts, coseOf, signCoseParts } from '../../fixtures/issuer/cose-sign1.ts';
import { cwtOf, hc1Text, issueHc1 } from '../../fixtures/issuer/hc1.ts';
import { keyringOf } from '../../fixtures/issuer/keyring.ts';
import { makeSigner, type Signer } from '../../fixtures/issuer/keys.ts';
import { SAMPLE_CLAIMS as claims, SAMPLE_DCC as dcc } from '../../fixtures/issuer/samples.ts';
import { DAY, question } from '../../fixtures/verdict/judge-input.ts';
import type { SignatureState } from '../contract/pass.ts';
import { judge } from '../verdict/judge.ts';
import { SHIPPED_PACKS } from '../verdict/shipped-packs.ts';
import { readPass } from './read.ts';

/**
 * Vectors of our own for the cases of dgc-testdata (BasicDgcTestsList.md) that have no data there. All are INVALID there.
 * That suite knows VALID and INVALID alone; what is expected here is the finer answer, and why.
 */

const signer = makeSigner({ alg: 'ES256', country: 'VN' });
const rsa = makeSigner({ alg: 'PS256', country: 'VN' });
const keyring = keyringOf(signer, rsa);
const payload = cwtOf(claims);
const kid = Buffer.from(signer.kid, 'base64');

const parts = (options: Partial<CoseOptions> = {}) => signCoseParts({ signer, payload, ...options });
const message = (changed: Partial<CoseParts>, options: Partial<CoseOptions> = {}) =>
  hc1Text(coseOf({ ...parts(options), ...changed }));
const byAlg = (alg: number) => message({}, { protectedHeader: new Map([[1, alg]]) });
const byKid = (bytes: Uint8Array) => message({}, { protectedHeader: new Map([[4, new Uint8Array(bytes)]]) });
const bySignature = (signature: Uint8Array) => message({ signature: new Uint8Array(signature) });

const good = parts().signature;
const der = sign('sha256', payload, signer.privateKey);
const p521 = generateKeyPairSync('ec', { namedCurve: 'P-521' }).privateKey;

const VECTORS: readonly (readonly [string, string, string, SignatureState])[] = [
  // CO4: an algorithm that EU DCC does not have proves nothing, even if the key could serve it.
  ['CO4', 'ES384', byAlg(-35), 'invalid'],
  ['CO4', 'ES512', byAlg(-36), 'invalid'],
  ['CO4', 'PS384', byAlg(-38), 'invalid'],
  ['CO4', 'PS512', byAlg(-39), 'invalid'],
  ['CO4', 'RS256', byAlg(-257), 'invalid'],
  ['CO4', 'EdDSA', byAlg(-8), 'invalid'],
  ['CO4', 'ES256K', byAlg(-47), 'invalid'],
  ['CO4', 'a MAC, which whoever verifies could have made', byAlg(5), 'invalid'],
  ['CO4', 'a number that is none', byAlg(0), 'invalid'],
  // CO24: an ECDSA signature that is too long must neither crash nor be cut to length and verify.
  ['CO24', '65 bytes, the first 64 right', bySignature(Buffer.concat([good, Buffer.from([0])])), 'invalid'],
  ['CO24', '65 bytes, the last 64 right', bySignature(Buffer.concat([Buffer.from([0]), good])), 'invalid'],
  ['CO24', '66 bytes, each half with a zero in front', bySignature(padded(good, 33)), 'invalid'],
  ['CO24', '132 bytes, as of P-521', bySignature(padded(good, 66)), 'invalid'],
  ['CO24', '70 to 72 bytes of DER', bySignature(der), 'invalid'],
  ['CO24', 'twice the right one', bySignature(Buffer.concat([good, good])), 'invalid'],
  ['CO24', '12 KB', bySignature(Buffer.alloc(12_000, 1)), 'invalid'],
  [
    'CO24',
    'signed with P-521, which has 132',
    issueHc1({ ...claims, signer: { ...signer, privateKey: p521 } }),
    'invalid',
  ],
  // CO25, CO26: a kid that is not the 8 bytes of a key names no key, though it begins as one or ends as one.
  ['CO25', 'a kid of 7 bytes', byKid(kid.subarray(0, 7)), 'unknown-key'],
  ['CO25', 'a kid of 1 byte', byKid(kid.subarray(0, 1)), 'unknown-key'],
  ['CO25', 'a kid of none', byKid(new Uint8Array(0)), 'unknown-key'],
  ['CO26', 'a kid of 9 bytes', byKid(Buffer.concat([kid, Buffer.from([0])])), 'unknown-key'],
  ['CO26', 'a kid of 9 bytes, the last 8 right', byKid(Buffer.concat([Buffer.from([0]), kid])), 'unknown-key'],
  ['CO26', 'a kid of 32 bytes', byKid(Buffer.concat([kid, Buffer.alloc(24)])), 'unknown-key'],
  ['CO26', 'a kid of 10,000 bytes', byKid(Buffer.alloc(10_000, kid)), 'unknown-key'],
  // CO27: algorithm and key do not fit each other.
  ['CO27', 'PS256 in the header, an ES256 key', byAlg(-37), 'invalid'],
  ['CO27', 'ES256 in the header, an RSA key', signedBy({ ...rsa, alg: 'PS256' }, -7), 'invalid'],
  [
    'CO27',
    'ES256, under the kid of an RSA key',
    issueHc1({ ...claims, signer: { ...signer, kid: rsa.kid } }),
    'invalid',
  ],
  [
    'CO27',
    'PS256, under the kid of an ES256 key',
    issueHc1({ ...claims, signer: { ...rsa, kid: signer.kid } }),
    'invalid',
  ],
];

function signedBy(by: Signer, alg: number): string {
  return hc1Text(coseOf(signCoseParts({ signer: by, payload, protectedHeader: new Map([[1, alg]]) })));
}

/** Both halves of a P-256 signature with zeros in front, to that many bytes each. */
function padded(signature: Uint8Array, half: number): Uint8Array {
  const zeros = Buffer.alloc(half - 32);
  return Buffer.concat([zeros, signature.subarray(0, 32), zeros, signature.subarray(32)]);
}

describe('what the list of basic tests has no data for', () => {
  it('but for these the sample is good', () => {
    expect(readPass(message({}), keyring)).toMatchObject({ ok: true, pass: { signature: 'valid' } });
    expect(readPass(issueHc1({ ...claims, signer: rsa }), keyring)).toMatchObject({ pass: { signature: 'valid' } });
  });

  it.each(VECTORS)('%s, %s', (_id, _what, text, signature) => {
    expect(readPass(text, keyring)).toMatchObject({ ok: true, pass: { signature, signer: null } });
  });

  /**
   * Q2, a QR in another mode than alphanumeric, cannot be told from its text, which is all that a scanner gives: the same
   * characters are the same pass. What another mode makes possible is other characters; none of them is base45.
   */
  it.each([
    ['lower case', message({}).replace('HC1:', 'x').toLowerCase().replace('x', 'HC1:')],
    ['base64', `HC1:${Buffer.from(payload).toString('base64')}`],
    ['a letter beyond ASCII', `${message({}).slice(0, -1)}É`],
  ])('Q2, %s', (_, text) => {
    expect(readPass(text, keyring)).toMatchObject({ ok: false, reason: 'malformed', problem: 'base45' });
  });

  const NOW = (claims.iat + 86_400) * 1000;
  const test = { tg: '840539006', tt: 'LP6464-4', sc: new Date(NOW - DAY / 2).toISOString(), tr: '260415000', ci: 'X' };
  const tested = (changed: object) => {
    const text = issueHc1({ signer, ...claims, dcc: { ...dcc, v: undefined, t: [{ ...test, ...changed }] } });
    const reading = readPass(text, keyring);
    if (!reading.ok) throw new Error(reading.problem);
    return SHIPPED_PACKS.map((pack) => judge(question(NOW, pack, reading.pass)));
  };

  it('DGC7, a positive test is no entry anywhere, and said to be one', () => {
    for (const verdict of tested({ tr: '260373001' })) {
      expect(verdict.colour).toBe('abnormal');
      expect(verdict.reasons).toContain('test-positive');
    }
  });

  it.each([1000, DAY, 365 * DAY])('DGC8, a sample of %i ms to come opens nothing', (ahead) => {
    const sc = new Date(NOW + ahead).toISOString();
    for (const { colour } of tested({ sc })) expect(colour).not.toBe('green');
  });
});
