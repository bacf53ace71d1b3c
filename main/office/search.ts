import type { RecordReader } from '../../db/read-record.ts';
import type { RecordedEntry } from '../../db/record.ts';
import { searchQuery } from '../../db/search-terms.ts';
import { err, ok, type Result } from '../contract/result.ts';

/** More than anybody reads through. */
const MOST_ROWS = 200;

export type FoundPeople = {
  /** By what was looked for; all that the audit log may know of it. */
  readonly kind: 'name' | 'number' | 'both';
  /** Newest first, with the person in clear. */
  readonly rows: readonly RecordedEntry[];
  /** There are more than these. */
  readonly more: boolean;
};

/**
 * Rows of people: each word must begin a word of the name (without marks, in any order) or end a number of the person.
 * @param days local days, YYYY-MM-DD; null: all that are kept
 */
export function searchPeople(
  record: Pick<RecordReader, 'search'>,
  text: string,
  days: readonly string[] | null,
): Result<FoundPeople, 'too-short'> {
  const query = searchQuery(text);
  if (query === null) return err('too-short');
  const rows: RecordedEntry[] = [];
  for (const row of record.search(query, days)) {
    if (rows.length === MOST_ROWS) return ok({ kind: kindOf(text), rows, more: true });
    rows.push(row);
  }
  return ok({ kind: kindOf(text), rows, more: false });
}

function kindOf(text: string): FoundPeople['kind'] {
  const words = text.trim().split(/\s+/);
  const numbers = words.filter((word) => /\p{N}/u.test(word)).length;
  return numbers === 0 ? 'name' : numbers === words.length ? 'number' : 'both';
}
