import type { Pass, PassFormat } from '../contract/pass.ts';
import type { ScanProblem } from '../contract/reasons.ts';
import type { Result } from '../contract/result.ts';
import type { Keyring } from './keyring.ts';

/** What can be wrong with a text whose format was recognised. */
export type FormatProblem = Exclude<
  ScanProblem,
  'too-long' | 'not-utf8' | 'control-characters' | 'empty' | 'incomplete' | 'input-method' | 'no-known-format'
>;

/** One format. */
export type PassFormatReader = {
  readonly format: PassFormat;
  /** By its look alone. */
  recognises(text: string): boolean;
  read(text: string, keyring: Keyring): Result<Pass, FormatProblem>;
};
