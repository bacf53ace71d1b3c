import type { IdType, Pass } from '../contract/pass.ts';
import { err, ok, type Result } from '../contract/result.ts';
import type { FormatProblem, PassFormatReader } from './format-reader.ts';
import { unsignedPass } from './unsigned-pass.ts';

/**
 * A number that an operator types, or that an SMS or a card carries: claims an identity, proves nothing. Spaces, dots and
 * hyphens that people put between digits are left out.
 */
export const code: PassFormatReader = {
  format: 'code',
  recognises: (text) => /^[ .-]*\d[\d .-]*$/.test(text),
  read: readCode,
};

const FEWEST_DIGITS = 6;
const MOST_DIGITS = 18;

function readCode(text: string): Result<Pass, FormatProblem> {
  const number = text.replace(/[ .-]+/g, '');
  if (number.length < FEWEST_DIGITS || number.length > MOST_DIGITS) return err('number-length');
  const types: readonly IdType[] = ['code', ...alsoOf(number.length)];
  const ids = types.map((type) => ({ type, value: number }));
  return ok(unsignedPass('code', number, { name: '', birthDate: null, ids }));
}

/**
 * What a number of that many digits can be beside a code of its own, so that facts are found by it: an identity card of
 * old, one of today, a QID (epoch times with digits after; domain.md section 1.2). Ten digits are a telephone as often as
 * a social-insurance number, and could be those of two people: they count as neither.
 */
function alsoOf(digits: number): IdType[] {
  if (digits === 9) return ['cmnd'];
  if (digits === 12) return ['cccd'];
  return digits >= 15 ? ['qid'] : [];
}
