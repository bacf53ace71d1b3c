import type { RecordedEntry } from '../../db/record.ts';
import { ID_TYPES, type Person } from '../contract/pass.ts';

/** What a row says about who came and went. */
export type VisitRow = Pick<
  RecordedEntry,
  | 'seq'
  | 'uuid'
  | 'kind'
  | 'refersTo'
  | 'simulated'
  | 'at'
  | 'monotonicMs'
  | 'bootId'
  | 'clock'
  | 'direction'
  | 'lane'
  | 'colour'
  | 'person'
  | 'override'
>;

/** One way through a gate. */
export type Passing = {
  readonly seq: number;
  /** Wall time as the station had it, milliseconds since the epoch. */
  readonly at: number;
  readonly lane: string;
};

/** From a check-in to the check-out that belongs to it. */
export type Visit = {
  readonly person: Person;
  /** null: the person went out without having come in, as far as these rows know. */
  readonly in: Passing | null;
  /** null: the person is inside, or came in anew without having gone out. */
  readonly out: Passing | null;
  /**
   * Milliseconds from in to out; null: not known. By the monotonic clock within one boot of the machine, else by wall times,
   * where both were beyond doubt.
   */
  readonly lastedMs: number | null;
  /** Inside now. */
  readonly open: boolean;
};

/**
 * Pairs the rows of one station. They are taken in the order of the ledger, which is that in which they happened whatever
 * the clock of the machine did meanwhile. Who was annulled or refused by an officer has not gone through; trials do not
 * count; of whom nothing is kept any more, nothing can be said.
 */
export function pairVisits(rows: Iterable<VisitRow>): Visit[] {
  const ordered = [...rows].filter(({ simulated }) => !simulated).sort((a, b) => a.seq - b.seq);
  const undone = new Set(ordered.flatMap((row) => (undoes(row) && row.refersTo !== null ? [row.refersTo] : [])));
  const visits: Draft[] = [];
  const inside = new Map<string, Draft>();
  for (const row of ordered) {
    if (row.person === null || undone.has(row.uuid) || !goesThrough(row)) continue;
    const key = personKey(row.person);
    const current = inside.get(key);
    if (row.direction === 'in') {
      // Admitted once more without having gone out: another try, or a way out that nobody watches.
      if (current !== undefined) inside.delete(key);
      const visit: Draft = { person: row.person, in: row, out: null };
      visits.push(visit);
      inside.set(key, visit);
    } else if (current === undefined) visits.push({ person: row.person, in: null, out: row });
    else {
      current.out = row;
      inside.delete(key);
    }
  }
  const open = new Set(inside.values());
  return visits.map((visit) => ({
    person: visit.person,
    in: visit.in && passing(visit.in),
    out: visit.out && passing(visit.out),
    lastedMs: lasted(visit),
    open: open.has(visit),
  }));
}

type Draft = { readonly person: Person; readonly in: VisitRow | null; out: VisitRow | null };

function undoes(row: VisitRow): boolean {
  return row.kind === 'annulment' || row.override?.admit === false;
}

/** Outward everybody goes; inward whoever is green, or whom an officer admits. */
function goesThrough({ kind, direction, colour, override }: VisitRow): boolean {
  if (kind === 'annulment') return false;
  if (kind === 'override') return override?.admit === true;
  return direction === 'out' || colour === 'green';
}

/** By the strongest identifier that the pass gave: a signed pass and a card of one person are one. */
function personKey({ name, birthDate, ids }: Person): string {
  for (const type of ID_TYPES) {
    const id = ids.find((candidate) => candidate.type === type);
    if (id !== undefined) return `${type}:${fold(id.value)}`;
  }
  return `name:${fold(name)}:${birthDate ?? ''}`;
}

function fold(text: string): string {
  return text.normalize('NFKC').toUpperCase().replaceAll(/\s+/g, ' ').trim();
}

function passing({ seq, at, lane }: VisitRow): Passing {
  return { seq, at, lane };
}

function lasted({ in: from, out: to }: Draft): number | null {
  if (from === null || to === null) return null;
  if (from.bootId === to.bootId) return Math.max(0, to.monotonicMs - from.monotonicMs);
  const byWall = to.at - from.at;
  return from.clock === 'ok' && to.clock === 'ok' && byWall >= 0 ? byWall : null;
}
