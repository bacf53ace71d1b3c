import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyringOf } from '../../fixtures/issuer/keyring.ts';
import { makeSigner } from '../../fixtures/issuer/keys.ts';
import { issueSealed1405, unsigned1405 } from '../../fixtures/issuer/qr1405.ts';
import { SAMPLE_PERSON as person, SAMPLE_QID as qid } from '../../fixtures/issuer/samples.ts';
import type { Pass } from '../contract/pass.ts';
import type { Keyring } from './keyring.ts';
import { readPass } from './read.ts';

const signer = makeSigner({ alg: 'EdDSA', formats: ['qr1405'], notAfter: '2027-01-01T00:00:00Z' });
const nobody = keyringOf();

function passOf(text: string, keyring: Keyring = nobody): Pass {
  const reading = readPass(text, keyring);
  if (!reading.ok) throw new Error(reading.problem);
  return reading.pass;
}

const idsOf = (text: string) => passOf(text).person.ids.map(({ type, value }) => `${type} ${value}`);

describe('unsigned personal QR (Decision 1405)', () => {
  it('claims an identity and nothing else', () => {
    expect(passOf('001093029317|NGUYEN VAN A|1987-01-18|0|162979388586171100|<1<00<0123232422')).toEqual({
      format: 'qr1405',
      issuer: null,
      kid: null,
      alg: null,
      signature: 'unsigned',
      signer: null,
      issuedAt: null,
      expiresAt: null,
      person: {
        name: 'NGUYEN VAN A',
        birthDate: '1987-01-18',
        ids: [
          { type: 'qid', value: '162979388586171100' },
          { type: 'cccd', value: '001093029317' },
          { type: 'phone', value: '0123232422' },
        ],
      },
      events: [],
      status: null,
      identity: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it.each([
    ['a CMND', '012345678|A|1987-01-18|0|5|<1<00<', ['qid 5', 'cmnd 012345678']],
    ['a passport', 'C1234567|A|1987-01-18|0|5|<1<00<', ['qid 5', 'document C1234567']],
    ['no paper, as of a child', '|A|2015-01-18|1|5|77<1<00<', ['qid 5']],
    [
      'a health insurance card',
      '|A|1987-01-18|0|5|<1<GD4877912345678<',
      ['qid 5', 'bhyt 7912345678', 'bhyt GD4877912345678'],
    ],
    ['masked values, which identify nobody', '******029317|A|1987-01-18|0|5|<1<GD4877*******<0943******', ['qid 5']],
    [
      'a missing leading <',
      '|A|1987-01-18|0|5|1<GD4877912345678<0943123456',
      ['qid 5', 'bhyt 7912345678', 'bhyt GD4877912345678', 'phone 0943123456'],
    ],
    ['an empty EXT', '|A|1987-01-18|0|5|', ['qid 5']],
    ['an unknown value in the fifth slot', '|A|1987-01-18|0|5|<1<00<<signature', ['qid 5']],
    ['a seal of an unknown version', `|A|1987-01-18|0|5|<1<00<<Ag${'A'.repeat(114)}`, ['qid 5']],
  ])('reads %s', (_, text, ids) => {
    expect(idsOf(text)).toEqual(ids);
    expect(passOf(text).signature).toBe('unsigned');
  });

  it.each([
    ['1987', '1987'],
    ['', null],
  ])('takes the birth date %j', (written, birthDate) => {
    expect(passOf(unsigned1405({ person: { ...person, birthDate: written }, qid })).person.birthDate).toBe(birthDate);
  });

  it('gives back whatever was issued', () => {
    const name = fc.stringMatching(/^[A-Z]{1,10}( [A-Z]{1,10}){0,4}$/);
    const day = fc.date({ min: new Date('1900-01-01'), max: new Date('2026-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(
        fc.stringMatching(/^\d{12}$/),
        name,
        day,
        fc.stringMatching(/^\d{18}$/),
        (document, who, born, number) => {
          const birthDate = born.toISOString().slice(0, 10);
          const pass = passOf(unsigned1405({ person: { document, name: who, birthDate }, qid: number }));
          expect(pass.person).toEqual({
            name: who,
            birthDate,
            ids: [
              { type: 'qid', value: number },
              { type: 'cccd', value: document },
            ],
          });
        },
      ),
    );
  });
});

describe('sealed personal QR', () => {
  const options = { signer, person, qid, issuedAt: 1_790_000_000, expiresAt: 4_294_967_295 };
  const keyring = keyringOf(signer);

  it('names no status list by FFFF, and list 0 and index 2^32-1 otherwise', () => {
    expect(passOf(issueSealed1405(options), keyring).status).toBeNull();
    const status = passOf(issueSealed1405({ ...options, statusList: 0, statusIndex: 4_294_967_295 }), keyring).status;
    expect(status).toEqual({ list: '0', index: 4_294_967_295 });
  });

  it('keeps uint32 instants beyond 2^31', () => {
    expect(passOf(issueSealed1405(options), keyring)).toMatchObject({
      signature: 'valid',
      expiresAt: 4_294_967_295_000,
      signer: { notAfter: Date.parse('2027-01-01T00:00:00Z') },
    });
  });

  it('is of one identity however its signature is made, and of another when it is issued again', () => {
    const ecdsa = makeSigner({ alg: 'ES256', formats: ['qr1405'] });
    const [first, second] = [
      issueSealed1405({ ...options, signer: ecdsa }),
      issueSealed1405({ ...options, signer: ecdsa }),
    ];
    expect(first).not.toBe(second);
    expect(passOf(first).identity).toBe(passOf(second).identity);
    const later = issueSealed1405({ ...options, signer: ecdsa, issuedAt: options.issuedAt + 1 });
    expect(passOf(later).identity).not.toBe(passOf(first).identity);
  });

  it('needs a key that may seal', () => {
    const text = issueSealed1405(options);
    const dccOnly = keyringOf({ ...signer, entry: { ...signer.entry, formats: ['hc1'] } });
    expect(passOf(text, dccOnly)).toMatchObject({ signature: 'unknown-key', signer: null, alg: null });
    expect(passOf(text, nobody)).toMatchObject({ signature: 'unknown-key', kid: signer.kid });
  });

  it('tries every key of the kid, and takes none of RSA', () => {
    const twin = makeSigner({ alg: 'ES256', kid: signer.kid, formats: ['qr1405'] });
    expect(passOf(issueSealed1405(options), keyringOf(twin, signer)).signature).toBe('valid');
    expect(passOf(issueSealed1405(options), keyringOf(twin))).toMatchObject({ signature: 'invalid', signer: null });
    const rsa = makeSigner({ alg: 'PS256', kid: signer.kid, formats: ['qr1405'] });
    expect(passOf(issueSealed1405(options), keyringOf(rsa)).signature).toBe('invalid');
  });
});
