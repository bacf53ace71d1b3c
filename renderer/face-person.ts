import type { MaskedPerson } from '../main/contract/messages.ts';
import { type Locale, type Said, say, wordsOf } from './i18n/say.ts';

export type PersonLines = {
  readonly name: string;
  /** How much room the name needs; the style knows three sizes, so that nothing is measured while painting. */
  readonly fit: 'short' | 'long' | 'very-long';
  /** Label and masked value, as the station masked it. */
  readonly details: readonly { readonly label: Said; readonly value: string }[];
};

/** The masked person in lines. NFC is for the eye: passes carry decomposed Vietnamese letters too. */
export function personLines(person: MaskedPerson, locale: Locale): PersonLines {
  const given = person.name.normalize('NFC').trim();
  const name = given === '' ? wordsOf(locale[0]).noName : given;
  const birth =
    person.birthDate === null
      ? []
      : [{ label: say(locale, (words) => words.born), value: birthDate(person.birthDate) }];
  // a certificate's own number is long, and says nothing at a gate: it comes last
  const inOrder = [...person.ids].sort((a, b) => Number(a.type === 'uvci') - Number(b.type === 'uvci'));
  const ids = inOrder.map((id) => ({ label: say(locale, (words) => words.idType[id.type]), value: id.value }));
  return { name, fit: fitOf(name), details: [...birth, ...ids] };
}

/** Year, month and day, masked or not, in the order that Vietnam writes them; what is no such date is shown as it is. */
function birthDate(text: string): string {
  return /^\d{4}(-(\d\d|\*\*)){1,2}$/.test(text) ? text.split('-').reverse().join('/') : text;
}

function fitOf(name: string): PersonLines['fit'] {
  const length = [...name].length;
  if (length <= 22) return 'short';
  return length <= 40 ? 'long' : 'very-long';
}
