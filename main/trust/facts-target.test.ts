import { Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encryptedFacts } from '../../fixtures/issuer/facts.ts';
import { factsOf } from '../../fixtures/verdict/judge-input.ts';
import { openFactsTarget } from './facts-target.ts';

const hcm = { name: 'facts/hcm.age', part: 'hcm' };
const cccd = { type: 'cccd', value: '001093029317' } as const;
const people = [{ ids: [cccd], facts: factsOf({ doses: 2 }) }];
const ours = await generateX25519Identity();
const others = await generateX25519Identity();
const toBoth = await encryptedFacts(
  { locality: 'hcm', people },
  await Promise.all([others, ours].map((identity) => identityToRecipient(identity))),
);

test('every recipient reads it', async () => {
  for (const identity of [ours, others]) {
    const index = await openFactsTarget(hcm, toBoth, identity);
    const found = index.ok ? index.value.find({ name: '', birthDate: null, ids: [cccd] }) : null;
    expect(found).toMatchObject([{ facts: { doses: 2 } }]);
  }
});

test('a station that is no recipient says to whom it must be encrypted; one without identity that it has none', async () => {
  const stranger = await generateX25519Identity();
  const refused = await openFactsTarget(hcm, toBoth, stranger);
  expect(refused).toMatchObject({ ok: false, error: { code: 'file-locked', file: 'facts/hcm.age' } });
  const message = refused.ok ? '' : refused.error.message;
  expect(message).toContain(await identityToRecipient(stranger));
  expect(message).not.toContain(stranger);
  expect(await openFactsTarget(hcm, toBoth, null)).toMatchObject({ ok: false, error: { code: 'file-locked' } });
});

test('an identity with a letter wrong is told, and no exception', async () => {
  const last = ours.at(-1) === 'Q' ? 'P' : 'Q';
  const refused = await openFactsTarget(hcm, toBoth, ours.slice(0, -1) + last);
  expect(refused).toMatchObject({
    error: { code: 'file-locked', message: expect.stringContaining('keys/station.age') },
  });
});

test('facts of another locality, or something else encrypted to us, are refused', async () => {
  const dng = { name: 'facts/dng.age', part: 'dng' };
  expect(await openFactsTarget(dng, toBoth, ours)).toMatchObject({ ok: false, error: { code: 'file-invalid' } });
  const encrypter = new Encrypter();
  encrypter.addRecipient(await identityToRecipient(ours));
  const letter = await encrypter.encrypt('a letter');
  expect(await openFactsTarget(hcm, letter, ours)).toMatchObject({ ok: false, error: { file: 'facts/hcm.age' } });
});

test('cut, changed or made up, it is damaged, never read', async () => {
  const edit = fc.tuple(fc.nat(toBoth.length - 1), fc.integer({ min: 1, max: 255 }));
  await fc.assert(
    fc.asyncProperty(edit, fc.boolean(), async ([at, mask], cut) => {
      const copy = Uint8Array.from(cut ? toBoth.subarray(0, at) : toBoth);
      if (!cut) copy[at] = (copy[at] ?? 0) ^ mask;
      expect(await openFactsTarget(hcm, copy, ours)).toMatchObject({ ok: false, error: { file: 'facts/hcm.age' } });
    }),
    { numRuns: 150 },
  );
});

test('a large file leaves the event loop free while it is decrypted', async () => {
  const many = Array.from({ length: 20_000 }, (_, n) => ({
    ids: [{ type: 'qid' as const, value: String(n) }],
    facts: factsOf(),
  }));
  const large = await encryptedFacts({ locality: 'hcm', people: many }, [await identityToRecipient(ours)]);
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 0);
  const index = await openFactsTarget(hcm, large, ours);
  clearInterval(timer);
  expect(index.ok && index.value.people).toBe(20_000);
  expect(turns).toBeGreaterThan(3);
});
