import { Buffer } from 'node:buffer';
import { createPublicKey, verify } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyringOf } from '../../fixtures/issuer/keyring.ts';
import { makeSigner } from '../../fixtures/issuer/keys.ts';
import { SAMPLE_SHC as sample } from '../../fixtures/issuer/samples.ts';
import { issueShc, makeShcSigner, type ShcOptions } from '../../fixtures/issuer/shc.ts';
import { personSchema } from '../contract/checkin.ts';
import type { Pass } from '../contract/pass.ts';
import { createKeyring, type Keyring, parseSigners } from './keyring.ts';
import { readPass } from './read.ts';

const signer = makeShcSigner({ country: 'US', issuer: sample.iss });
const keyring = keyringOf(signer);

function passOf(text: string, ring: Keyring = keyring): Pass {
  const reading = readPass(text, ring);
  if (!reading.ok) throw new Error(reading.problem);
  return reading.pass;
}

const passWith = (changed: Partial<ShcOptions>) => passOf(issueShc({ signer, ...sample, ...changed }));

/** Example 00 of the SMART Health Cards and Links IG (HL7, CC0), and the key that its issuer publishes. */
const PUBLISHED =
  'shc:/567629095243206034602924374044603122295953265460346029254077280433602870286471674522280928613331456437653' +
  '14159064022030645045908564355034142454136403706366541713724123638030437562204673740753232392543344332605736010' +
  '64529296175327524284350766860071261076269573833212863332821207743252034616972383373313811592863613568504006450' +
  '92124287743202029035356766804091212106573362358272736775661090769387754603108756004585028672111307764777338617' +
  '47533406703294340277129222106720559681271094041557172107472636405537445252355745700352229036510126950607706082' +
  '53162704421712171756061126631296100260637576235686970210524506643432252353106713060306471532603064336735439444' +
  '41226454423655667280374430538772000212638633031225965362065706442093654673176046259697208107230267209312107395' +
  '73276126635704564226011603920632956732132400712045254552127252727093050332434710420557229207207242043613457333' +
  '86841077009690068116842225270585755043112051103686766324143335855776573655840717707375908103461747677664326615' +
  '66439206156120328556206290555377740503453063428337322052432457645453412224050656260206703636668595264104539213' +
  '42233285573456640405573357530622970330870346268596903370960313767322141612442661270446800664260251152127041267' +
  '62505094031342554530908566624533108334131070353596438373621252452507609664337762530650604667438535008295870506' +
  '93921337127224110503674366712001139533529686341563173502435535862604233273907557006081104675232556300242043067' +
  '42001382957415673407605257158602556413177112004046333412356104059425632453669351177745341302277755864030074116' +
  '2766964671022295735425952062304777024076164237563684210376245381174';
const PUBLISHED_KEY = {
  kty: 'EC',
  crv: 'P-256',
  x: '11XvRWy1I2S0EyJlyf_bWfw_TQ5CJJNLw78bHXNxcgw',
  y: 'eZXwxvO1hvCY0KucrPfKo7yAyMT6Ajc3N7OkAB6VYy8',
};

