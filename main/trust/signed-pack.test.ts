import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keyringOf } from '../../fixtures/issuer/keyring.ts';
import { makeSigner } from '../../fixtures/issuer/keys.ts';
import { type SignedPack, signPack } from '../../fixtures/issuer/signed-pack.ts';
import pack from '../verdict/packs/vn-hcm.json' with { type: 'json' };
import { isSignedPack, parseSignedPack } from './signed-pack.ts';

const signers = (['ES256', 'PS256', 'EdDSA'] as const).map((alg) => makeSigner({ alg, formats: ['rules'] }));
const [signer = makeSigner({ alg: 'ES256' })] = signers;
const stranger = makeSigner({ alg: 'ES256', formats: ['rules'] });
const sealer = makeSigner({ alg: 'ES256', formats: ['qr1405', 'hc1', 'status'] });
const keyring = keyringOf(...signers, sealer);
const signed = signPack(signer, pack);
const error = (json: unknown) => {
  const parsed = parseSignedPack(json, keyring);
  return parsed.ok ? null : parsed.error;
};

test.each(signers)('signed by $alg', (each) => {
  expect(parseSignedPack(signPack(each, pack), keyring)).toMatchObject({ ok: true, value: { id: 'vn-hcm' } });
});

test('a pack is in force with its key at the longest', () => {
  const notBefore = '2026-01-01T00:00:00.000Z';
  const notAfter = '2027-01-01T00:00:00.000Z';
  const mortal = makeSigner({ alg: 'ES256', formats: ['rules'], notBefore, notAfter });
  const of = (change: object) => parseSignedPack(signPack(mortal, { ...pack, ...change }), keyringOf(mortal));
  expect(of({ validFrom: null, validTo: null })).toMatchObject({ value: { validFrom: notBefore, validTo: notAfter } });
  const shorter = { validFrom: '2026-05-01T00:00:00Z', validTo: '2026-06-01T00:00:00Z' };
  expect(of(shorter)).toMatchObject({ value: shorter });
  const longer = { validFrom: '2025-05-01T00:00:00Z', validTo: '2028-06-01T00:00:00Z' };
  expect(of(longer)).toMatchObject({ value: { validFrom: notBefore, validTo: notAfter } });
});

describe('refused', () => {
  const other = signPack(signer, { ...pack, version: '6.6.6' });
  test.each<[string, unknown, RegExp]>([
    ['a pack that nobody signed', pack, /no signed rule pack/],
    ['one with an unprotected header', { ...signed, header: {} }, /no signed rule pack/],
    ['several signatures', { payload: signed.payload, signatures: [signed] }, /no signed rule pack/],
    ['the payload of another', { ...signed, payload: other.payload }, /signature is false/],
    ['the header of another key', { ...signed, protected: signPack(stranger, pack).protected }, /no key/],
    ['by a stranger', signPack(stranger, pack), /no key/],
    ['by a key that may not sign packs', signPack(sealer, pack), /no key/],
    ['by a stranger under our kid', signPack({ ...stranger, kid: signer.kid }, pack), /signature is false/],
    ['under an algorithm that is not the key’s', signPack(signer, pack, { alg: 'PS256' }), /signature is false/],
    ['by nobody', { ...signPack(signer, pack, { alg: 'none' }), signature: '' }, /signature is false|no JWS/],
    ['of another type', signPack(signer, pack, { typ: 'JWT' }), /typ/],
    ['with a critical extension', signPack(signer, pack, { crit: ['exp'], exp: 1 }), /no JWS/],
    ['without a kid', signPack(signer, pack, { kid: undefined }), /no key/],
    ['a text', signPack(signer, 'rules'), /its payload/],
    ['a pack that is wrong', signPack(signer, { ...pack, timeZone: 'Mars' }), /timeZone/],
  ])('%s', (_, json, expected) => {
    expect(error(json)).toMatch(expected);
  });
  test('any part changed, in any place', () => {
    fc.assert(
      fc.property(fc.constantFrom('protected', 'payload', 'signature'), fc.nat(), fc.nat(63), (part, at, to) => {
        const text = signed[part as keyof SignedPack];
        const place = at % text.length;
        const letter = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'[to] ?? '';
        fc.pre(text[place] !== letter);
        expect(error({ ...signed, [part]: text.slice(0, place) + letter + text.slice(place + 1) })).not.toBeNull();
      }),
    );
  });
  test('any JSON whatever', () => {
    fc.assert(fc.property(fc.jsonValue(), (json) => error(json) !== null));
    const part = fc.oneof(fc.string(), fc.base64String(), fc.constant(signed.protected), fc.constant(signed.payload));
    fc.assert(
      fc.property(
        part,
        part,
        part,
        (head, payload, signature) => error({ protected: head, payload, signature }) !== null,
      ),
    );
  });
});

test('a signed pack is told from a plain one by its look', () => {
  expect([signed, pack, null, [], 'x'].map(isSignedPack)).toEqual([true, false, false, false, false]);
});
