import { Buffer } from 'node:buffer';
import { sign } from 'node:crypto';
import { deflateRawSync, deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { keyringOf } from '../../fixtures/issuer/keyring.ts';
import { SAMPLE_SHC as sample } from '../../fixtures/issuer/samples.ts';
import { issueShc, type JwsOptions, makeShcSigner, shcClaims, shcText, signJws } from '../../fixtures/issuer/shc.ts';
import type { ScanProblem } from '../contract/reasons.ts';
import { readPass } from './read.ts';

const signer = makeShcSigner();
const keyring = keyringOf(signer);
const good = issueShc({ signer, ...sample });
const claims = shcClaims(sample);
const bundle = claims.vc.credentialSubject.fhirBundle;
const [patient, dose] = bundle.entry;

const jws = (payload: Uint8Array, more: Partial<JwsOptions> = {}) => shcText(signJws({ signer, payload, ...more }));
const json = (value: unknown) => deflateRawSync(typeof value === 'string' ? value : JSON.stringify(value));
/** A validly signed card with these claims, or this text in their place. */
const card = (value: unknown) => jws(json(value));
const header = (changed: object) => jws(json(claims), { header: changed as Record<string, unknown> });
const headerText = (text: string) => jws(json(claims), { headerText: text });
const compact = signJws({ signer, payload: json(claims) });
const parts = compact.split('.');
const withVc = (changed: object) => card({ ...claims, vc: { ...claims.vc, ...changed } });
const withSubject = (changed: object) => withVc({ credentialSubject: { ...claims.vc.credentialSubject, ...changed } });
const withEntries = (...entry: unknown[]) => withSubject({ fhirBundle: { ...bundle, entry } });
const withPatient = (changed: object) => withEntries({ ...patient, resource: { ...patient?.resource, ...changed } });
const withDose = (changed: object) => withEntries(patient, { ...dose, resource: { ...dose?.resource, ...changed } });
const deep = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

describe('a SMART Health Card that is none', () => {
  it('but for these the sample is good', () => {
    for (const text of [good, card(claims), withPatient({}), withDose({}), good.replace('shc', 'SHC')]) {
      expect(readPass(text, keyring)).toMatchObject({ ok: true, pass: { format: 'shc', signature: 'valid' } });
    }
  });

  const cases: [ScanProblem, string, string][] = [
    ['one-of-several', 'the first of two codes', good.replace('shc:/', 'shc:/1/2/')],
    ['one-of-several', 'the last of twelve', good.replace('shc:/', 'shc:/12/12/')],
    ['one-of-several', 'the only one', good.replace('shc:/', 'shc:/1/1/')],

    ['jws', 'nothing', 'shc:/'],
    ['jws', 'a digit too many', `${good}5`],
    ['jws', 'two digits too many, beyond z', `${good}99`],
    ['jws', 'a letter', `${good.slice(0, -1)}O`],
    ['jws', 'digits of another script', `${good.slice(0, -2)}٤٤`],
    ['jws', 'white space at the end', `${good} `],
    ['jws', 'white space within', good.replace('shc:/', 'shc:/ ')],
    ['jws', 'a JWS that is not in digits', `shc:/${compact}`],
    ['jws', 'two parts', shcText(parts.slice(0, 2).join('.'))],
    ['jws', 'four parts', shcText(`${compact}.AA`)],
    ['jws', 'five parts: encrypted', shcText(`${compact}.AA.AA`)],
    ['jws', 'an empty header', shcText(`.${parts[1]}.${parts[2]}`)],
    ['jws', 'a slash, which base64url has not', shcText(`${compact.slice(0, -1)}/`)],
    ['jws', 'padding', shcText(`${compact}==`)],
    ['jws', 'padding of a part', shcText([`${parts[0]}=`, parts[1], parts[2]].join('.'))],
    ['jws', 'a length that base64url has not', shcText(`${compact}AAA`)],
    ['jws', 'left-over bits that are set', shcText(compact.slice(0, -1) + otherSpelling(compact.at(-1) ?? ''))],
    ['jws', 'a header that is text', headerText('"ES256"')],
    ['jws', 'a header that is a list', headerText('["ES256"]')],
    ['jws', 'a header cut off', headerText('{"alg":"ES256"')],
    ['jws', 'alg twice', headerText('{"alg":"none","zip":"DEF","alg":"ES256"}')],
    ['jws', 'alg twice, once escaped', headerText('{"\\u0061lg":"none","zip":"DEF","alg":"ES256"}')],
    ['jws', 'a header 17 deep', headerText(`{"alg":"ES256","zip":"DEF","x":${deep(16)}}`)],
    ['jws', 'a byte order mark before the header', headerText(`\ufeff{"alg":"ES256","zip":"DEF"}`)],
    ['jws', 'a critical extension', header({ crit: ['b64'], b64: false })],
    ['jws', 'no alg', header({ alg: undefined })],
    ['jws', 'no zip', header({ zip: undefined })],
    ['jws', 'another compression', header({ zip: 'GZIP' })],
    ['jws', 'a kid that is a number', header({ kid: 5 })],
    ['jws', 'a kid in base64', header({ kid: '+/8=' })],
    ['jws', 'an empty kid', header({ kid: '' })],

    ['inflate', 'no payload', jws(new Uint8Array(0))],
    ['inflate', 'a payload that is not compressed', jws(Buffer.from(JSON.stringify(claims)))],
    ['inflate', 'zlib in place of raw deflate', jws(deflateSync(JSON.stringify(claims)))],
    ['inflate', 'bytes after the compressed ones', jws(Buffer.concat([json(claims), Buffer.from([0])]))],
    ['inflate', 'a payload cut off', jws(json(claims).subarray(0, 100))],
    ['inflate-too-large', 'a bomb', jws(deflateRawSync(Buffer.alloc(1_000_000), { level: 9 }))],
    ['inflate-too-large', 'one byte more than 16 KiB', jws(deflateRawSync(Buffer.alloc(16 * 1024 + 1)))],

    ['schema', 'no claims', card('')],
    ['schema', 'claims that are a list', card([claims])],
    ['schema', 'claims cut off', card(JSON.stringify(claims).slice(0, -1))],
    ['schema', 'something after the claims', card(`${JSON.stringify(claims)}{}`)],
    ['schema', 'invalid UTF-8', card(Buffer.from('7b2261223a22c328227d', 'hex').toString('latin1'))],
    ['schema', 'a claim twice', card(JSON.stringify(claims).replace('{', '{"iss":"https://x.example",'))],
    [
      'schema',
      'a birth date twice',
      card(JSON.stringify(claims).replace('"birthDate"', '"birthDate":"2000-01-01",$&')),
    ],
    ['schema', 'claims 7,000 deep', card(JSON.stringify(claims).replace('{', `{"x":${deep(6_999)},`))],
    ['schema', 'claims behind __proto__', card(`{"__proto__":${JSON.stringify(claims)}}`)],
    ['schema', 'no issuer', card({ ...claims, iss: undefined })],
    ['schema', 'an issuer of 161 characters', card({ ...claims, iss: 'x'.repeat(161) })],
    ['schema', 'no nbf', card({ ...claims, nbf: undefined })],
    ['schema', 'a negative nbf', card({ ...claims, nbf: -1 })],
    ['schema', 'nbf in milliseconds', card({ ...claims, nbf: 1_790_000_000_000 })],
    ['schema', 'nbf as text', card({ ...claims, nbf: '1790000000' })],
    ['schema', 'exp in milliseconds', card({ ...claims, exp: 1_800_000_000_000 })],
    ['schema', 'exp of 1e400', card(JSON.stringify({ ...claims, exp: 5 }).replace('"exp":5', '"exp":1e400'))],
    ['schema', 'exp that is null', card({ ...claims, exp: null })],
    ['schema', 'a rid of 25 characters', card({ ...claims, rid: 'r'.repeat(25) })],
    ['schema', 'a rid with a dot', withVc({ rid: 'abc.1' })],
    ['schema', 'no health card', withVc({ type: ['https://smarthealth.cards#covid19'] })],
    ['schema', 'a type that is text', withVc({ type: 'https://smarthealth.cards#health-card' })],
    ['schema', 'FHIR 5', withSubject({ fhirVersion: '5.0.0' })],
    ['schema', 'no bundle', withSubject({ fhirBundle: undefined })],
    ['schema', 'a bundle that is none', withSubject({ fhirBundle: { ...bundle, resourceType: 'List' } })],
    ['schema', 'no patient', withEntries(dose)],
    ['schema', 'two patients', withEntries(patient, patient, dose)],
    ['schema', 'an entry without resource', withEntries(patient, { fullUrl: 'resource:1' })],
    ['schema', 'no name', withPatient({ name: [] })],
    ['schema', 'a name of white space', withPatient({ name: [{ family: ' ', given: ['\u0007'] }] })],
    ['schema', 'a name of 191 characters', withPatient({ name: [{ family: 'x'.repeat(191) }] })],
    ['schema', 'a birth date of the 18/01/1987', withPatient({ birthDate: '18/01/1987' })],
    ['schema', 'a dose of somebody else', withDose({ patient: { reference: 'resource:7' } })],
    ['schema', 'a dose of a patient without reference', withDose({ patient: {} })],
    ['schema', 'a dose without status', withDose({ status: undefined })],
    ['schema', 'a vaccine that is text', withDose({ vaccineCode: '207' })],
    ['schema', 'a code that is a number', withDose({ vaccineCode: { coding: [{ code: 207 }] } })],
    ['schema', 'a day that is a number', withDose({ occurrenceDateTime: 20260101 })],
    ['schema', 'a test that cannot be read', withEntries(patient, { resource: { resourceType: 'Observation' } })],
  ];

  it.each(cases)('%s: %s', (problem, _, text) => {
    expect(readPass(text, keyring)).toEqual({ ok: false, reason: 'malformed', problem, format: 'shc' });
  });

  it('never repeats what was scanned', () => {
    for (const [, , text] of cases) expect(JSON.stringify(readPass(text, keyring))).not.toContain(text.slice(0, 9));
  });

  it('changes no prototype', () => {
    const polluting = JSON.stringify(claims).replace(
      '{',
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},',
    );
    expect(readPass(card(polluting), keyring)).toMatchObject({ ok: true, pass: { signature: 'valid' } });
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

describe('a SMART Health Card whose signature proves nothing', () => {
  const signature = Buffer.from(parts[2] ?? '', 'base64url');
  const signedAs = (bytes: Uint8Array) =>
    shcText(`${parts[0]}.${parts[1]}.${Buffer.from(bytes).toString('base64url')}`);
  const der = sign('sha256', Buffer.from(`${parts[0]}.${parts[1]}`), signer.privateKey);

  it.each([
    ['alg none', header({ alg: 'none' })],
    [
      'alg none and no signature',
      shcText(
        `${signJws({ signer, payload: json(claims), header: { alg: 'none' } })
          .split('.', 2)
          .join('.')}.AA`,
      ),
    ],
    ['a MAC', header({ alg: 'HS256' })],
    ['ES384', header({ alg: 'ES384' })],
    ['es256', header({ alg: 'es256' })],
    ['a signature of one byte', signedAs(new Uint8Array(1))],
    ['of 63 bytes', signedAs(signature.subarray(0, 63))],
    ['of 65 bytes', signedAs(Buffer.concat([signature, Buffer.from([0])]))],
    ['of 1,000 bytes', signedAs(new Uint8Array(1000))],
    ['of zeros', signedAs(new Uint8Array(64))],
    ['in DER', signedAs(der)],
    ['of another payload', shcText([parts[0], json({ ...claims, nbf: 1 }).toString('base64url'), parts[2]].join('.'))],
    [
      'of another header',
      shcText(
        [
          Buffer.from(
            JSON.stringify({
              zip: 'DEF',
              alg: 'ES256',
              kid: Buffer.from(signer.kid, 'base64').toString('base64url'),
              x: 1,
            }),
          ).toString('base64url'),
          parts[1],
          parts[2],
        ].join('.'),
      ),
    ],
  ])('invalid: %s', (_, text) => {
    expect(readPass(text, keyring)).toMatchObject({ ok: true, pass: { signature: 'invalid', signer: null } });
  });

  it.each([
    ['another kid', header({ kid: 'AAAA' })],
    ['no kid', header({ kid: undefined })],
    ['a key of its own', header({ kid: undefined, jwk: signer.privateKey.export({ format: 'jwk' }) })],
  ])('unknown key: %s', (_, text) => {
    expect(readPass(text, keyring)).toMatchObject({ ok: true, pass: { signature: 'unknown-key', signer: null } });
  });
});

/** The next character of the alphabet: of a last one that holds 2 or 4 bits, it is the same bytes written otherwise. */
function otherSpelling(character: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return alphabet[alphabet.indexOf(character) + 1] ?? '';
}
