import { Buffer } from 'node:buffer';
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makeSigner } from '../../fixtures/issuer/keys.ts';
import { publicVectors } from '../../fixtures/public-vectors.ts';
import { createKeyring, parseSigners, type SignerList } from './keyring.ts';

const signer = makeSigner({ alg: 'ES256', country: 'VN' });

function listOf(json: unknown): SignerList {
  const list = parseSigners(json);
  if (!list.ok) throw new Error(list.error);
  return list.value;
}

/** Self-signed P-256, made with openssl; EKU 1.3.6.1.4.1.0.1847.2021.1.2, 1.3.6.1.4.1.1847.2021.1.3, clientAuth. */
const CERTIFICATE =
  'MIIBszCCAVigAwIBAgIBATAKBggqhkjOPQQDAjA5MQswCQYDVQQGEwJWTjEXMBUGA1UECgwOTWFkZS11cCBpc3N1ZXIxETAPBgNVBAMMCFRlc3' +
  'QgRFNDMB4XDTI2MDEwMjAzMDQwNVoXDTI4MDEwMjAzMDQwNVowOTELMAkGA1UEBhMCVk4xFzAVBgNVBAoMDk1hZGUtdXAgaXNzdWVyMREwDwYD' +
  'VQQDDAhUZXN0IERTQzBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABG0bP4kHndpS3RZX3rz4NRmacIH66hUJDeGwqgVeLKfDCW5WwA7VQGvRFO' +
  'Gbs92cC9kx9X0IqRixYeYpyQ8dsHyjUTBPMC4GA1UdJQQnMCUGDCsGAQQBAI43j2UBAgYLKwYBBAGON49lAQMGCCsGAQUFBwMCMB0GA1UdDgQW' +
  'BBQ3NR72PE2l2ON4+fZcMvl6OZiAVjAKBggqhkjOPQQDAgNJADBGAiEAmiWysmjtuepo4SqkmhjLDr/HVEYaD16iec8Jju98zJYCIQDQtifegb' +
  'FxRgK3aapOiWIEXgOCszkdZPysWTLYQBjQZw==';

