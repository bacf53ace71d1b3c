import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { issueHc1 } from '../../fixtures/issuer/hc1.ts';
import { keyringOf } from '../../fixtures/issuer/keyring.ts';
import { makeSigner } from '../../fixtures/issuer/keys.ts';
import { type RevocationContent, revocationFile } from '../../fixtures/issuer/revocation.ts';
import { publicVectors } from '../../fixtures/public-vectors.ts';
import { certificate, personalQr } from '../../fixtures/verdict/judge-input.ts';
import type { Pass } from '../contract/pass.ts';
import { createKeyring, parseSigners } from '../pass/keyring.ts';
import { readPass } from '../pass/read.ts';
import { hasRevocation, type RevocationLists, revocationOf } from './revocation.ts';
import { openRevocationFile, type RevocationList } from './revocation-file.ts';
import { revocationHash, revocationHashes } from './revocation-hash.ts';
import { REVOCATION_HEAD } from './revocation-layout.ts';

const NOW = Date.parse('2026-11-22T03:00:00Z');
const times = { issuedAt: NOW / 1000 - 60, nextUpdate: NOW / 1000 + 3600, expiresAt: NOW / 1000 + 7200 };
const content: RevocationContent = { country: 'VN', ...times, hashes: {} };
const uvci = (value: string): Pass['person'] => ({ name: 'A', birthDate: null, ids: [{ type: 'uvci', value }] });
const pass = (change: Partial<Pass> = {}) => certificate(NOW, [], { signatureHash: '00'.repeat(16), ...change });

function open(change: Partial<RevocationContent> = {}): RevocationList {
  const list = openRevocationFile(revocationFile({ ...content, ...change }));
  if (!list.ok) throw new Error(list.error);
  return list.value;
}
const listsOf = (...lists: RevocationList[]): RevocationLists => new Map(lists.map((list) => [list.country, list]));

test('every listed certificate is found, by each kind of hash, and no other', () => {
  const hash = fc.uint8Array({ minLength: 16, maxLength: 16 });
  const hashes = fc.uniqueArray(hash, { maxLength: 40, selector: (bytes) => Buffer.from(bytes).toString('hex') });
  fc.assert(
    fc.property(fc.tuple(hashes, hashes, hashes), hash, ([uci, countryCodeUci, signature], other) => {
      const list = open({ hashes: { uci, countryCodeUci, signature } });
      expect(list.counts).toEqual({
        uci: uci.length,
        countryCodeUci: countryCodeUci.length,
        signature: signature.length,
      });
      const signed = (bytes: Uint8Array) => list.has(pass({ signatureHash: Buffer.from(bytes).toString('hex') }));
      expect(signature.every(signed)).toBe(true);
      expect(signed(other)).toBe(signature.some((each) => Buffer.compare(each, other) === 0));
    }),
  );
});

describe('by what a certificate is revoked', () => {
  const person = uvci('URN:UVCI:01:VN:REVOKED');
  test('its identifier', () => {
    const list = open({ hashes: { uci: [revocationHash('URN:UVCI:01:VN:REVOKED')] } });
    expect([list.has(pass({ person })), list.has(pass({ person: uvci('URN:UVCI:01:VN:OTHER') }))]).toEqual([
      true,
      false,
    ]);
  });
  test('its country and identifier, whether the claim or the key tells the country', () => {
    const list = open({ hashes: { countryCodeUci: [revocationHash('VNURN:UVCI:01:VN:REVOKED')] } });
    expect(list.has(pass({ person }))).toBe(true);
    expect(list.has(pass({ person, issuer: null }))).toBe(true);
    expect(list.has(pass({ person, issuer: 'LA', signer: null }))).toBe(false);
  });
  test('R of an ES256 signature, as read from a real code; S may be anything', () => {
    const signer = makeSigner({ alg: 'ES256', country: 'VN' });
    const dcc = {
      ver: '1.3.0',
      nam: { fnt: 'A' },
      dob: '1990',
      r: [{ tg: '840539006', fr: '2026-01-01', df: '2026-01-11', du: '2026-07-01', co: 'VN', is: 'X', ci: 'C' }],
    };
    const reading = readPass(issueHc1({ signer, iss: 'VN', iat: 1, exp: 2, dcc }), keyringOf(signer));
    if (!reading.ok) throw new Error(reading.problem);
    const { signature } = revocationHashes(reading.pass);
    expect(signature).toHaveLength(1);
    expect(open({ hashes: { signature } }).has(reading.pass)).toBe(true);
  });
});

