import { err, ok, type Result } from '../main/contract/result.ts';
import type { Fonts } from './fonts.ts';
import type { PrintProblem } from './problem.ts';

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/** The text as it can be printed: NFC (the typeface has composed letters only), single spaces, every glyph there. */
function printable(field: string, text: string, fonts: Fonts): Result<string, PrintProblem> {
  const composed = text.normalize('NFC').replace(/\s+/gu, ' ').trim();
  if (composed === '') return err({ code: 'field-empty', field });
  const missing = [...new Set(composed)].filter((character) => {
    const codePoint = character.codePointAt(0) ?? 0;
    return !Object.values(fonts).every((font) => font.hasGlyph(codePoint));
  });
  return missing.length > 0 ? err({ code: 'glyph-missing', field, characters: missing }) : ok(composed);
}

/** Every field made printable, or the first problem in the order given. */
export function printableFields<K extends string>(
  texts: Readonly<Record<K, string>>,
  fonts: Fonts,
): Result<Readonly<Record<K, string>>, PrintProblem> {
  const done = {} as Record<K, string>;
  for (const field of Object.keys(texts) as K[]) {
    const text = printable(field, texts[field], fonts);
    if (!text.ok) return text;
    done[field] = text.value;
  }
  return ok(done);
}

/** `2021-09-24` as it is written in Vietnam, 24/09/2021. */
export function vietnameseDate(field: string, day: string): Result<string, PrintProblem> {
  const [, year, month, date] = DAY.exec(day) ?? [];
  const instant = Date.parse(`${day}T00:00:00Z`);
  // Date.parse rolls 30 February over to March.
  const real = !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(day);
  return year && month && date && real ? ok(`${date}/${month}/${year}`) : err({ code: 'date-invalid', field });
}
