import { Buffer } from 'node:buffer';
import { createPrivateKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { keyringOf } from '../../fixtures/issuer/keyring.ts';
import { makeSigner } from '../../fixtures/issuer/keys.ts';
import { issueSealed1405 } from '../../fixtures/issuer/qr1405.ts';
import { SAMPLE_PERSON as person, SAMPLE_QID as qid } from '../../fixtures/issuer/samples.ts';
import { readPass } from './read.ts';
import { beginsAsSeal, parseSeal } from './seal.ts';

/** Ed25519 key 00 01 … 1f (PKCS #8); its signatures are deterministic. */
const seed = Buffer.from(Array.from({ length: 32 }, (_, at) => at));
const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
const privateKey = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
const signer = makeSigner({ alg: 'EdDSA', privateKey, kid: 'AQIDBAUGBwg=', formats: ['qr1405'] });

/** Made apart from this code, from DESIGN alone, with Python's struct and cryptography. */
const SEAL =
  'AQECAwQFBgcIarE7gGtJ0gAAAwABEXBGptMYOmBZ_i7dFWsmYHM2QiIVzU_cDPAl1hP2nfkIcAv437AjmczxQpQbBxFu91ccUtAQZ1OsJ7wlaWpYg1gF';
const TEXT = `001093029317|NGUYEN VAN A|1987-01-18|0|162979388586171100|<1<00<0912345678<${SEAL}`;
const options = {
  signer,
  person,
  qid,
  issuedAt: 0x6ab13b80,
  expiresAt: 0x6b49d200,
  statusList: 3,
  statusIndex: 70_000,
};

describe('the seal of a personal QR', () => {
  it('is the same as another implementation makes, both ways', () => {
    expect(issueSealed1405(options)).toBe(TEXT);
    expect(readPass(TEXT, keyringOf(signer))).toMatchObject({
      ok: true,
      pass: {
        kid: 'AQIDBAUGBwg=',
        signature: 'valid',
        issuedAt: 0x6ab13b80 * 1000,
        expiresAt: 0x6b49d200 * 1000,
        status: { list: '3', index: 70_000 },
        // Of the signed bytes that docs/pass-formats.md prints.
        identity: 'a8c5a06db714f414c7f782dda319603c4c8193c26b0eed5d1e65841ce0e29f7a',
      },
    });
  });

  it.each([
    ['115 characters', SEAL.slice(1)],
    ['standard base64', SEAL.replace('_', '/')],
    ['padding', `${SEAL.slice(0, -1)}=`],
    ['white space', `${SEAL.slice(0, -1)} `],
    ['version 00', `AA${SEAL.slice(2)}`],
    ['version 02', `Ag${SEAL.slice(2)}`],
    ['letters outside ASCII', `${SEAL.slice(0, -1)}Ā`],
  ])('is not: %s', (_, value) => {
    expect(parseSeal(value)).toBeNull();
    expect(beginsAsSeal(value)).toBe(false);
  });

  it('with anything behind it is none, but begins as one', () => {
    expect(parseSeal(`${SEAL}A`)).toBeNull();
    expect(beginsAsSeal(`${SEAL}A`)).toBe(true);
  });
});
