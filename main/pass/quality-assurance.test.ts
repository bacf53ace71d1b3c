import { describe, expect, it } from 'vitest';
import { publicVectors } from '../../fixtures/public-vectors.ts';
import { createKeyring, parseSigners, type SignerList } from './keyring.ts';
import { readPass } from './read.ts';

const codes = publicVectors<{ id: string; qr: string }[]>('hc1-quality-assurance.json');
const certificates = publicVectors<unknown>('hc1-acceptance-certificates.json');
const publicKeys = publicVectors<unknown>('hc1-acceptance-public-keys.json');

function listOf(json: unknown): SignerList {
  const list = parseSigners(json ?? []);
  if (!list.ok) throw new Error(list.error);
  return list.value;
}

const absent = codes === null || certificates === null || publicKeys === null;

describe.skipIf(absent)('eu-digital-green-certificates/dcc-quality-assurance', () => {
  const lists = [listOf(certificates), listOf(publicKeys)] as const;
  const keyring = createKeyring(lists.flatMap((list) => list.keys));

  it('takes every entry of the two acceptance lists', () => {
    expect(lists.map((list) => list.keys.length)).toEqual([666, 624]);
    expect(lists.flatMap((list) => list.skipped)).toEqual([]);
  });

  it.each(codes ?? [])('$id verifies', ({ qr }) => {
    expect(readPass(qr, keyring)).toMatchObject({ ok: true, pass: { format: 'hc1', signature: 'valid' } });
  });

  it("reads Vietnam's vaccine passport, PS256", () => {
    const vietnam = codes?.find(({ id }) => id === 'VN/1.3.0/VAC_VN.png');
    expect(readPass(vietnam?.qr ?? '', keyring)).toMatchObject({
      ok: true,
      pass: {
        issuer: 'VN',
        kid: '8w2kZxb3iC0=',
        alg: 'PS256',
        signature: 'valid',
        // A DSC whose validity ended before that of the passes it signed.
        signer: {
          country: 'VN',
          notBefore: Date.parse('2022-04-13T12:36:24Z'),
          usage: ['test', 'vaccination', 'recovery'],
        },
        issuedAt: 1649950687_000,
        expiresAt: 1738195200_000,
        person: { name: 'Nguyễn Bảo Duy' },
        events: [{ kind: 'vaccination', mp: 'EU/1/21/1529', dn: 2, sd: 2, dt: '2021-03-18', is: 'Ban Co Yeu' }],
      },
    });
  });

  it('keeps a pass whose dose has a day that is none, without the day', () => {
    const latvia = codes?.find(({ id }) => id === 'LV/1.0.0/VAC.png');
    expect(readPass(latvia?.qr ?? '', keyring)).toMatchObject({ ok: true, pass: { events: [{ dn: 2, dt: '' }] } });
  });

  it('knows no key where the list has none', () => {
    const reading = readPass(codes?.[0]?.qr ?? '', createKeyring([]));
    expect(reading).toMatchObject({ ok: true, pass: { signature: 'unknown-key', signer: null } });
  });
});
