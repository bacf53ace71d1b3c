import type { RecordReader } from '../../db/read-record.ts';
import type { RecordedEntry } from '../../db/record.ts';
import { err, ok, type Result } from '../contract/result.ts';
import { type AskedPerson, isAskedPerson, rowsOfPerson } from './asked-person.ts';
import { pairVisits } from './visits.ts';

/** Somebody who was there when the person was. */
export type Contact = {
  readonly row: RecordedEntry;
  /** `passed`: went through a gate within the time · `inside`: had gone in before, and had not gone out. */
  readonly how: 'passed' | 'inside';
};

export type TraceTerms = {
  /** Before the person came and after the person left, milliseconds. */
  readonly aroundMs: number;
  /** How long somebody is taken to have stayed of whom no way out is known, milliseconds. */
  readonly stayMs: number;
  /** Local days, YYYY-MM-DD; null: all that are kept. */
  readonly days: readonly string[] | null;
};

/** Who was at the place while a person was, in the order of their times; `person-unknown`: no row gives that number. */
export function contactsOf(
  record: Pick<RecordReader, 'search' | 'between' | 'insideAt'>,
  person: AskedPerson,
  { aroundMs, stayMs, days }: TraceTerms,
): Result<{ readonly spans: number; readonly contacts: readonly Contact[] }, 'person-unknown'> {
  const own = [...rowsOfPerson(record, person, days)].filter(({ simulated }) => !simulated);
  if (own.length === 0) return err('person-unknown');
  const spans = merged(spansOf(own, stayMs).map(([from, to]) => [from - aroundMs, to + aroundMs] as const));
  const contacts = new Map<number, Contact>();
  for (const [since, until] of spans) {
    for (const row of record.insideAt(since, stayMs)) contacts.set(row.seq, { row, how: 'inside' });
    for (const row of record.between({ since, until }, null)) contacts.set(row.seq, { row, how: 'passed' });
  }
  const others = [...contacts.values()].filter(({ row }) => row.person === null || !isAskedPerson(row.person, person));
  return ok({ spans: spans.length, contacts: others.sort((a, b) => a.row.at - b.row.at || a.row.seq - b.row.seq) });
}

type Span = readonly [since: number, until: number];

/** Each time that the person was at a gate, and each stay. */
function spansOf(rows: readonly RecordedEntry[], stayMs: number): Span[] {
  const atGates = rows.map(({ at }): Span => [at, at]);
  const stays = pairVisits(rows).map(({ in: came, out }): Span => {
    if (came === null) return [(out?.at ?? 0) - stayMs, out?.at ?? 0];
    return [came.at, Math.max(came.at, out?.at ?? came.at + stayMs)];
  });
  return [...atGates, ...stays];
}

function merged(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const [since, until] of spans.toSorted((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last === undefined || since > last[1]) result.push([since, until]);
    else result[result.length - 1] = [last[0], Math.max(last[1], until)];
  }
  return result;
}
