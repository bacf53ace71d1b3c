import { Buffer } from 'node:buffer';
import { encode, Tagged } from 'cborg';
import { describe, expect, it } from 'vitest';
import { type CoseOptions, signCose, signCoseParts } from '../../fixtures/issuer/cose-sign1.ts';
import { cwtOf, hc1Text, issueHc1 } from '../../fixtures/issuer/hc1.ts';
import { keyringOf } from '../../fixtures/issuer/keyring.ts';
import { makeSigner } from '../../fixtures/issuer/keys.ts';
import {
  SAMPLE_CLAIMS as claims,
  SAMPLE_DCC as dcc,
  SAMPLE_VACCINATION as event,
} from '../../fixtures/issuer/samples.ts';
import type { Pass } from '../contract/pass.ts';
import { readPass } from './read.ts';

const signer = makeSigner({ alg: 'ES256', country: 'VN' });
const keyring = keyringOf(signer);
const kid = new Uint8Array(Buffer.from(signer.kid, 'base64'));

function passOf(text: string): Pass {
  const reading = readPass(text, keyring);
  if (!reading.ok) throw new Error(reading.problem);
  return reading.pass;
}

const PLAIN = passOf(issueHc1({ signer, ...claims }));
const { identity: _identity, signatureHash: _signatureHash, ...SAME } = PLAIN;

const withDcc = (changed: unknown) => passOf(issueHc1({ signer, ...claims, dcc: changed }));
const withEvent = (changed: object) => withDcc({ ...dcc, v: [{ ...event, ...changed }] });
const signed = (options: Partial<CoseOptions>) =>
  passOf(hc1Text(signCose({ signer, payload: cwtOf(claims), ...options })));

/** The payload with some of its bytes written otherwise, both in hex. */
function rewritten(from: string, to: string, payload = cwtOf(claims)): Uint8Array {
  const hex = Buffer.from(payload).toString('hex');
  if (!hex.includes(from)) throw new Error(`${from} is not in the payload`);
  return new Uint8Array(Buffer.from(hex.replace(from, to), 'hex'));
}

/** Deviations of certificates in the field: formats.md section 1.1, after SpecialCaseHandling.md of the quality assurance. */
describe('an EU DCC of an issuer who does otherwise', () => {
  it.each([
    ['Greece: white space around values', { ...event, mp: ' EU/1/21/1529 ', dt: '2021-03-18\n', co: 'VN ' }],
    ['null for a value that is missing', { ...event, nm: null, x: undefined }],
    ['Ireland, in JSON: a dose of 2.0', { ...event, dn: 2.0 }],
    ['Poland: a date with a time of day', { ...event, dt: '2021-03-18T00:00:00' }],
    ['the Netherlands: an empty dr', { ...event, dr: '' }],
  ])('%s', (_, changed) => {
    expect(withDcc({ ...dcc, v: [changed] })).toMatchObject(SAME);
  });

  it('Bulgaria: null for the kinds of event that it has not', () => {
    expect(withDcc({ ...dcc, t: null, r: null })).toMatchObject(SAME);
  });

  it('Bulgaria: a birth date that is none counts as not given', () => {
    expect(withDcc({ ...dcc, dob: '18.01.1987' })).toMatchObject({
      ...SAME,
      person: { ...SAME.person, birthDate: null },
    });
  });

  it('Latvia: a dose on a day that is none stays, and proves nothing', () => {
    expect(withEvent({ dt: '2022-17-01' })).toMatchObject({ signature: 'valid', events: [{ dn: 2, dt: '' }] });
  });

  it('a negative dose stays as it is', () => {
    expect(withEvent({ dn: -1 })).toMatchObject({ signature: 'valid', events: [{ dn: -1 }] });
  });

  it('special signs in the standardised name, beside the name as written', () => {
    const nam = { ...dcc.nam, fnt: "NGUY'EN-", gnt: 'BAO<<DUY.' };
    expect(withDcc({ ...dcc, nam })).toMatchObject(SAME);
  });

  it.each([
    ['Hungary: control characters', 'Bộ\u0007 Y tế'],
    ['Ukraine: escapes that were never undone', 'B\\u1ed9 Y t\\u1ebf'],
  ])('%s in a text that is not judged', (_, is) => {
    expect(withEvent({ is })).toMatchObject({
      signature: 'valid',
      events: [{ ...event, ci: undefined, is }].map(({ ci: _ci, ...rest }) => rest),
    });
  });

  it('Ireland, in CBOR: a dose that is a float', () => {
    // 1.5 as float16 in its place, written over with 2.0: the encoder would write an integer.
    const payload = rewritten(
      '62646ef93e00',
      '62646ef94000',
      cwtOf({ ...claims, dcc: { ...dcc, v: [{ ...event, dn: 1.5 }] } }),
    );
    expect(signed({ payload })).toMatchObject(SAME);
  });

  it('Spain: instants that are floats', () => {
    expect(passOf(issueHc1({ signer, ...claims, iat: claims.iat + 0.5 }))).toMatchObject({
      ...SAME,
      issuedAt: claims.iat * 1000 + 500,
    });
  });

  it('Hungary, Sweden: a date-time that is tagged as one', () => {
    const sample = { tg: '840539006', tt: 'LP6464-4', sc: new Tagged(0, '2026-11-20T08:00:00Z'), tr: '260415000' };
    expect(withDcc({ ...dcc, v: undefined, t: [sample] })).toMatchObject({ events: [{ sc: '2026-11-20T08:00:00Z' }] });
  });

  it('Austria: maps of indefinite length', () => {
    const payload = cwtOf(claims);
    expect(payload[0]).toBe(0xa4);
    expect(signed({ payload: Uint8Array.of(0xbf, ...payload.subarray(1), 0xff) })).toMatchObject(SAME);
  });

  it('CO28 of dgc-testdata: the tag of a CWT before that of COSE', () => {
    const { protectedBytes, unprotected, payload, signature } = signCoseParts({ signer, payload: cwtOf(claims) });
    const parts = [protectedBytes, unprotected, payload, signature];
    for (const message of [parts, new Tagged(18, parts), new Tagged(61, new Tagged(18, parts))]) {
      expect(passOf(hc1Text(encode(message)))).toMatchObject(SAME);
    }
  });

  const other = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
  const none = undefined;
  it.each([
    ['kid in the protected header alone', kid, none, 'valid'],
    ['CO19: in the unprotected one alone (50 of 412 real ones)', none, kid, 'valid'],
    ['CO21: right in the protected one, which wins', kid, other, 'valid'],
    ['CO22: wrong in the protected one, which wins', other, kid, 'unknown-key'],
    ['CO23: wrong in the unprotected one alone', none, other, 'unknown-key'],
    ['in neither', none, none, 'unknown-key'],
  ])('%s', (_, inside, outside, signature) => {
    const protectedHeader = new Map<number, unknown>([[1, -7], ...(inside ? [[4, inside] as const] : [])]);
    const unprotectedHeader = new Map<number, unknown>(outside ? [[4, outside]] : []);
    expect(passOf(hc1Text(withHeaders(protectedHeader, unprotectedHeader))).signature).toBe(signature);
  });
});

/** A signed message with exactly these headers. */
function withHeaders(protectedHeader: Map<number, unknown>, unprotected: Map<number, unknown>): Uint8Array {
  return signCose({ signer, payload: cwtOf(claims), exactHeader: protectedHeader, unprotectedHeader: unprotected });
}
