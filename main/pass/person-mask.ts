import type { Person } from '../contract/pass.ts';

const MASKED_CHARACTERS = 6;

/** What a screen or a printed line may show: the name whole, of ids all but the first six characters, of the birth date the year. */
export function maskPerson(person: Person): Person {
  return {
    name: person.name,
    birthDate: person.birthDate?.replaceAll(/-\d\d/g, '-**') ?? null,
    ids: person.ids.map(({ type, value }) => ({ type, value: maskId(value) })),
  };
}

function maskId(value: string): string {
  const characters = [...value];
  const masked = Math.min(MASKED_CHARACTERS, characters.length);
  return '*'.repeat(masked) + characters.slice(masked).join('');
}
