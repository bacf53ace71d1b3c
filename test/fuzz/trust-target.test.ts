import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { makeSigner } from '../../fixtures/issuer/keys.ts';
import { signedPackFile } from '../../fixtures/issuer/signed-pack.ts';
import { signTime } from '../../fixtures/issuer/signed-time.ts';
import { issueStatusList } from '../../fixtures/issuer/status-list.ts';
import { SHIPPED_PACKS } from '../../main/verdict/shipped-packs.ts';
import { count, emptyTally } from './tally.ts';
import { issueTrustCorpus, NONCE, STATUS_LIST } from './trust-corpus.ts';
import { TRUST_KINDS } from './trust-kinds.ts';
import { trustTarget } from './trust-target.ts';

const corpus = await issueTrustCorpus();
const target = await trustTarget(corpus);

describe('the fuzz run of what is trusted', () => {
  it('refuses some and reads some of every kind, and passes on what was signed alone', async () => {
    const tally = emptyTally();
    for (let number = 0; number < 3000; number++) {
      const input = target.make(1, number);
      const outcome = await target.check(input);
      expect(outcome).toMatchObject({ ok: true });
      if (outcome.ok) count(tally, input.kind, outcome.outcome.startsWith('read') ? 'read' : 'refused');
    }
    expect(Object.keys(tally.outcomes).sort()).toEqual([...TRUST_KINDS].sort());
    for (const kind of TRUST_KINDS)
      expect([kind, tally.outcomes[kind]]).toEqual([kind, expect.objectContaining({ refused: expect.any(Number) })]);
  });

  const forger = makeSigner({ alg: 'ES256', formats: ['status', 'time', 'rules'] });
  const list = { bits: 4, size: 64, entries: new Map(), sub: `https://x.example/${STATUS_LIST}`, iat: 1 } as const;
  it.each([
    ['status', issueStatusList({ signer: forger, ...list })],
    ['time', signTime({ signer: forger, time: 1_600_000_000_000, nonce: NONCE })],
    ['signed-pack', signedPackFile(forger, { ...SHIPPED_PACKS[0], version: '9.9.9' })],
  ])('would notice a %s that the issuer did not make', async (kind, bytes) => {
    const deceived = await trustTarget({ ...corpus, signers: [...corpus.signers, forger.entry] });
    const input = { from: 'forger', kind, bytes: Buffer.from(bytes), text: null };
    expect(await deceived.check(input)).toMatchObject({ ok: false, failure: 'verified' });
    expect(await target.check(input)).toMatchObject({ ok: true });
  });
});
