import { Buffer } from 'node:buffer';
import { generateKeyPairSync, type RSAPSSKeyPairKeyObjectOptions } from 'node:crypto';
import { encode } from 'cborg';
import { describe, expect, it } from 'vitest';
import { type CoseOptions, type CoseParts, coseOf, signCoseParts } from '../../fixtures/issuer/cose-sign1.ts';
import { cwtOf, hc1Text, issueHc1 } from '../../fixtures/issuer/hc1.ts';
import { keyringOf } from '../../fixtures/issuer/keyring.ts';
import { makeSigner, type Signer } from '../../fixtures/issuer/keys.ts';
import { SAMPLE_CLAIMS } from '../../fixtures/issuer/samples.ts';
import { readPass } from './read.ts';

const signer = makeSigner({ alg: 'ES256', country: 'VN', formats: ['hc1', 'qr1405'] });
const rsa = makeSigner({ alg: 'PS256' });
const edwards = makeSigner({ alg: 'EdDSA' });

const claims = SAMPLE_CLAIMS;
const payload = cwtOf(claims);

/** A COSE_Sign1 whose four parts may be replaced after it was signed. */
function broken(parts: Partial<CoseParts>, options: Partial<CoseOptions> = {}): string {
  return hc1Text(coseOf({ ...signCoseParts({ signer, payload, ...options }), ...parts }));
}

/** Algorithms, lengths and kids that do not fit are in dgc-gaps.test.ts. */
describe('passes with a signature that proves nothing', () => {
  const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
  const otherCurve: Signer = { ...makeSigner({ alg: 'ES256', privateKey: p384 }) };
  const stranger = makeSigner({ alg: 'ES256' });
  const statusOnly = makeSigner({ alg: 'ES256', formats: ['status'] });
  const all = keyringOf(signer, rsa, edwards, otherCurve, statusOnly);
  const { signature } = signCoseParts({ signer, payload });
  const order = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex');
  const hc1By = (by: Signer) => issueHc1({ signer: by, ...claims });

  it.each([
    ['an empty signature', broken({ signature: new Uint8Array(0) })],
    ['63 bytes', broken({ signature: signature.subarray(0, 63) })],
    ['zeros', broken({ signature: new Uint8Array(64) })],
    ['r and s of the order of the curve', broken({ signature: Buffer.concat([order, order]) })],
    ['one bit changed', broken({ signature: signature.map((byte, at) => (at === 40 ? byte ^ 1 : byte)) })],
    ['another payload', broken({ payload: cwtOf({ ...claims, exp: claims.exp + 1 }) })],
    ['a P-384 key under ES256', hc1By(otherCurve)],
    ['no alg', broken({ protectedBytes: encode(new Map([[4, Buffer.from(signer.kid, 'base64')]])) })],
    ['an Ed25519 key, which EU DCC does not know', hc1By(edwards)],
  ])('invalid: %s', (_, text) => {
    expect(readPass(text, all)).toMatchObject({ ok: true, pass: { signature: 'invalid', signer: null } });
  });

  it.each([
    ['a key that is on no list', hc1By(stranger)],
    ['a key that may sign other things alone', hc1By(statusOnly)],
  ])('unknown key: %s', (_, text) => {
    expect(readPass(text, all)).toMatchObject({ ok: true, pass: { signature: 'unknown-key', signer: null } });
  });

  it('valid: the second of two keys that share a kid, with the facts of that key', () => {
    const twin = makeSigner({ alg: 'ES256', kid: signer.kid, country: 'XX' });
    const first = makeSigner({ alg: 'PS256', kid: signer.kid, country: 'YY' });
    const reading = readPass(hc1By(twin), keyringOf(signer, first, twin));
    expect(reading).toMatchObject({ ok: true, pass: { signature: 'valid', signer: { country: 'XX' } } });
  });

  const sha512 = { hashAlgorithm: 'sha512', mgf1HashAlgorithm: 'sha512' };
  const pssKey = (parameters: object) =>
    generateKeyPairSync('rsa-pss', { modulusLength: 2048, ...parameters } as RSAPSSKeyPairKeyObjectOptions).privateKey;

  it.each([
    ['no parameters', {}],
    ['those of PS256', { hashAlgorithm: 'sha256', mgf1HashAlgorithm: 'sha256', saltLength: 32 }],
  ])('valid: a key of type RSASSA-PSS with %s', (_, parameters) => {
    const pss = makeSigner({ alg: 'PS256', privateKey: pssKey(parameters) });
    expect(readPass(hc1By(pss), keyringOf(pss))).toMatchObject({ ok: true, pass: { signature: 'valid' } });
  });

  it('invalid: PS256 that names the kid of a key of type RSASSA-PSS with SHA-512', () => {
    const pss = makeSigner({ alg: 'PS256', privateKey: pssKey(sha512), kid: rsa.kid });
    expect(readPass(hc1By(rsa), keyringOf(pss))).toMatchObject({ ok: true, pass: { signature: 'invalid' } });
  });

  it('valid: headers that are marked critical and are known', () => {
    const typ = new Map<number, unknown>([
      [2, [1, 4, 16]],
      [16, 'application/cwt'],
    ]);
    const text = broken({}, { protectedHeader: typ });
    expect(readPass(text, all)).toMatchObject({ ok: true, pass: { signature: 'valid' } });
  });
});
