import { MAX_SCAN_LENGTH, type ScanContent } from '../../main/contract/scan.ts';
import { type EciPiece, symbologyOf } from './symbology.ts';

/** BOM kept: what is signed is verified as scanned. */
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const encoder = new TextEncoder();

/** C0, DEL and C1: no pass format has any; scanners and keyboards are driven by them. */
const CONTROL = /\p{Cc}/u;

/** How a scanner is set, where that touches the content. */
export type ContentSettings = {
  /** Text that the scanner is set to send before each scan; a scan without it is kept as it is. */
  readonly prefix: string;
  /** The same after each scan. */
  readonly suffix: string;
  /** `keep`: what looks like an AIM identifier or an ECI is content. */
  readonly aim: 'strip' | 'keep';
};

export const PLAIN_CONTENT: ContentSettings = { prefix: '', suffix: '', aim: 'strip' };

/**
 * The bytes of one scan, its terminator already cut off; other white space is part of it. `apart`: the AIM identifier
 * where the scanner sent it beside the bytes.
 */
export function contentOfBytes(
  bytes: Uint8Array,
  { prefix, suffix, aim }: ContentSettings = PLAIN_CONTENT,
  apart: string | null = null,
): ScanContent {
  const scanned = withoutSuffix(withoutPrefix(bytes, encoder.encode(prefix)), encoder.encode(suffix));
  const pieces: readonly EciPiece[] =
    aim === 'keep' ? [{ eci: null, bytes: scanned }] : symbologyOf(scanned, apart).pieces;
  let text = '';
  for (const piece of pieces) {
    const decoded = textOf(piece);
    if (decoded === null) return { ok: false, problem: 'not-utf8' };
    text += decoded;
  }
  if (text.trim() === '') return { ok: false, problem: 'empty' };
  if (text.length > MAX_SCAN_LENGTH) return { ok: false, problem: 'too-long' };
  if (CONTROL.test(text)) return { ok: false, problem: 'control-characters' };
  return { ok: true, text };
}

/** Of keys, which are characters already. */
export function contentOfText(text: string, settings: ContentSettings = PLAIN_CONTENT): ScanContent {
  return contentOfBytes(encoder.encode(text), settings);
}

function withoutPrefix(bytes: Uint8Array, prefix: Uint8Array): Uint8Array {
  return prefix.every((byte, index) => bytes[index] === byte) ? bytes.subarray(prefix.length) : bytes;
}

function withoutSuffix(bytes: Uint8Array, suffix: Uint8Array): Uint8Array {
  const end = bytes.length - suffix.length;
  return end >= 0 && suffix.every((byte, index) => bytes[end + index] === byte) ? bytes.subarray(0, end) : bytes;
}

/**
 * ECI 1 and 3 are ISO/IEC 8859-1; 26 is UTF-8, of which ASCII (27, 170) is a part. Text under any other ECI is refused:
 * what it says is not known (AIM ECI Character Set Register).
 */
function textOf({ eci, bytes }: EciPiece): string | null {
  switch (eci) {
    case 1:
    case 3:
      return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
    case null:
    case 26:
    case 27:
    case 170:
      try {
        return strictUtf8.decode(bytes);
      } catch {
        return null;
      }
    default:
      return null;
  }
}