const codes = publicVectors<{ id: string; qr: string }[]>('hc1-quality-assurance.json');
const certificates = publicVectors<unknown>('hc1-acceptance-certificates.json');
test.skipIf(codes === null || certificates === null)(
  'Vietnam’s vaccine passport: the hash of its whole PS256 signature',
  () => {
    const keys = parseSigners(certificates);
    const qr = codes?.find(({ id }) => id === 'VN/1.3.0/VAC_VN.png')?.qr ?? '';
    const reading = keys.ok ? readPass(qr, createKeyring(keys.value.keys)) : null;
    if (reading?.ok !== true) throw new Error('it cannot be read');
    expect(reading.pass.signatureHash).toMatch(/^[0-9a-f]{32}$/);
    const uci = 'URN:UVCI:01:VN:FFFE3D31FABD035899134A9D3BAE9BCF';
    const first16 = (text: string) => createHash('sha256').update(text).digest().subarray(0, 16);
    expect(open({ hashes: { uci: [first16(uci)] } }).has(reading.pass)).toBe(true);
    expect(open({ hashes: { countryCodeUci: [first16(`VN${uci}`)] } }).has(reading.pass)).toBe(true);
  },
);

describe('which list is asked', () => {
  const person = uvci('U');
  const revoked = { hashes: { uci: [revocationHash('U')] } };
  test('that of the claim’s and that of the key’s country, not others', () => {
    const lists = listsOf(open({ ...revoked, country: 'LA' }), open());
    expect(revocationOf(lists, pass({ person }), NOW)).toBe('none');
    expect(revocationOf(lists, pass({ person, issuer: 'LA' }), NOW)).toBe('revoked');
    expect(revocationOf(lists, pass({ person, issuer: 'la', signer: null }), NOW)).toBe('revoked');
  });
  test('all of them, for a certificate of no country', () => {
    const lists = listsOf(open({ ...revoked, country: 'LA' }), open());
    expect(revocationOf(lists, pass({ person, issuer: null, signer: null }), NOW)).toBe('revoked');
    expect(hasRevocation(lists, pass({ issuer: null, signer: null }))).toBe(false);
  });
  test('none about passes of other formats', () => {
    expect(revocationOf(listsOf(open(revoked)), personalQr(NOW, { person }), NOW)).toBe('none');
    expect(hasRevocation(listsOf(open()), personalQr(NOW))).toBe(true);
    expect(hasRevocation(new Map(), personalQr(NOW))).toBe(false);
  });
  test('a list past its time says nothing good; what it revoked stays revoked', () => {
    const lists = listsOf(open(revoked));
    const at = times.expiresAt * 1000;
    expect(revocationOf(lists, pass(), at - 1)).toBe('none');
    expect(revocationOf(lists, pass(), at)).toBe('unknown');
    expect(revocationOf(lists, pass({ person }), at)).toBe('revoked');
  });
  test('a list that cannot be read', () => {
    expect(revocationOf(new Map([['VN', null]]), pass(), NOW)).toBe('unknown');
    expect(revocationOf(new Map([['LA', null]]), pass(), NOW)).toBe('none');
    expect(hasRevocation(new Map([['LA', null]]), pass())).toBe(false);
  });
});

describe('a file that is none', () => {
  const hash = (byte: number) => Buffer.alloc(16, byte);
  const good = revocationFile({ ...content, hashes: { uci: [hash(1), hash(2)], signature: [hash(3)] } });
  const changed = (at: number, ...bytes: number[]) => {
    const copy = Buffer.from(good);
    copy.set(bytes, at);
    return copy;
  };
  test.each<[string, Uint8Array, RegExp]>([
    ['nothing', new Uint8Array(), /cut short/],
    ['another file', changed(0, 0), /no revocation file/],
    ['a later version', changed(REVOCATION_HEAD.version, 2), /version 2/],
    ['a country in small letters', changed(REVOCATION_HEAD.country, 0x76), /country/],
    ['something reserved', changed(REVOCATION_HEAD.reserved, 1), /without a meaning/],
    ['an end before its beginning', changed(REVOCATION_HEAD.expiresAt, 0), /times/],
    ['one hash more', changed(REVOCATION_HEAD.counts + 3, 3), /length/],
    ['hashes out of order', changed(REVOCATION_HEAD.size, 9), /uci hash 1 is out of order/],
    ['a hash twice', changed(REVOCATION_HEAD.size, ...hash(2)), /uci hash 1 .*twice/],
    ['something after it', Buffer.concat([good, hash(4)]), /length/],
  ])('%s', (_, bytes, error) => {
    expect(openRevocationFile(bytes)).toEqual({ ok: false, error: expect.stringMatching(error) });
  });
  test('cut anywhere', () => {
    for (let length = 0; length < good.length; length++)
      expect(openRevocationFile(good.subarray(0, length)).ok).toBe(false);
  });
  test('any bytes whatever, and any bytes of a good file changed, are answered', () => {
    const edits = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(edits, (changes) => {
        const copy = Buffer.from(good);
        for (const [at, byte] of changes) copy[at] = byte;
        const list = openRevocationFile(copy);
        if (list.ok) list.value.has(pass());
        expect(list.ok || list.error !== '').toBe(true);
      }),
      { numRuns: 1000 },
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => !openRevocationFile(bytes).ok));
  });
});
