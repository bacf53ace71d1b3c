import type { HidProfile, ScannerConfig } from '../../../main/contract/station-config.ts';

type LearnedOutput = { readonly prefix: string; readonly suffix: string; readonly aim: 'strip' };

/** What a lesson found, as station.json says it. */
export type LearnedProfile =
  | ({ readonly kind: 'serial'; readonly baud: number; readonly idleMs: number | null } & LearnedOutput)
  | ({ readonly kind: 'hid'; readonly profile: HidProfile | 'auto'; readonly idleMs: number | null } & LearnedOutput)
  | ({
      readonly kind: 'wedge';
      /** null: as it is. */
      readonly idleMs: number | null;
      /** null: a US keyboard. */
      readonly keyboard: Readonly<Record<string, string>> | null;
    } & LearnedOutput);

/** The scanner of station.json, set as the lesson found it. */
export function applyProfile(scanner: ScannerConfig, profile: LearnedProfile): ScannerConfig {
  if (scanner.kind !== profile.kind) throw new Error(`a lesson of a ${profile.kind} scanner says nothing of this one`);
  const { idleMs, ...learned } = profile;
  return { ...scanner, ...learned, ...(idleMs === null ? {} : { idleMs }) } as ScannerConfig;
}
