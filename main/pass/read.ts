import type { Pass, PassFormat } from '../contract/pass.ts';
import type { ScanAgainReason, ScanProblem } from '../contract/reasons.ts';
import { MAX_SCAN_LENGTH } from '../contract/scan.ts';
import { bhyt } from './bhyt.ts';
import { cccd } from './cccd.ts';
import { code } from './code.ts';
import type { PassFormatReader } from './format-reader.ts';
import { hc1 } from './hc1.ts';
import type { Keyring } from './keyring.ts';
import { qr1405 } from './qr1405.ts';
import { shc } from './shc.ts';

/** A pass, decoded and its signature checked; or why the text is none, and of which format it is a broken one. */
export type PassReading =
  | { readonly ok: true; readonly pass: Pass }
  | {
      readonly ok: false;
      readonly reason: ScanAgainReason;
      readonly problem: ScanProblem;
      readonly format: PassFormat | null;
    };

/** A format is a file of its own and a place here. No text is recognised by two: their order says what is commonest. */
export const FORMATS: readonly PassFormatReader[] = [hc1, qr1405, shc, cccd, bhyt, code];

/** Reads the text of one scan. Pure: never throws, whatever the text; reads no clock, judges nothing. */
export function readPass(text: string, keyring: Keyring): PassReading {
  const unreadable = unreadableBecause(text);
  if (unreadable !== null) return { ok: false, reason: 'unreadable', problem: unreadable, format: null };
  const reader = FORMATS.find((each) => each.recognises(text));
  if (reader === undefined) return { ok: false, reason: 'format-unknown', problem: 'no-known-format', format: null };
  const reading = reader.read(text, keyring);
  if (reading.ok) return { ok: true, pass: reading.value };
  return { ok: false, reason: 'malformed', problem: reading.error, format: reader.format };
}

function unreadableBecause(text: string): ScanProblem | null {
  if (text === '') return 'empty';
  if (text.length > MAX_SCAN_LENGTH) return 'too-long';
  if (!text.isWellFormed()) return 'not-utf8';
  return /\p{Cc}/u.test(text) ? 'control-characters' : null;
}
