import { createHmac, type KeyObject } from 'node:crypto';
import type { Person } from '../contract/pass.ts';
import { foldedText } from './folded-text.ts';

/**
 * Whether a pass names the person that an identifier was registered for, told without either name. Passes write one name in
 * many ways: without diacritics (Decision 1405), with them (chip card), family name first or last, with `<` between words
 * (ICAO 9303). So a name is its words without diacritics, in alphabetical order: to pass for somebody one must know their
 * name and number in any case, while a wrong alarm would stop an honest person.
 */

/** What a name leaves of itself: words of A–Z and digits in upper case, sorted, one space between. null: nothing is left. */
export function foldedName(name: string): string | null {
  // A name that is masked tells too little.
  if (name.includes('*')) return null;
  const plain = foldedText(name).replace(/['’ʼ`.]/g, '');
  const words = plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  return words.length === 0 ? null : words.sort().join(' ');
}

/**
 * The first ten bytes of HMAC-SHA-256 over the UTF-8 of `name:` + folded name + `|` + year of birth; null where the pass
 * tells one of them not.
 */
export function nameHash(key: KeyObject, { name, birthDate }: Pick<Person, 'name' | 'birthDate'>): Buffer | null {
  const folded = foldedName(name);
  const year = birthDate?.slice(0, 4);
  if (folded === null || year === undefined || !/^\d{4}$/.test(year)) return null;
  return createHmac('sha256', key).update(`name:${folded}|${year}`, 'utf8').digest().subarray(0, 10);
}

/**
 * Whether another spelling of the same name may fold otherwise: letters beyond A–Z, and marks that Vietnamese has not
 * (Ü is U here and UE in a passport). Then two different hashes say nothing.
 */
export function hasSpellings(name: string): boolean {
  const bare = name.normalize('NFD').replace(/[đĐ]/g, 'D').replace(VIETNAMESE_MARKS, '');
  return /[^\p{ASCII}]/u.test(bare.replace(/[’ʼ]/g, ''));
}

/** Grave, acute, circumflex, tilde, breve, hook above, horn, dot below. */
const VIETNAMESE_MARKS = /[\u0300-\u0303\u0306\u0309\u031b\u0323]/g;
