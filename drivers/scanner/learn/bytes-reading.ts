import type { RawScan } from '../raw-scan.ts';
import { align, type Symbols } from './alignment.ts';
import { whyBroken } from './broken.ts';
import { around, fateOf, type Read, type Reading } from './reading.ts';

/** Garbage of a wrong baud may be short: a fast scanner on a slow line leaves one byte in twelve. */
const LEAST_GARBAGE = 3;

/**
 * One scan as bytes. `apart`: the AIM identifier, where it came beside them. `reports`: their end was told apart too, and
 * the bytes have no terminator any more.
 */
export function readBytes(
  capture: RawScan,
  bytes: Uint8Array,
  { apart = null, reports = false }: { readonly apart?: string | null; readonly reports?: boolean } = {},
): Read {
  const heard = Array.from(bytes, (byte) => String.fromCharCode(byte));
  const aligned = align(heard);
  if (!aligned.ok) {
    const name = aligned.error === 'broken' ? aligned.name : null;
    return { ok: false, error: whyBroken(name, heard) ?? (isGarbage(bytes) ? 'garbled' : 'another-code') };
  }
  const { value } = aligned;
  const ended = value.after.length - trailing(value.after);
  const terminator = value.after.slice(ended).join('');
  const sides = around({ before: withoutStart(value.before), after: value.after.slice(0, ended) }, utf8Of);
  if (!sides.ok) return sides;
  return {
    ok: true,
    value: {
      name: value.name,
      capture,
      prefix: sides.prefix,
      suffix: sides.suffix,
      end: reports ? 'end-report' : endOf(terminator),
      aim: apart ?? sides.aim,
      eci: sides.eci,
      specials: fateOf(value, (text) => Buffer.from(text).toString('latin1')),
    },
  };
}

/** What framing.ts passes over before a frame. */
function withoutStart(before: Symbols): Symbols {
  const first = before.findIndex((symbol) => !'\x02\x03\r\n'.includes(symbol));
  return first === -1 ? [] : before.slice(first);
}

function trailing(after: Symbols): number {
  return after.length - 1 - after.findLastIndex((symbol) => !'\x03\r\n'.includes(symbol));
}

function endOf(terminator: string): Reading['end'] {
  if (terminator === '') return 'end-silence';
  if (terminator.includes('\x03')) return 'end-etx';
  if (/^\r+$/.test(terminator)) return 'end-cr';
  return /^\n+$/.test(terminator) ? 'end-lf' : 'end-crlf';
}

function utf8Of(characters: string): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(characters, 'latin1'));
  } catch {
    return null;
  }
}

/** Control characters that codes have, or scanners put around them. */
const SEPARATORS = '\x02\x03\x04\t\r\n\x1b\x1c\x1d\x1e\x1f';

/** Another code, in whatever language, is text; what a wrong baud makes of one is not. */
function isGarbage(bytes: Uint8Array): boolean {
  if (bytes.length < LEAST_GARBAGE) return false;
  const text = utf8Of(Buffer.from(bytes).toString('latin1'));
  return text === null || [...text].some((character) => /\p{Cc}/u.test(character) && !SEPARATORS.includes(character));
}
