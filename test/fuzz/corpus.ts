import { issuePassCorpus, type PassCorpus } from './pass-corpus.ts';
import { passTarget } from './pass-target.ts';
import type { Target } from './target.ts';

export const TARGETS = ['pass'] as const;
export type TargetName = (typeof TARGETS)[number];

/** What a run starts from; plain JSON, kept beside its results, so that a failing input can be made again. */
export type Corpus = { readonly target: 'pass'; readonly pass: PassCorpus };

export function issueCorpus(_target: TargetName): Corpus {
  return { target: 'pass', pass: issuePassCorpus() };
}

export function targetOf(corpus: Corpus): Target {
  return passTarget(corpus.pass);
}
