import { Buffer } from 'node:buffer';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bhytText } from '../../fixtures/issuer/bhyt.ts';
import { cccdText } from '../../fixtures/issuer/cccd.ts';
import { signCose } from '../../fixtures/issuer/cose-sign1.ts';
import { cwtOf, hc1Text, issueHc1 } from '../../fixtures/issuer/hc1.ts';
import { keyringOf } from '../../fixtures/issuer/keyring.ts';
import { makeSigner } from '../../fixtures/issuer/keys.ts';
import { issueSealed1405, unsigned1405 } from '../../fixtures/issuer/qr1405.ts';
import {
  SAMPLE_CLAIMS,
  SAMPLE_HOLDER,
  SAMPLE_INSURED,
  SAMPLE_PERSON,
  SAMPLE_QID,
  SAMPLE_SHC,
} from '../../fixtures/issuer/samples.ts';
import { issueShc, makeShcSigner, shcText, signJws } from '../../fixtures/issuer/shc.ts';
import { personSchema } from '../contract/checkin.ts';
import { decodeCbor } from './cbor.ts';
import { parseCoseSign1, verifyCoseSign1 } from './cose-sign1.ts';
import { readDcc } from './dcc.ts';
import { inflate } from './inflate.ts';
import { parseSigners } from './keyring.ts';
import { maskPerson } from './person-mask.ts';
import { type PassReading, readPass } from './read.ts';
import { parseSeal } from './seal.ts';

const formats = ['hc1', 'qr1405'];
const signers = [makeSigner({ alg: 'ES256', formats }), makeSigner({ alg: 'PS256', formats })] as const;
const edwards = makeSigner({ alg: 'EdDSA', formats });
const shcSigner = makeShcSigner({ issuer: SAMPLE_SHC.iss });
const keyring = keyringOf(...signers, edwards, shcSigner);
const person = SAMPLE_PERSON;
const sealedBy = (signer: typeof edwards) =>
  issueSealed1405({
    signer,
    person,
    qid: SAMPLE_QID,
    issuedAt: 1_790_000_000,
    expiresAt: 1_800_000_000,
    statusList: 1,
  });

const passes = [
  ...signers.map((signer) => issueHc1({ signer, ...SAMPLE_CLAIMS })),
  sealedBy(signers[0]),
  sealedBy(edwards),
  issueShc({ signer: shcSigner, ...SAMPLE_SHC }),
  unsigned1405({ person, qid: SAMPLE_QID }),
  cccdText(SAMPLE_HOLDER),
  cccdText({ ...SAMPLE_HOLDER, relatives: ['', 'B', '001060000002', ''] }),
  bhytText(SAMPLE_INSURED),
  '079 123.456-789',
];
/** Those with a signature stand first. */
const SIGNED = 5;
const jws = signJws({ signer: shcSigner, payload: deflateRawSync('{}') });
const messages = signers.map((signer) => signCose({ signer, payload: cwtOf(SAMPLE_CLAIMS) }));

const validOf = (reading: PassReading) => reading.ok && reading.pass.signature === 'valid';

/** A text with one character replaced, taken out, doubled, or the rest cut off. */
function mutated(text: string): fc.Arbitrary<string> {
  const change = fc.constantFrom('replace', 'remove', 'double', 'cut');
  return fc
    .tuple(fc.nat(text.length - 1), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }), change)
    .map(([at, by, how]) => {
      const [head, here, tail] = [text.slice(0, at), text[at] ?? '', text.slice(at + 1)];
      if (how === 'replace') return head + by + tail;
      if (how === 'remove') return head + tail;
      return how === 'double' ? head + here + here + tail : head;
    });
}