describe('a list of signers', () => {
  it('gives a key with what the list says of it', () => {
    const notBefore = '2026-01-01T00:00:00Z';
    const notAfter = '2027-01-01T00:00:00+07:00';
    const [key] = listOf([
      { ...signer.entry, notBefore, notAfter, usage: ['test'], formats: ['qr1405', 'status'] },
    ]).keys;
    expect(key).toMatchObject({
      kid: signer.kid,
      country: 'VN',
      alg: 'ES256',
      signer: {
        country: 'VN',
        notBefore: Date.parse(notBefore),
        notAfter: Date.UTC(2026, 11, 31, 17),
        usage: ['test'],
      },
      formats: ['qr1405', 'status'],
      issuer: null,
    });
  });

  it('binds a key to the issuer that the list names, by an https URL without a slash at its end', () => {
    const entry = { ...signer.entry, formats: ['shc'] };
    expect(listOf([{ ...entry, issuer: 'https://health.example/shc' }]).keys[0]?.issuer).toBe(
      'https://health.example/shc',
    );
    const wrong = ['http://health.example', 'https://health.example/', 'health.example', 'https://', 'https://a b', ''];
    expect(listOf(wrong.map((issuer) => ({ ...entry, issuer }))).keys).toEqual([]);
  });

  it('says nothing of a bare key that it says nothing of, and lets it sign hc1 alone', () => {
    const { kid, publicKey } = signer.entry;
    expect(listOf([{ kid, publicKey }]).keys[0]).toMatchObject({
      country: null,
      signer: { country: null, notBefore: null, notAfter: null, usage: null },
      formats: ['hc1'],
    });
  });

  it('reads a certificate: country, validity, EU DCC usages in both spellings; other usages say nothing', () => {
    expect(listOf([{ kid: signer.kid, certificate: CERTIFICATE }]).keys[0]).toMatchObject({
      country: 'VN',
      alg: 'ES256',
      signer: {
        country: 'VN',
        notBefore: Date.UTC(2026, 0, 2, 3, 4, 5),
        notAfter: Date.UTC(2028, 0, 2, 3, 4, 5),
        usage: ['vaccination', 'recovery'],
      },
    });
  });

  it('lets the entry prevail over its certificate', () => {
    const notAfter = '2027-01-01T00:00:00Z';
    const [key] = listOf([
      { kid: signer.kid, country: 'XX', certificate: CERTIFICATE, usage: ['test'], notAfter },
    ]).keys;
    expect(key?.signer).toMatchObject({ country: 'XX', usage: ['test'], notAfter: Date.parse(notAfter) });
  });

  it('takes PEM armour and line breaks off a certificate', () => {
    const lines = CERTIFICATE.replace(/(.{64})/g, '$1\r\n');
    const armoured = `-----BEGIN CERTIFICATE-----\r\n${lines}\r\n-----END CERTIFICATE-----\n`;
    expect(listOf([{ kid: signer.kid, certificate: armoured }]).keys).toHaveLength(1);
  });

  it('knows one kid under every spelling of base64', () => {
    const bytes = Buffer.from('fbff3e0102030405', 'hex');
    const spellings = [
      bytes.toString('base64'),
      bytes.toString('base64url'),
      bytes.toString('base64').replace('=', ''),
    ];
    const kids = listOf(spellings.map((kid) => ({ ...signer.entry, kid }))).keys.map((key) => key.kid);
    expect(new Set(kids)).toEqual(new Set([bytes.toString('base64')]));
  });

  it('skips an entry that gives no key, says why, and keeps the others', () => {
    const { kid, publicKey } = signer.entry;
    const { keys, skipped } = listOf([
      null,
      { kid, publicKey: 'AAAA' },
      signer.entry,
      { kid, certificate: publicKey },
      { kid: '???', publicKey },
      { kid, publicKey, notafter: '2027-01-01T00:00:00Z' },
      { kid, publicKey, notAfter: 'tomorrow' },
      { kid, publicKey, certificate: CERTIFICATE },
      { kid, publicKey, formats: [] },
      { kid },
    ]);
    expect(keys.map((key) => key.kid)).toEqual([kid]);
    expect(skipped.map(({ index, kid, problem }) => [index, kid, problem])).toEqual([
      [0, null, 'entry'],
      [1, kid, 'public-key'],
      [3, kid, 'certificate'],
      [4, '???', 'kid'],
      [5, kid, 'entry'],
      [6, kid, 'entry'],
      [7, kid, 'entry'],
      [8, kid, 'entry'],
      [9, kid, 'entry'],
    ]);
    expect(skipped.every(({ detail }) => detail.length > 0)).toBe(true);
  });

  it('is a list', () => {
    for (const json of [null, {}, 'x', 5, { keys: [] }]) {
      expect(parseSigners(json)).toEqual({ ok: false, error: 'signers-not-a-list' });
    }
  });

  it('names the one algorithm of a key, and none for a key that passes do not use', () => {
    const spki = (type: 'ec' | 'rsa', options: object) =>
      generateKeyPairSync(type as 'ec', options as { namedCurve: string })
        .publicKey.export({ format: 'der', type: 'spki' })
        .toString('base64');
    const keys = [
      signer.entry.publicKey,
      makeSigner({ alg: 'PS256' }).entry.publicKey,
      makeSigner({ alg: 'EdDSA' }).entry.publicKey,
      spki('ec', { namedCurve: 'P-384' }),
      spki('ec', { namedCurve: 'secp256k1' }),
      spki('rsa', { modulusLength: 768 }),
    ];
    const list = listOf(keys.map((publicKey) => ({ kid: 'AAAAAAAAAAA=', publicKey })));
    expect(list.keys.map((key) => key.alg)).toEqual(['ES256', 'PS256', 'EdDSA', null, null, null]);
  });

  it.skipIf(publicVectors('hc1-acceptance-certificates.json') === null)('finds the usages of real certificates', () => {
    const { keys } = listOf(publicVectors('hc1-acceptance-certificates.json'));
    const limited = keys.filter((key) => key.signer.usage !== null);
    expect(limited.length).toBeGreaterThan(100);
    expect(keys.every(({ signer }) => signer.notBefore !== null && signer.notAfter !== null)).toBe(true);
    expect(keys.every(({ country }) => country !== null)).toBe(true);
  });
});

describe('a keyring', () => {
  it('finds every key of a kid that may sign the format, and no other', () => {
    const kid = 'AAAAAAAAAAA=';
    const of = (formats: string[]) => listOf([makeSigner({ alg: 'ES256', kid, formats }).entry]).keys;
    const [first, second, third] = [...of(['hc1']), ...of(['hc1', 'qr1405']), ...of(['status'])];
    const keyring = createKeyring([first, second, third].flatMap((key) => key ?? []));
    expect(keyring.find(kid, 'hc1')).toEqual([first, second]);
    expect(keyring.find(kid, 'qr1405')).toEqual([second]);
    expect(keyring.find(kid, 'shc')).toEqual([]);
    expect(keyring.find('BBBBBBBBBBA=', 'hc1')).toEqual([]);
    expect(keyring.find('__proto__', 'constructor')).toEqual([]);
  });
});
