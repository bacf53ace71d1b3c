import type { HidProfile, ScannerConfig, ScannerKeyboard } from '../../../main/contract/station-config.ts';

type LearnedOutput = {
  readonly prefix: string;
  readonly suffix: string;
  /** Whether it sends identifiers or not: they are none of a pass. */
  readonly aim: 'strip';
  readonly idleMs: number;
};

/** What a lesson found, as station.json says it. */
export type LearnedProfile =
  | ({ readonly kind: 'serial'; readonly baud: number } & LearnedOutput)
  | ({ readonly kind: 'hid'; readonly profile: HidProfile | 'auto' } & LearnedOutput)
  /** `keyboard` null: a US one. */
  | ({ readonly kind: 'wedge'; readonly keyboard: ScannerKeyboard | null } & LearnedOutput);

/** The scanner of station.json, set as the lesson found it; of another kind than the lesson's it cannot be. */
export function applyProfile(scanner: ScannerConfig, profile: LearnedProfile): ScannerConfig {
  if (scanner.kind === 'serial' && profile.kind === 'serial') return { ...scanner, ...profile };
  if (scanner.kind === 'hid' && profile.kind === 'hid') return { ...scanner, ...profile };
  if (scanner.kind === 'wedge' && profile.kind === 'wedge') return { ...scanner, ...profile };
  throw new Error(`a lesson of a ${profile.kind} scanner says nothing of a ${scanner.kind} one`);
}
