import { createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FactsContent, factsFile, type KnownPerson } from '../../fixtures/issuer/facts.ts';
import { factsOf } from '../../fixtures/verdict/judge-input.ts';
import { type Facts, factsSchema } from '../contract/facts.ts';
import { ID_TYPES, type PersonId } from '../contract/pass.ts';
import { type FactsIndex, openFactsFile } from './facts-file.ts';
import { HEAD, RECORD } from './facts-layout.ts';
import { personHash } from './person-hash.ts';

const cccd: PersonId = { type: 'cccd', value: '001093029317' };
const qid: PersonId = { type: 'qid', value: '1629' };
const key = Buffer.alloc(32, 7);

async function open(bytes: Uint8Array): Promise<FactsIndex> {
  const index = await openFactsFile(bytes);
  if (!index.ok) throw new Error(index.error);
  return index.value;
}
const bytesOf = (people: readonly KnownPerson[], change: Partial<FactsContent> = {}) =>
  factsFile({ locality: 'hcm', people, key, ...change });
const find = (index: FactsIndex, ids: readonly PersonId[]) => index.find({ name: '', birthDate: null, ids });

const second = fc.integer({ min: 0, max: 0xffff_fffe }).map((s) => `${new Date(s * 1000).toISOString().slice(0, 19)}Z`);
const day = fc.integer({ min: 0, max: 0xfffe }).map((days) => new Date(days * 86_400_000).toISOString().slice(0, 10));
const degrees = (most: number) => fc.integer({ min: -most * 1e6, max: most * 1e6 }).map((value) => value / 1e6);
const words = (most: number) => fc.string({ minLength: 1, maxLength: most / 2, unit: 'grapheme-composite' });
const anyFacts: fc.Arbitrary<Facts> = fc.record({
  product: fc.option(words(64).filter((text) => text.length <= 64)),
  doses: fc.nat(20),
  firstDose: fc.option(day),
  lastDose: fc.option(day),
  recoveredOn: fc.option(day),
  lastTest: fc.option(
    fc.record({
      type: fc.constantFrom('pcr', 'rapid'),
      result: fc.constantFrom('negative', 'positive'),
      sampledAt: second,
    }),
  ),
  declaration: fc.option(fc.record({ result: fc.constantFrom('normal', 'symptoms', 'contact'), at: second })),
  isolationUntil: fc.option(day),
  sealed: fc.boolean(),
  unit: fc.option(fc.stringMatching(/^(\d{2}|\d{3}|\d{5})$/)),
  lastSeen: fc.option(
    fc.record({
      at: second,
      site: words(120).filter((text) => text.length <= 120),
      position: fc.option(fc.record({ lat: degrees(90), lon: degrees(180) })),
    }),
  ),
});
const value = fc.stringMatching(/^[0-9A-Z]{6,12}$/);
const anyId = fc.record({ type: fc.constantFrom(...ID_TYPES.filter((type) => type !== 'phone')), value });
const anyIds = fc.uniqueArray(anyId, {
  minLength: 2,
  maxLength: 12,
  selector: ({ type, value: text }) => `${type}:${text}`,
});

test('what was written is read back, by each identifier of a person and by nobody else’s', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyIds,
      fc.array(anyFacts, { minLength: 12, maxLength: 12 }),
      fc.integer({ min: 10, max: 32 }),
      async (...all) => {
        const [[absent, ...ids], facts, hashBytes] = all as [[PersonId, ...PersonId[]], Facts[], number];
        const people = ids.map((id, index) => ({ ids: [id], facts: facts[index] ?? factsOf() }));
        const index = await open(bytesOf(people, { hashBytes }));
        expect(index).toMatchObject({ locality: 'hcm', people: people.length });
        for (const person of people) {
          const [found, ...others] = find(index, person.ids);
          expect(others).toEqual([]);
          expect(found).toEqual({
            facts: person.facts,
            ids: [person.ids[0]],
            matched: [person.ids[0]?.type],
            name: 'unknown',
          });
          expect(factsSchema.safeParse(found?.facts).success).toBe(true);
        }
        expect(find(index, [absent])).toEqual([]);
      },
    ),
    { numRuns: 60 },
  );
});

