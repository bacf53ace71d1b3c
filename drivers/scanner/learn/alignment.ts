import { TEST_CODE_NAMES, type TestCodeName } from '../../../main/contract/scanner-lesson.ts';
import { codeText, END } from './test-codes.ts';

/**
 * Lays what was heard of a scanner beside the test code that it read. Pure. A heard scan is a row of symbols: a byte as
 * the character of its number, a typed character, or, longer than one character, the name of a key that types none.
 */
export type Symbols = readonly string[];

export type Alignment = {
  readonly name: TestCodeName;
  readonly before: Symbols;
  /** What came in the place of each run of characters that are not printable ASCII. */
  readonly specials: readonly { readonly text: string; readonly came: Symbols }[];
  readonly after: Symbols;
};

/** `unmarked`: no test code; `broken`: one, but not whole. */
export type Aligned = { readonly ok: true; readonly value: Alignment } | Misaligned;
export type Misaligned =
  | { readonly ok: false; readonly error: 'unmarked' }
  | { readonly ok: false; readonly error: 'broken'; readonly name: TestCodeName };

/** How many symbols may stand for one character: an Alt code has four digits, and a key pressed before each. */
const MOST_PER_CHARACTER = 12;

export function align(scanned: Symbols): Aligned {
  const heard = unescaped(scanned);
  for (const name of TEST_CODE_NAMES) {
    const mark = codeText(name).slice(0, 7);
    const at = find(heard, mark, 0, heard.length);
    if (at === -1) continue;
    const value = alignedAt(heard, name, at);
    return value === null ? { ok: false, error: 'broken', name } : { ok: true, value };
  }
  return { ok: false, error: 'unmarked' };
}

/** Where ECI escapes are sent, each backslash of the content is doubled (symbology.ts), and what is around it is not. */
function unescaped(heard: Symbols): Symbols {
  const text = heard.map((symbol) => (symbol.length === 1 ? symbol : ' ')).join('');
  const eci = /\\\d{6}(?=CHOT-)/.exec(text);
  if (eci === null) return heard;
  const isContent = (at: number) => at >= eci.index + eci[0].length && at < text.lastIndexOf(END);
  return heard.filter((symbol, at) => !(isContent(at) && symbol === '\\' && backslashesBefore(heard, at) % 2 === 1));
}

function backslashesBefore(heard: Symbols, at: number): number {
  let before = 0;
  while (heard[at - 1 - before] === '\\') before++;
  return before;
}

function alignedAt(heard: Symbols, name: TestCodeName, start: number): Alignment | null {
  const specials: { text: string; came: Symbols }[] = [];
  let at = start;
  let special = '';
  for (const run of codeText(name).split(/([^\x20-\x7e]+)/)) {
    if (/^[^\x20-\x7e]/.test(run)) {
      special = run;
      continue;
    }
    const latest = special === '' ? at : at + MOST_PER_CHARACTER * special.length;
    const found = find(heard, run, at, latest);
    if (found === -1) return null;
    if (special !== '') specials.push({ text: special, came: heard.slice(at, found) });
    at = found + run.length;
    special = '';
  }
  return { name, before: heard.slice(0, start), specials, after: heard.slice(at) };
}

/** Where `text` begins, at `from` or later, at `latest` or earlier; -1: nowhere. */
function find(heard: Symbols, text: string, from: number, latest: number): number {
  for (let at = from; at <= latest && at + text.length <= heard.length; at++) {
    let same = 0;
    while (same < text.length && heard[at + same] === text[same]) same++;
    if (same === text.length) return at;
  }
  return -1;
}
