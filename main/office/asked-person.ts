import type { RecordReader } from '../../db/read-record.ts';
import type { RecordedEntry } from '../../db/record.ts';
import { foldNumber, foldWords, numberOf, searchQuery } from '../../db/search-terms.ts';
import type { Person } from '../contract/pass.ts';

/** The person that somebody asks about: whose passes gave this number. */
export type AskedPerson = {
  /** Whole, of any kind: citizen's number, passport, insurance card, certificate, telephone. */
  readonly id: string;
  /**
   * The whole name. Needed where the number is a telephone's, which may be a family's; null: any, but then a telephone is
   * nobody's number.
   */
  readonly name: string | null;
};

export function isAskedPerson(person: Person, asked: AskedPerson): boolean {
  const sameName = asked.name === null || foldWords(person.name).join(' ') === foldWords(asked.name).join(' ');
  return sameName && person.ids.some((id) => (id.type !== 'phone' || asked.name !== null) && isNumber(id, asked.id));
}

/** Found by the index. */
export function* rowsOfPerson(
  record: Pick<RecordReader, 'search'>,
  asked: AskedPerson,
  days: readonly string[] | null,
): Generator<RecordedEntry> {
  const query = searchQuery(foldNumber(asked.id));
  if (query === null) return;
  for (const row of record.search(query, days)) {
    if (row.person !== null && isAskedPerson(row.person, asked)) yield row;
  }
}

function isNumber(id: Person['ids'][number], asked: string): boolean {
  const number = numberOf(id);
  return number !== '' && (number === foldNumber(asked) || number === numberOf({ type: id.type, value: asked }));
}
