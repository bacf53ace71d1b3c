import { issuePassCorpus, type PassCorpus } from './pass-corpus.ts';
import { passTarget } from './pass-target.ts';
import type { Target } from './target.ts';
import { issueTrustCorpus, type TrustCorpus } from './trust-corpus.ts';
import { trustTarget } from './trust-target.ts';

export const TARGETS = ['pass', 'trust'] as const;
export type TargetName = (typeof TARGETS)[number];

/** What a run starts from; plain JSON, kept beside its results, so that a failing input can be made again. */
export type Corpus =
  | { readonly target: 'pass'; readonly pass: PassCorpus }
  | { readonly target: 'trust'; readonly trust: TrustCorpus };

export async function issueCorpus(target: TargetName): Promise<Corpus> {
  if (target === 'pass') return { target, pass: await issuePassCorpus() };
  return { target, trust: await issueTrustCorpus() };
}

export function targetOf(corpus: Corpus): Promise<Target> {
  return corpus.target === 'pass' ? passTarget(corpus.pass) : trustTarget(corpus.trust);
}
