import { createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { factsFile } from '../../fixtures/issuer/trust-folder.ts';
import { factsOf } from '../../fixtures/verdict/judge-input.ts';
import { ID_TYPES, type PersonId } from '../contract/pass.ts';
import { indexFacts } from './facts-file.ts';
import { personHash } from './person-hash.ts';

const facts = factsOf({ doses: 3 });
const cccd: PersonId = { type: 'cccd', value: '001093029317' };

function find(file: unknown, ids: readonly PersonId[]) {
  const index = indexFacts(file);
  if (!index.ok) throw new Error(index.error);
  return index.value.find(ids);
}

test('everybody in the file is found by each of their ids, and by nobody else’s', () => {
  const value = fc.stringMatching(/^[0-9A-Z]{6,12}$/);
  const id = fc.record({ type: fc.constantFrom(...ID_TYPES.filter((type) => type !== 'phone')), value });
  fc.assert(
    fc.property(
      fc.uniqueArray(id, { minLength: 2, maxLength: 12, selector: ({ type, value: v }) => `${type}:${v}` }),
      (ids) => {
        const [absent, ...known] = ids as [PersonId, ...PersonId[]];
        const people = known.map((each, doses) => ({ ids: [each], facts: factsOf({ doses }) }));
        const file = factsFile(people);
        for (const person of people) expect(find(file, person.ids)).toEqual([person.facts]);
        expect(find(file, [absent])).toEqual([]);
      },
    ),
    { numRuns: 40 },
  );
});

test('several ids of one person are one record', () => {
  const other: PersonId = { type: 'qid', value: '1629' };
  expect(find(factsFile([{ ids: [cccd, other], facts }]), [other, cccd])).toEqual([facts]);
});

test('a telephone in the file recognises nobody: families share one', () => {
  const phone: PersonId = { type: 'phone', value: '0912345678' };
  expect(find(factsFile([{ ids: [phone], facts }]), [phone])).toEqual([]);
});

describe('the hash', () => {
  const key = createSecretKey(Buffer.alloc(32, 7));
  test('is HMAC-SHA-256 over type:value, as other programs compute it', () => {
    // printf 'cccd:001093029317' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0707…07
    expect(personHash(key, cccd)).toBe('fb1e36a7822971037184fb7029efba0294af432df6da416d1e025b2c18980d7c');
  });
  test('longer ids than ten bytes are compared whole', () => {
    const hash = personHash(key, cccd);
    const file = (id: string) => ({
      version: 1,
      hmacKey: Buffer.alloc(32, 7).toString('base64'),
      people: [{ ids: [id], facts }],
    });
    expect(find(file(hash), [cccd])).toEqual([facts]);
    expect(find(file(hash.slice(0, 20)), [cccd])).toEqual([facts]);
    const last = hash.endsWith('0') ? '1' : '0';
    expect(find(file(hash.slice(0, -1) + last), [cccd])).toEqual([]);
  });
});

test('anything else is refused with its place', () => {
  fc.assert(fc.property(fc.jsonValue(), (json) => !indexFacts(json).ok));
  const file = factsFile([{ ids: [cccd], facts }]);
  expect(indexFacts({ ...file, people: [{ ...file.people[0], facts: { ...facts, doses: -1 } }] })).toMatchObject({
    ok: false,
    error: expect.stringMatching(/^people\.0\.facts\.doses: /),
  });
});
