import type { Person, PersonId } from '../main/contract/pass.ts';

/**
 * What a person is found by: `W` and a word of the name, `N` and a number backwards. Both are found by their beginning: a
 * word as an officer types it, a number by its last digits, as people tell a telephone number or the end of a card's.
 */
export type SearchTerm = string;

/** One thing that is looked for: any of these beginnings of a term will do. */
export type Needle = readonly SearchTerm[];

/** A person is meant who has a term for each of them. */
export type SearchQuery = { readonly needles: readonly Needle[] };

/** Letters of a word, and characters of a number, that a look-up needs; what is shorter only narrows it. */
export const SHORTEST_WORD = 2;
export const SHORTEST_NUMBER = 4;
/** Digits of which a number is meant by itself; shorter ones beside each other are one that was written in groups. */
const WHOLE_NUMBER = 9;

/** Capital letters without marks: `Nguyễn Thị Ánh` → `NGUYEN THI ANH`, whatever way the marks were encoded. */
export function foldWords(text: string): string[] {
  const plain = text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toUpperCase().replaceAll('Đ', 'D');
  return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Letters and digits alone. */
export function foldNumber(text: string): string {
  return foldWords(text).join('');
}

/** The terms of a person, each once. */
export function termsOf({ name, ids }: Pick<Person, 'name' | 'ids'>): SearchTerm[] {
  const words = foldWords(name).map((word) => `W${word}`);
  return [...new Set([...words, ...ids.map((id) => numberTerm(numberOf(id)))])].filter((term) => term.length > 1);
}

/** Null: nothing in it is long enough to be looked up. */
export function searchQuery(text: string): SearchQuery | null {
  const needles = joinGroups(text.split(/\s+/)).flatMap(needlesOf);
  return needles.some(isLookedUp) ? { needles } : null;
}

export function matches(person: Pick<Person, 'name' | 'ids'>, { needles }: SearchQuery): boolean {
  const terms = termsOf(person);
  return needles.every((needle) => needle.some((start) => terms.some((term) => term.startsWith(start))));
}

/** Whether a needle is found in the index; a shorter one is only held against what was found by the others. */
export function isLookedUp(needle: Needle): boolean {
  return needle.every((start) => placePart(start) !== null);
}

/** The beginning of a term that says where in the index it lies; null: it is too short to be there. */
export function placePart(term: SearchTerm): string | null {
  const length = 1 + (term.startsWith('W') ? SHORTEST_WORD : SHORTEST_NUMBER);
  return term.length < length ? null : term.slice(0, length);
}

/** An identifier as it is compared: a telephone number of Vietnam as it is dialled there. */
export function numberOf({ type, value }: PersonId): string {
  const number = foldNumber(value);
  if (type !== 'phone') return number;
  return number.replace(/^(?:00)?84(?=\d{9,10}$)/, '0');
}

function numberTerm(number: string): SearchTerm {
  return `N${[...number].reverse().join('')}`;
}

function needlesOf(word: string): Needle[] {
  if (!/\p{N}/u.test(word)) return foldWords(word).map((each) => [`W${each}`]);
  const number = foldNumber(word);
  const inName = `W${number}`;
  if (number.length < SHORTEST_NUMBER) return [[inName]];
  const dialled = numberOf({ type: 'phone', value: number });
  return [[inName, ...[...new Set([number, dialled])].map(numberTerm)]];
}

/** `0912 345 678` is one number. */
function joinGroups(words: readonly string[]): string[] {
  const joined: string[] = [];
  let group = false;
  for (const word of words) {
    const digits = /^[+(]?\d[\d().+-]*$/.test(word) && foldNumber(word).length < WHOLE_NUMBER;
    if (digits && group) joined.push(`${joined.pop()}${word}`);
    else joined.push(word);
    group = digits && foldNumber(joined.at(-1) ?? '').length < WHOLE_NUMBER + 3;
  }
  return joined;
}