describe('a SMART Health Card', () => {
  it("of the specification's examples verifies", () => {
    const publicKey = createPublicKey({ key: PUBLISHED_KEY, format: 'jwk' }).export({ format: 'der', type: 'spki' });
    const kid = '3Kfdg-XwP-7gXyywtUfUADwBumDOPKMQx-iELL11W9s';
    const list = parseSigners([{ kid, publicKey: publicKey.toString('base64'), formats: ['shc'] }]);
    if (!list.ok) throw new Error(list.error);
    const dose = { kind: 'vaccination', tg: '840539006', mp: 'EU/1/20/1507', sd: 2, is: 'ABC General Hospital' };
    const issuer = 'https://spec.smarthealth.cards/examples/issuer';
    expect(passOf(PUBLISHED, createKeyring(list.value.keys))).toMatchObject({
      format: 'shc',
      issuer,
      kid,
      alg: 'ES256',
      signature: 'valid',
      issuedAt: 1715107763_677,
      expiresAt: null,
      person: {
        name: 'Anyperson John B.',
        birthDate: '1951-01-20',
        ids: [{ type: 'uvci', value: `${issuer}#MKyCxh7p6uQ` }],
      },
      events: [
        { ...dose, dn: 1, dt: '2021-01-01' },
        { ...dose, dn: 2, dt: '2021-01-29' },
        { ...dose, dn: 3, dt: '2022-09-05' },
      ],
    });
  });

  it('of the made-up issuer holds for a verifier that knows nothing of this one', () => {
    const text = issueShc({ signer, ...sample });
    const digits = text.slice('shc:/'.length).match(/../g) ?? [];
    const [header = '', payload = '', signature = ''] = String.fromCharCode(
      ...digits.map((two) => 45 + Number(two)),
    ).split('.');
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({
      zip: 'DEF',
      alg: 'ES256',
      kid: Buffer.from(signer.kid, 'base64').toString('base64url'),
    });
    const key = { key: createPublicKey(signer.privateKey), dsaEncoding: 'ieee-p1363' } as const;
    expect(verify('sha256', Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'))).toBe(true);
    expect(JSON.parse(inflateRawSync(Buffer.from(payload, 'base64url')).toString())).toMatchObject({ iss: sample.iss });
  });

  it('gives the person and the doses in terms of the EU', () => {
    expect(passOf(issueShc({ signer, ...sample, exp: 1_800_000_000 }))).toEqual({
      format: 'shc',
      issuer: sample.iss,
      kid: Buffer.from(signer.kid, 'base64').toString('base64url'),
      alg: 'ES256',
      signature: 'valid',
      signer: { country: 'US', notBefore: null, notAfter: null, usage: null },
      issuedAt: 1_790_000_000_000,
      expiresAt: 1_800_000_000_000,
      person: { name: 'Anyperson John B.', birthDate: '1951-01-20', ids: [] },
      events: [
        {
          kind: 'vaccination',
          tg: '840539006',
          mp: 'EU/1/20/1507',
          dn: 1,
          sd: 2,
          dt: '2026-01-01',
          is: 'General Hospital',
        },
        { kind: 'vaccination', tg: '840539006', mp: 'EU/1/20/1507', dn: 2, sd: 2, dt: '2026-01-29' },
      ],
      status: null,
      identity: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('is of one identity however its signature is made, and of another when it is issued again', () => {
    const again = issueShc({ signer, ...sample });
    expect(passOf(again).identity).toBe(passWith({}).identity);
    expect(passWith({ nbf: sample.nbf + 1 }).identity).not.toBe(passOf(again).identity);
  });

  it('fits a check-in, whatever its lengths', () => {
    const long = 'x'.repeat(190);
    const longest = { family: long, given: ['x'.repeat(189)] };
    const iss = `https://${'x'.repeat(152)}`;
    const pass = passOf(issueShc({ signer, ...sample, iss, rid: 'r'.repeat(24), patient: longest, immunizations: [] }));
    expect(personSchema.safeParse(pass.person).success).toBe(true);
  });
});

describe('whose key signs a SMART Health Card', () => {
  const other = makeShcSigner({ issuer: 'https://other.example' });
  const anybody = makeShcSigner();

  it.each([
    ['that of its issuer', signer, sample.iss, 'valid'],
    ['that of another issuer', other, sample.iss, 'unknown-key'],
    ['that of the issuer, of whom its URL begins', signer, `${sample.iss}/x`, 'unknown-key'],
    ['one that the list binds to nobody', anybody, sample.iss, 'valid'],
    ['one that is on no list', makeShcSigner(), sample.iss, 'unknown-key'],
  ])('%s', (_, by, iss, signature) => {
    const ring = keyringOf(signer, other, anybody);
    expect(passOf(issueShc({ ...sample, signer: by, iss }), ring).signature).toBe(signature);
  });

  it('one that may sign cards, and no certificates', () => {
    const elsewhere = { ...signer, entry: { ...signer.entry, formats: ['hc1'] } };
    expect(passOf(issueShc({ signer, ...sample }), keyringOf(elsewhere)).signature).toBe('unknown-key');
  });

  it('the right one of two that share a kid', () => {
    const twin = { ...makeShcSigner(), kid: signer.kid };
    const ring = keyringOf({ ...twin, entry: { ...twin.entry, kid: signer.kid } }, signer);
    expect(passOf(issueShc({ signer, ...sample }), ring)).toMatchObject({
      signature: 'valid',
      signer: { country: 'US' },
    });
  });

  it.each(['PS256', 'EdDSA'] as const)('none of %s, which its issuer may have for other things', (alg) => {
    const foreign = makeSigner({ alg, formats: ['shc'], kid: signer.kid });
    expect(passOf(issueShc({ ...sample, signer: foreign }), keyringOf(foreign))).toMatchObject({
      signature: 'invalid',
      alg: null,
      signer: null,
    });
    expect(passOf(issueShc({ signer, ...sample }), keyringOf(foreign)).signature).toBe('invalid');
  });
});

describe('any card', () => {
  it('that is issued is read back', () => {
    const day = fc
      .date({ min: new Date('2020-12-01'), max: new Date('2026-11-01'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10));
    const name = fc.stringMatching(/^[A-Za-zÀ-ỹ]{1,20}$/).filter((text) => !/\s/.test(text));
    fc.assert(
      fc.property(name, name, fc.array(day, { maxLength: 5 }), (family, given, days) => {
        const immunizations = days.map((at) => ({ cvx: '208', at }));
        const pass = passWith({ patient: { family, given: [given] }, immunizations });
        expect(pass).toMatchObject({ signature: 'valid', person: { name: `${family} ${given}`, birthDate: null } });
        const doses = pass.events.map((event) => (event.kind === 'vaccination' ? event.dt : ''));
        expect(doses).toEqual([...new Set(doses)].sort());
        expect(doses.every((dt) => days.includes(dt))).toBe(true);
        expect(pass.events.map((event) => (event.kind === 'vaccination' ? event.dn : 0))).toEqual(
          doses.map((_, at) => at + 1),
        );
      }),
      { numRuns: 200 },
    );
  });
});
