import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { keyringOf } from '../../fixtures/issuer/keyring.ts';
import { makeSigner } from '../../fixtures/issuer/keys.ts';
import { issueSealed1405 } from '../../fixtures/issuer/qr1405.ts';
import { SAMPLE_PERSON, SAMPLE_QID } from '../../fixtures/issuer/samples.ts';
import { readPass } from '../../main/pass/read.ts';
import { type JudgeInput, judge } from '../../main/verdict/judge.ts';
import { verdictFault } from './judge-pass.ts';
import { issuePassCorpus } from './pass-corpus.ts';
import { passTarget } from './pass-target.ts';
import { count, emptyTally } from './tally.ts';

const corpus = await issuePassCorpus();
const target = await passTarget(corpus);

describe('the fuzz run of passes', () => {
  it('makes the same input again from seed and number', async () => {
    const again = await passTarget(corpus);
    for (let number = 0; number < 200; number++) {
      expect(again.make(7, number)).toEqual(target.make(7, number));
    }
    expect(target.make(8, 3)).not.toEqual(target.make(7, 3));
  });

  it('reaches the signatures of every format that has one, and every stage before them', async () => {
    const tally = emptyTally();
    for (let number = 0; number < 6000; number++) {
      const input = target.make(1, number);
      const outcome = await target.check(input);
      expect(outcome).toMatchObject({ ok: true });
      if (outcome.ok) count(tally, input.kind, outcome.outcome);
    }
    const reached = (kind: string) => Object.keys(tally.outcomes[kind] ?? {});
    const stages = ['base45', 'inflate', 'cbor', 'cose', 'cwt', 'schema', 'pass: invalid', 'pass: unknown-key'];
    expect(reached('hc1')).toEqual(expect.arrayContaining(stages));
    expect(reached('qr1405')).toEqual(expect.arrayContaining(['fields', 'seal-misplaced', 'pass: invalid']));
    expect(reached('shc')).toEqual(expect.arrayContaining(['jws', 'pass: invalid', 'pass: unknown-key']));
  });

  it('would notice a signature that nobody made', async () => {
    const forger = makeSigner({ alg: 'ES256', formats: ['qr1405'] });
    const sealed = { person: SAMPLE_PERSON, qid: SAMPLE_QID, issuedAt: 1_790_000_000, expiresAt: 1_800_000_000 };
    const text = issueSealed1405({ signer: forger, ...sealed });
    const deceived = await passTarget({ ...corpus, signers: [...corpus.signers, forger.entry] });
    const input = { from: 'forger', kind: 'qr1405', bytes: Buffer.from(text), text };
    expect(deceived.check(input)).toMatchObject({ ok: false, failure: 'verified' });
    expect(target.check(input)).toEqual({ ok: true, outcome: 'pass: unknown-key' });
  });

  it('would notice an exception', () => {
    const input = { from: '', kind: '', bytes: new Uint8Array(0), text: 5 as unknown as string };
    expect(target.check(input)).toMatchObject({ ok: false, failure: 'exception' });
  });

  it('would notice a judge who does not ask for the signature', () => {
    const reading = readPass(corpus.passes[0]?.text ?? '', keyringOf());
    if (!reading.ok) throw new Error(reading.problem);
    const { pass } = reading;
    expect(pass.signature).toBe('unknown-key');
    expect(verdictFault(pass)).toBeNull();
    const blind = (input: JudgeInput) => judge({ ...input, pass: { ...input.pass, signature: 'valid' } });
    expect(verdictFault(pass, blind)).toMatchObject({ failure: 'green' });
    expect(verdictFault({ ...pass, signature: 'unsigned' }, blind)).toMatchObject({ failure: 'green' });
  });
});