test('several ids of one person are one record, and each is told', async () => {
  const index = await open(bytesOf([{ ids: [cccd, qid], facts: factsOf({ doses: 3 }) }]));
  expect(find(index, [qid, cccd])).toEqual([
    { facts: factsOf({ doses: 3 }), ids: [qid, cccd], matched: ['qid', 'cccd'], name: 'unknown' },
  ]);
  expect(find(index, [cccd, cccd])).toMatchObject([{ matched: ['cccd'] }]);
});

test('an identifier is found written with spaces or in small letters', async () => {
  const index = await open(bytesOf([{ ids: [{ type: 'uvci', value: 'URN:UVCI:01:VN:AB' }], facts: factsOf() }]));
  expect(find(index, [{ type: 'uvci', value: ' urn:uvci:01:vn:ab' }])).toHaveLength(1);
});

test('a telephone in the file recognises nobody: families share one', async () => {
  const phone: PersonId = { type: 'phone', value: '0912345678' };
  expect(find(await open(bytesOf([{ ids: [phone], facts: factsOf() }])), [phone])).toEqual([]);
});

test('the file names nobody', () => {
  const bytes = Buffer.from(bytesOf([{ ids: [cccd], facts: factsOf(), name: 'NGUYEN VAN A', birthDate: '1993' }]));
  expect(bytes.includes('001093029317')).toBe(false);
  expect(bytes.includes('NGUYEN')).toBe(false);
});

test('the hash is HMAC-SHA-256 over type:value, as other programs compute it', () => {
  // printf 'cccd:001093029317' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0707…07
  const expected = 'fb1e36a7822971037184fb7029efba0294af432df6da416d1e025b2c18980d7c';
  expect(personHash(createSecretKey(key), cccd).toString('hex')).toBe(expected);
});

describe('names', async () => {
  const index = await open(
    bytesOf([{ ids: [cccd], facts: factsOf(), name: 'Nguyễn Thị Đào', birthDate: '1993-05-07' }]),
  );
  const named = (name: string, birthDate: string | null) => index.find({ name, birthDate, ids: [cccd] })[0]?.name;
  test.each([
    ['NGUYEN THI DAO', '1993-05-07', 'same'],
    ['nguyễn  thị đào', '1993', 'same'],
    ['Thị Đào Nguyễn', '1993-05', 'same'],
    ['NGUYEN<THI<DAO', '1993-01-01', 'same'],
    ['NGUYEN THI DAO', '1994-05-07', 'other'],
    ['NGUYEN THI HOA', '1993-05-07', 'other'],
    ['NGUYEN DAO', '1993-05-07', 'other'],
    ['NGUYEN THI DAO', null, 'unknown'],
    ['NGUYEN T** D**', '1993-05-07', 'unknown'],
    ['', '1993-05-07', 'unknown'],
    ['Müller Jürgen', '1993-05-07', 'unknown'],
    ['阮氏桃', '1993-05-07', 'unknown'],
  ])('%s of %s: %s', (name, birthDate, expected) => {
    expect(named(name, birthDate)).toBe(expected);
  });
  test('a record without a name says nothing', async () => {
    expect(find(await open(bytesOf([{ ids: [cccd], facts: factsOf() }])), [cccd])[0]?.name).toBe('unknown');
  });
});

