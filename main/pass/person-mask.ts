import type { Person } from '../contract/pass.ts';

const MASKED_CHARACTERS = 6;

/** What a screen or a printed line may show: the name whole, of ids all but the first six characters, of the birth date the year. */
export function maskPerson(person: Person): Person {
  return {
    name: legible(person.name),
    birthDate: person.birthDate?.replaceAll(/-\d\d/g, '-**') ?? null,
    ids: person.ids.map(({ type, value }) => ({ type, value: maskId(value) })),
  };
}

/**
 * The name in the order in which it is written, as an officer compares it with papers: whoever writes a code of his own can
 * have others read it backwards, or hide letters in it (Unicode Technical Report 36, section 2.5; UAX 9, section 2).
 * Orderings of his own show as `�`; what is not to be seen at all is left out, and no letter carries a heap of marks.
 */
function legible(name: string): string {
  return name
    .replace(/[\u202a-\u202e\u2066-\u2069]+/g, '\ufffd')
    .replace(/(?!\p{Variation_Selector})\p{Default_Ignorable_Code_Point}/gu, '')
    .replace(/(\p{M}{4})\p{M}+/gu, '$1');
}

function maskId(value: string): string {
  const characters = [...value];
  const masked = Math.min(MASKED_CHARACTERS, characters.length);
  return '*'.repeat(masked) + characters.slice(masked).join('');
}
