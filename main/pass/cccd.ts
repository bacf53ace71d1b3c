import type { Pass, Person, PersonId } from '../contract/pass.ts';
import { err, ok, type Result } from '../contract/result.ts';
import type { FormatProblem, PassFormatReader } from './format-reader.ts';
import { personalNumberParts, type Sex } from './personal-number.ts';
import { unsignedPass } from './unsigned-pass.ts';
import { vietnameseDate } from './vietnamese-date.ts';

/**
 * QR of a chip identity card. Since January 2021 (Circular 06/2021/TT-BCA) seven fields: `CCCD|CMND|name|ddMMyyyy|sex|
 * address|issued ddMMyyyy`; on the card of July 2024 more, among them names and numbers of relatives. Fields after the
 * fifth are never looked at, but for the last of seven, which tells a whole code from one that was cut off. Unsigned: it
 * claims an identity, and proves none.
 *
 * Told from a personal QR, whose first field may be the same number, by the fourth: there it is one digit.
 */
export const cccd: PassFormatReader = {
  format: 'cccd',
  recognises: (text) => /^\s*\d{12}\s*(?:\|[^|]*){2}\|(?!\s*[01]\s*\|)[^|]*(?:\|[^|]*){3}/.test(text),
  read: readCccd,
};

const FIELDS_OF_2021 = 7;
/** A household's numbers and names beside one's own. */
const MOST_FIELDS = 40;

function readCccd(text: string): Result<Pass, FormatProblem> {
  const fields = text.split('|', MOST_FIELDS + 1).map((field) => field.trim());
  const [number = '', formerNumber = '', name = '', born = '', sexWord = ''] = fields;
  const birthDate = vietnameseDate(born);
  const sex = sexOf(sexWord);
  const person = personOf(number, formerNumber, name, birthDate);
  if (person === null || sex === null || fields.length > MOST_FIELDS) return err('fields');
  if (fields.length === FIELDS_OF_2021 && vietnameseDate(fields[6] ?? '') === null) return err('fields');
  return fits(number, sex, birthDate) ? ok(unsignedPass('cccd', text.trim(), person)) : err('number-contradicts');
}

function personOf(number: string, formerNumber: string, name: string, birthDate: string | null): Person | null {
  const wellFormed = birthDate !== null && name !== '' && name.length <= 200 && /^(\d{9}|\d{12})?$/.test(formerNumber);
  if (!wellFormed) return null;
  const ids: PersonId[] = [{ type: 'cccd', value: number }];
  // The number of old is the second key: doses given under it would else be missing (domain.md sections 2 and 4).
  if (formerNumber.length === 9) ids.push({ type: 'cmnd', value: formerNumber });
  if (formerNumber.length === 12 && formerNumber !== number) ids.push({ type: 'cccd', value: formerNumber });
  return { name: name.normalize('NFC').replace(/\s+/g, ' '), birthDate, ids };
}

function sexOf(word: string): Sex | null {
  switch (word.normalize('NFC').toLowerCase()) {
    case 'nam':
      return 'male';
    case 'nữ':
      return 'female';
    default:
      return null;
  }
}

/**
 * Refused, not merely doubted, where it does not hold: most such codes were put together by hand, out of somebody's
 * number and somebody else's name, and must not look like a claim that an officer could let pass. Genuine cards that
 * contradict their own number are few: they count as faulty and are called in for a new number (Circular 59/2021/TT-BCA
 * article 6). Their holders still have their personal QR, and the number can be typed: facts then decide.
 */
function fits(number: string, sex: Sex, birthDate: string | null): boolean {
  const parts = personalNumberParts(number);
  return parts !== null && parts.sex === sex && birthDate?.startsWith(String(parts.birthYear)) === true;
}
