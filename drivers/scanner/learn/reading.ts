import type { LessonFinding, LessonProblem, TestCodeName } from '../../../main/contract/scanner-lesson.ts';
import type { RawScan } from '../raw-scan.ts';
import type { Alignment, Symbols } from './alignment.ts';

/** What one scan of a test code taught. */
export type Reading = {
  readonly name: TestCodeName;
  readonly capture: RawScan;
  readonly prefix: string;
  readonly suffix: string;
  /** Where a scan ends. */
  readonly end: Extract<LessonFinding, `end-${string}`>;
  readonly aim: string | null;
  readonly eci: string | null;
  /** Of the characters that are not printable ASCII; null: this code has none. */
  readonly specials: Extract<LessonFinding, `accents-${string}` | `controls-${string}`> | null;
};

export type Read =
  | { readonly ok: true; readonly value: Reading }
  | { readonly ok: false; readonly error: LessonProblem };

/** As long as station.json takes. */
const MAX_AROUND = 20;

/** Before the content: what the scanner is set to send, then the AIM identifier, then an ECI. */
const BEFORE = /^(.*?)(\][A-Zcdez][0-9A-Za-z])?(\\\d{6})?$/s;

/** Text around the content, as characters; null: there is something among it that is none. */
export function around(
  { before, after }: { readonly before: Symbols; readonly after: Symbols },
  decoded: (text: string) => string | null,
):
  | {
      readonly ok: true;
      readonly prefix: string;
      readonly suffix: string;
      readonly aim: string | null;
      readonly eci: string | null;
    }
  | { readonly ok: false; readonly error: 'prefix-unusable' | 'suffix-unusable' } {
  const [, raw = '', aim = null, eci = null] = BEFORE.exec(charactersOf(before) ?? '') ?? [];
  const prefix = charactersOf(before) === null ? null : decoded(raw);
  if (prefix === null || prefix.length > MAX_AROUND || /^\][A-Zcdez][0-9A-Za-z]/.test(prefix)) {
    return { ok: false, error: 'prefix-unusable' };
  }
  const characters = charactersOf(after);
  const suffix = characters === null ? null : decoded(characters);
  if (suffix === null || suffix.length > MAX_AROUND) return { ok: false, error: 'suffix-unusable' };
  return { ok: true, prefix, suffix, aim, eci };
}

function charactersOf(symbols: Symbols): string | null {
  return symbols.every((symbol) => symbol.length === 1) ? symbols.join('') : null;
}

/** What became of the characters that are not printable ASCII. `whole`: how one of them arrives if nothing happens to it. */
export function fateOf({ name, specials }: Alignment, whole: (text: string) => string): Reading['specials'] {
  if (name === 'letters') return null;
  const all = (test: (special: Alignment['specials'][number]) => boolean) => specials.every(test);
  const some = (test: (special: Alignment['specials'][number]) => boolean) => specials.some(test);
  const isDropped = (came: Symbols) => came.length === 0;
  const isKey = (came: Symbols) => came.some((symbol) => symbol.length > 1);
  if (name === 'controls') {
    if (all(({ text, came }) => came.join('') === text)) return 'controls-whole';
    if (all(({ came }) => isDropped(came))) return 'controls-dropped';
    return some(({ came }) => isKey(came)) ? 'controls-keys' : 'controls-changed';
  }
  if (all(({ text, came }) => came.join('') === whole(text))) return 'accents-whole';
  if (all(({ came }) => isDropped(came))) return 'accents-dropped';
  if (some(({ came }) => came.length > 0 && came.every((symbol) => ALT_CODE.test(symbol)))) return 'accents-alt-codes';
  if (some(({ text, came }) => text === 'é' && came.join('') === 'é')) return 'accents-latin1';
  return 'accents-changed';
}

/** As keys-reading.ts names the digit of an Alt code. */
const ALT_CODE = /^Alt\+Numpad\d$/;
