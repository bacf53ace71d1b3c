import { type DeviceCorpus, deviceCorpus, deviceTarget } from './device-target.ts';
import { issuePassCorpus, type PassCorpus } from './pass-corpus.ts';
import { passTarget } from './pass-target.ts';
import type { Target } from './target.ts';
import { issueTrustCorpus, type TrustCorpus } from './trust-corpus.ts';
import { trustTarget } from './trust-target.ts';

export const TARGETS = ['pass', 'trust', 'devices'] as const;
export type TargetName = (typeof TARGETS)[number];

/** What a run starts from; plain JSON, kept beside its results, so that a failing input can be made again. */
export type Corpus =
  | { readonly target: 'pass'; readonly pass: PassCorpus }
  | { readonly target: 'trust'; readonly trust: TrustCorpus }
  | { readonly target: 'devices'; readonly devices: DeviceCorpus };

export async function issueCorpus(target: TargetName): Promise<Corpus> {
  if (target === 'pass') return { target, pass: await issuePassCorpus() };
  if (target === 'trust') return { target, trust: await issueTrustCorpus() };
  return { target, devices: deviceCorpus(await issuePassCorpus()) };
}

export function targetOf(corpus: Corpus): Promise<Target> {
  switch (corpus.target) {
    case 'pass':
      return passTarget(corpus.pass);
    case 'trust':
      return trustTarget(corpus.trust);
    case 'devices':
      return deviceTarget(corpus.devices);
  }
}