describe('a file that is none', () => {
  const good = bytesOf([
    { ids: [cccd, qid], facts: factsOf({ product: 'EU/1/20/1528', doses: 2 }), name: 'A', birthDate: '1990' },
    { ids: [{ type: 'cmnd', value: '012345678' }], facts: factsOf({ unit: '79' }) },
  ]);
  const records = good.length - 3 * 14 - 2 * RECORD.size;
  const ids = good.length - 3 * 14;
  const changed = (at: number, ...bytes: number[]) => {
    const copy = Buffer.from(good);
    copy.set(bytes, at);
    return copy;
  };
  test.each<[string, Uint8Array, RegExp]>([
    ['nothing', new Uint8Array(), /cut short/],
    ['another file', changed(0, 0x41), /no facts file/],
    ['a later version', changed(HEAD.version, 2), /version 2/],
    ['something in the reserved bytes', changed(HEAD.reserved, 1), /without a meaning/],
    ['short hashes', changed(HEAD.hashBytes, 9), /hashes of 9 bytes/],
    ['long hashes', changed(HEAD.hashBytes, 33), /hashes of 33 bytes/],
    ['one record more', changed(HEAD.records + 3, 3), /length/],
    ['more records than numbers can be', changed(HEAD.records, 255, 255, 255, 255), /length/],
    ['texts beyond the end', changed(HEAD.texts, 255, 255, 255, 255), /length/],
    ['one product more', changed(HEAD.products + 1, 2), /text 2/],
    ['sites beyond all measure', changed(HEAD.sites, 255), /more than 200000 sites/],
    ['an empty text', changed(HEAD.size, 0, 0), /text 0/],
    ['a text that is not UTF-8', changed(HEAD.size + 2, 0xff), /text 0 is not UTF-8/],
    ['a product that is not there', changed(records, 0, 1), /record 0: its product/],
    ['21 doses', changed(records + RECORD.doses, 21), /record 0: .*20 doses/],
    ['an unknown flag', changed(records + RECORD.flags, 4), /record 0: a flag/],
    ['an unknown test', changed(records + RECORD.test, 5), /record 0: its test/],
    ['a test without its time', changed(records + RECORD.test, 1), /record 0: a test/],
    ['a time without its declaration', changed(records + RECORD.declaredAt, 0), /record 0: a declaration/],
    ['a unit of four digits', changed(records + RECORD.size + RECORD.unit, 4), /record 1: its unit/],
    ['a unit of digits too many', changed(records + RECORD.size + RECORD.unit + 3, 100), /record 1: its unit/],
    ['a sighting without a site', changed(records + RECORD.seenAt, 0), /record 0: a sighting/],
    ['half a position', changed(records + RECORD.lat, 0), /record 0: half a position/],
    ['an identifier of no record', changed(good.length - 1, 2), /identifier 2 is of no record/],
    ['identifiers out of order', changed(ids, 255), /identifier 1 is out of order/],
    ['something after it', Buffer.concat([good, Buffer.alloc(1)]), /length/],
  ])('%s', async (_, bytes, error) => {
    expect(await openFactsFile(bytes)).toEqual({ ok: false, error: expect.stringMatching(error) });
  });
  test('an identifier of two people', async () => {
    const copy = Buffer.from(good);
    copy.copy(copy, ids, ids + 14, ids + 28);
    expect(await openFactsFile(copy)).toEqual({ ok: false, error: expect.stringMatching(/identifier 1 .*two people/) });
  });
  test('cut anywhere', async () => {
    for (let length = 0; length < good.length; length++)
      expect((await openFactsFile(good.subarray(0, length))).ok).toBe(false);
  });
  test('any bytes whatever, and any bytes of a good file changed: an answer, and then facts that fit the schema', async () => {
    const edits = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(edits, async (changes) => {
        const copy = Buffer.from(good);
        for (const [at, byte] of changes) copy[at] = byte;
        const index = await openFactsFile(copy);
        if (!index.ok) return;
        for (const { facts } of find(index.value, [cccd, qid])) expect(factsSchema.safeParse(facts).success).toBe(true);
      }),
      { numRuns: 2000 },
    );
    const head = Buffer.from('CHOTFACT\u0001\u000a', 'latin1');
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.boolean(), async (bytes, whole) => {
        return !(await openFactsFile(whole ? Buffer.concat([head, bytes]) : bytes)).ok;
      }),
    );
  });
});