describe('whatever the input', () => {
  it('reading a text answers, and throws nothing', () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.string({ unit: fc.constantFrom(...'HC1:0123456789|<ABCDEF $%*+-./'), maxLength: 200 }),
      fc.string({ unit: 'binary', maxLength: 200 }).map((text) => `HC1:${text}`),
      fc.stringMatching(/^shc:\/[0-9]{0,200}$/),
      fc.array(fc.string({ maxLength: 20 }), { minLength: 5, maxLength: 14 }).map((fields) => fields.join('|')),
      fc.constantFrom(...passes).chain(mutated),
    );
    fc.assert(
      fc.property(anyText, (text) => {
        const reading = readPass(text, keyring);
        if (!reading.ok) return;
        expect(personSchema.safeParse(reading.pass.person).error).toBeUndefined();
        expect(reading.pass.identity).toMatch(/^[0-9a-f]{64}$/);
        expect(() => maskPerson(reading.pass.person)).not.toThrow();
      }),
      { numRuns: 3000 },
    );
  });

  it('bytes within the wrapping of an HC1 answer too', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.tuple(fc.constantFrom(...messages), fc.nat(900), fc.nat(255)).map(([message, at, by]) => {
        const copy = Uint8Array.from(message);
        copy[at % copy.length] = by;
        return copy;
      }),
    );
    fc.assert(
      fc.property(
        bytes.map((each) => Buffer.from(each)),
        (inner) => {
          readPass(hc1Text(inner), keyring);
          decodeCbor(inner);
          parseCoseSign1(inner);
          inflate(inner);
          parseSeal(inner.toString('base64url'));
          for (const payload of [inner, deflateRawSync(inner)]) {
            readPass(shcText(jws.replace(/\.[^.]+\./, `.${payload.toString('base64url')}.`)), keyring);
          }
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('any map in place of a certificate answers', () => {
    const key = fc.constantFrom(
      'nam',
      'dob',
      'v',
      't',
      'r',
      'fn',
      'fnt',
      'mp',
      'dn',
      'sd',
      'dt',
      'sc',
      '__proto__',
      'x',
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(null, undefined, 0, 1.5, true, '', ' ', '2021-02-30', new Uint8Array(2)),
        fc.string(),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.array(fc.tuple(key, tie('tree')), { maxLength: 5 }).map((members) => new Map(members)),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        if (value instanceof Map) readDcc(value);
      }),
      { numRuns: 2000 },
    );
  });

  it('any list of signers gives keys and named skips, one for each entry', () => {
    const entry = fc.oneof(
      fc.jsonValue(),
      fc.record({ kid: fc.base64String(), publicKey: fc.base64String() }, { requiredKeys: [] }),
      fc.record({ kid: fc.string(), certificate: fc.string() }),
      fc.constant(edwards.entry),
    );
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 8 }), (json) => {
        const list = parseSigners(json);
        if (!list.ok) throw new Error(list.error);
        expect(list.value.keys.length + list.value.skipped.length).toBe(json.length);
      }),
    );
  });
});

describe('a pass that was changed', () => {
  it.each([0, 1])('HC1 %i: no byte of what is signed, or of the signature, can change', (which) => {
    const message = messages[which] ?? new Uint8Array();
    const from = message.length - (which === 0 ? 64 : 256);
    const parsed = parseCoseSign1(message);
    if (!parsed.ok) throw new Error(parsed.error);
    const keys = keyring.find(signers[which as 0 | 1].kid, 'hc1');
    expect(verifyCoseSign1(parsed.value, keys)).not.toBeNull();
    const before = readPass(hc1Text(message), keyring);
    for (let at = 0; at < message.length; at += 1) {
      for (const bit of at >= from ? [1, 2, 4, 8, 16, 32, 64, 128] : [1, 32, 128]) {
        const changed = message.map((byte, index) => (index === at ? byte ^ bit : byte));
        const after = readPass(hc1Text(changed), keyring);
        // What is not signed (the tag, the lengths, the unprotected header) may change as long as the pass does not.
        if (validOf(after)) expect(after).toEqual(before);
      }
    }
  });

  it.each([2, 3])('sealed QR %i: no character can change', (which) => {
    const text = passes[which] ?? '';
    expect(validOf(readPass(text, keyring))).toBe(true);
    fc.assert(
      fc.property(mutated(text), (changed) => {
        fc.pre(changed !== text);
        expect(validOf(readPass(changed, keyring))).toBe(false);
      }),
      { numRuns: 3000 },
    );
  });

  it.each([0, 1, 4].map((which) => [passes[which]?.slice(0, 4), passes[which] ?? ''] as const))(
    '%s: no character can change the pass',
    (_, text) => {
      const before = readPass(text, keyring);
      expect(validOf(before)).toBe(true);
      fc.assert(
        fc.property(mutated(text), (changed) => {
          const after = readPass(changed, keyring);
          if (validOf(after)) expect(after).toEqual(before);
        }),
        { numRuns: 2000 },
      );
    },
  );

  it('a health card: no two digits can change, wherever they stand', () => {
    const text = passes[4] ?? '';
    for (let at = 5; at < text.length; at += 2) {
      const two = Number(text.slice(at, at + 2));
      for (const other of [two - 1, two + 1, two ^ 16, two ^ 32].filter((each) => each >= 0 && each < 100)) {
        const changed = text.slice(0, at) + String(other).padStart(2, '0') + text.slice(at + 2);
        expect(validOf(readPass(changed, keyring))).toBe(false);
      }
    }
  });

  it('what has no signature is never valid, whatever it is changed into', () => {
    fc.assert(
      fc.property(fc.constantFrom(...passes.slice(SIGNED)).chain(mutated), (changed) => {
        expect(validOf(readPass(changed, keyring))).toBe(false);
      }),
      { numRuns: 3000 },
    );
  });
});
