import { Buffer } from 'node:buffer';
import { isDeepStrictEqual } from 'node:util';
import type { Pass, PassFormat } from '../../main/contract/pass.ts';
import { createKeyring, type Keyring, parseSigners } from '../../main/pass/keyring.ts';
import { readPass } from '../../main/pass/read.ts';
import type { Trust } from '../../main/trust/trust.ts';
import { answerFault } from './answer-pass.ts';
import { type VerdictFault, verdictFault } from './judge-pass.ts';
import { mutatePass } from './mutate-pass.ts';
import type { PassCorpus } from './pass-corpus.ts';
import { passFault, refusalFault } from './pass-shape.ts';
import { Random } from './random.ts';
import { loadStationTrust } from './station-trust.ts';
import { type FuzzInput, failed, type Outcome, type Target, thrown } from './target.ts';

type Seed = { readonly name: string; readonly text: string; readonly format: PassFormat };
/** The seeds of one format; one that can be signed stands here more than once, since there more can go wrong. */
type Groups = readonly (readonly Seed[])[];
const SIGNED_WEIGHT = 3;

/** `readPass`, and for what is a pass the station's answer. Rejects where a seed itself is no valid pass. */
export async function passTarget({ signers, passes, trust: said }: PassCorpus): Promise<Target> {
  const trust = await loadStationTrust(said);
  const list = parseSigners(signers);
  if (!list.ok || list.value.skipped.length > 0)
    throw new Error(`the corpus has broken signers: ${JSON.stringify(list)}`);
  const keyring = createKeyring(list.value.keys);
  const issued = new Map<string, Pass>();
  const seeds = passes.map(({ name, text }): Seed => {
    const reading = readPass(text, keyring);
    if (!reading.ok) throw new Error(`${name} of the corpus is no pass: ${reading.problem}`);
    if (!['valid', 'unsigned'].includes(reading.pass.signature)) throw new Error(`${name}: ${reading.pass.signature}`);
    if (reading.pass.signature === 'valid') issued.set(reading.pass.identity, reading.pass);
    return { name, text, format: reading.pass.format };
  });
  const signed = new Set([...issued.values()].map(({ format }) => format));
  const groups = [...Map.groupBy(seeds, ({ format }) => format)].flatMap(([format, group]) =>
    Array<readonly Seed[]>(signed.has(format) ? SIGNED_WEIGHT : 1).fill(group),
  );
  return {
    make: (seed, input) => makeInput(groups, seed, input),
    check: (input) => {
      try {
        return checkText(input.text ?? '', keyring, issued, trust);
      } catch (error) {
        return thrown(error);
      }
    },
  };
}

function makeInput(groups: Groups, seed: number, input: number): FuzzInput {
  const random = new Random(seed, input);
  const from = pickSeed(groups, random);
  const other = pickSeed(groups, random);
  const text = mutatePass(from.text, random, other.text);
  return { from: from.name, kind: from.format, bytes: Buffer.from(text, 'utf8'), text };
}

function pickSeed(groups: Groups, random: Random): Seed {
  const group = groups[random.below(groups.length)] ?? [];
  const seed = group[random.below(group.length)];
  if (seed === undefined) throw new Error('the corpus is empty');
  return seed;
}

function checkText(text: string, keyring: Keyring, issued: ReadonlyMap<string, Pass>, trust: Trust): Outcome {
  const reading = readPass(text, keyring);
  if (!reading.ok) {
    const fault = refusalFault(reading);
    return fault === null ? { ok: true, outcome: reading.problem } : failed('wrong-type', fault);
  }
  const { pass } = reading;
  const fault = passFault(pass);
  if (fault !== null) return failed('wrong-type', fault);
  if (pass.signature === 'valid') {
    // What is not signed (lengths, tags, compression) may differ as long as the pass does not.
    const seed = issued.get(pass.identity);
    if (seed === undefined) return failed('verified', 'a signature that nobody made is valid');
    if (!isDeepStrictEqual(seed, pass)) return failed('verified', 'another pass than the one that was signed');
  }
  const wrong = verdictFault(pass) ?? answerFault(pass, trust) ?? oddContentFault(pass, trust);
  return wrong === null ? { ok: true, outcome: `pass: ${pass.signature}` } : failed(wrong.failure, wrong.detail);
}

/** Issuers write odd things too: the same content, had it been signed, must be answered as well. */
function oddContentFault(pass: Pass, trust: Trust): VerdictFault | null {
  return pass.signature === 'invalid' ? answerFault({ ...pass, signature: 'valid' }, trust) : null;
}
