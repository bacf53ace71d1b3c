import { Buffer, isUtf8 } from 'node:buffer';
import type { Pass } from '../contract/pass.ts';
import { err, ok, type Result } from '../contract/result.ts';
import type { FormatProblem, PassFormatReader } from './format-reader.ts';
import { insuranceIds } from './insurance-number.ts';
import { unsignedPass } from './unsigned-pass.ts';
import { vietnameseDate } from './vietnamese-date.ts';

/**
 * QR of a health-insurance card: `number|name|birth date|sex|address|place of care|from|to|…|$`, name and address as hex
 * of UTF-8, sex 1 (man) or 2. Unsigned. Fields after the validity (date of issue, a parent's name, a checksum) and the
 * end mark `$` differ between years, and are not looked at; nor is the address. Whether the insurance still runs says
 * nothing of who a person is: the pass has no validity of its own.
 *
 * Told from a personal QR, whose fourth field may be the same digit, by number and hexadecimal name.
 */
export const bhyt: PassFormatReader = {
  format: 'bhyt',
  recognises: looksLikeBhyt,
  read: readBhyt,
};

/** By the first two fields, and eight in all. A name has three letters at least. */
export function looksLikeBhyt(text: string): boolean {
  return /^\s*(?:[A-Z]{2}\d{13}|\d{10})\s*\|\s*(?:[0-9A-Fa-f]{2}){3,}\s*(?:\|[^|]*){6}/.test(text);
}

const MOST_FIELDS = 24;

function readBhyt(text: string): Result<Pass, FormatProblem> {
  const fields = text.split('|', MOST_FIELDS + 1).map((field) => field.trim());
  const [number = '', nameHex = '', born = '', sex = '', , placeOfCare = '', from = '', to = ''] = fields;
  const name = textOfHex(nameHex);
  const birthDate = vietnameseDate(born);
  const wellFormed =
    fields.length <= MOST_FIELDS &&
    /^[012]$/.test(sex) &&
    /^(\d\d ?-? ?\d{3}|-)?$/.test(placeOfCare) &&
    [from, to].every((day) => day === '' || day === '-' || vietnameseDate(day) !== null);
  if (!wellFormed || name === null || birthDate === null) return err('fields');
  return ok(unsignedPass('bhyt', text.trim(), { name, birthDate, ids: insuranceIds(number) }));
}

/** Null: not UTF-8, or no name. */
function textOfHex(hex: string): string | null {
  const bytes = Buffer.from(hex, 'hex');
  if (!isUtf8(bytes)) return null;
  const name = bytes.toString('utf8').normalize('NFC').replace(/\s+/g, ' ').trim();
  return name === '' || name.length > 200 || /\p{Cc}/u.test(name) ? null : name;
}
