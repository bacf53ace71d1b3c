import { MAX_SCAN_LENGTH, type ScanContent } from '../../main/contract/scan.ts';

/** BOM kept: what is signed is verified as scanned. */
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** C0, DEL and C1: no pass format has any; scanners and keyboards are driven by them. */
const CONTROL = /\p{Cc}/u;

/**
 * AIM symbology identifier of a QR code without ECI (ISO/IEC 15424, `]Q0` and `]Q1`), which some scanners are set to
 * send. No pass begins so. With ECI (`]Q2` and up) the text is escaped as well: left to be refused as no known format.
 */
const AIM_QR = /^\](?:Q0|Q1)/;

/** The bytes of one scan, its terminator already cut off; other white space is part of it. */
export function contentOfBytes(bytes: Uint8Array): ScanContent {
  let text: string;
  try {
    text = strictUtf8.decode(bytes);
  } catch {
    return { ok: false, problem: 'not-utf8' };
  }
  return contentOfText(text);
}

export function contentOfText(text: string): ScanContent {
  const scanned = text.replace(AIM_QR, '');
  if (scanned.trim() === '') return { ok: false, problem: 'empty' };
  if (scanned.length > MAX_SCAN_LENGTH) return { ok: false, problem: 'too-long' };
  if (CONTROL.test(scanned)) return { ok: false, problem: 'control-characters' };
  return { ok: true, text: scanned };
}
