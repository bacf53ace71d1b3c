import type { IdType, Pass, PersonId } from '../contract/pass.ts';
import type { Direction } from '../contract/station-config.ts';
import type { Sighting } from '../contract/verdict.ts';
import type { RulePack } from '../verdict/rule-pack.ts';

/** A row of the ledger about the same pass, newest first; what `recentByIdentity` gives. */
export type EarlierPassage = {
  readonly uuid: string;
  readonly kind: 'check-in' | 'override' | 'annulment';
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly lane: string;
  readonly direction: Direction;
  readonly admitted: boolean;
  readonly annulled: boolean;
};

export type CopyFinding =
  | { readonly kind: 'first' }
  /** Nobody used the earlier opening, or it never was one: it is annulled by a further row, and the scan counts anew. */
  | { readonly kind: 'unused'; readonly uuid: string }
  | { readonly kind: 'copied'; readonly seen: Sighting };

export type CopyRules = RulePack['copies'];

/** Where else somebody without a signed pass is known by: the strongest first. A telephone is shared in a family. */
const NUMBERS: readonly IdType[] = ['cccd', 'cmnd', 'qid', 'bhyt', 'document', 'code'];

/**
 * What copies of a pass share: the hash of its signed bytes. An unsigned code can be written in any number of ways, so
 * those go by the number that they claim: a chip card and a personal QR of one person are one. A made-up number can stand
 * beside the true one, so those that the facts know (`registered`) come before others. Kept in the ledger under the day's
 * key alone.
 */
export function copyIdentity({ signature, identity, person }: Pass, registered: readonly PersonId[] = []): string {
  if (signature !== 'unsigned') return identity;
  const claimed = strongest(registered) ?? strongest(person.ids);
  if (claimed === null) return identity;
  return `${claimed.type}:${claimed.value.normalize('NFKC').replace(/\s+/g, '').toUpperCase()}`;
}

function strongest(ids: readonly PersonId[]): PersonId | null {
  const found = NUMBERS.map((type) => ids.find((id) => id.type === type));
  return found.find((id) => id !== undefined) ?? null;
}

/** How far back the ledger is asked, in milliseconds; 0: not at all. */
export function copyMemoryMs({ minutes, insideHours }: CopyRules, hasWayOut: boolean): number {
  return Math.max((minutes ?? 0) * MINUTE_MS, hasWayOut ? (insideHours ?? 0) * 60 * MINUTE_MS : 0);
}

const MINUTE_MS = 60_000;
/** A row of a time still to come was recorded by a wrong clock: how long ago it was, nobody knows. */
const AHEAD_MS = 2 * MINUTE_MS;

/**
 * What is known of an admission beside the ledger. `unopened`: the gate was never opened for it. `second-try`: the pass may
 * still be before the reader that admitted it. `used`: neither.
 */
export type AdmissionUse = 'unopened' | 'second-try' | 'used';

/**
 * Whether a pass shown inward is a copy of one that has gone in. A way out ends the visit. A second try of the person who
 * still stands there counts as an unused opening where no turnstile has told better; once a visit, for whoever hands the
 * code back would else let in a friend with each try.
 */
export function findCopy(
  earlier: readonly EarlierPassage[],
  now: number,
  rules: CopyRules,
  hasWayOut: boolean,
  useOf: (passage: EarlierPassage) => AdmissionUse,
): CopyFinding {
  const wentOut = earlier.findIndex(
    ({ admitted, annulled, direction }) => admitted && !annulled && direction === 'out',
  );
  const visit = wentOut === -1 ? earlier : earlier.slice(0, wentOut);
  const newest = visit.find(({ admitted, annulled, at }) => admitted && !annulled && at <= now + AHEAD_MS);
  if (newest === undefined) return { kind: 'first' };
  const why = reasonOf(now - newest.at, rules, hasWayOut);
  if (why === null) return { kind: 'first' };
  const use = useOf(newest);
  const isUnused = use === 'second-try' && !visit.some((passage) => passage.annulled);
  if (isUnused || use === 'unopened') return { kind: 'unused', uuid: newest.uuid };
  return { kind: 'copied', seen: { at: newest.at, place: newest.lane, why } };
}

function reasonOf(ageMs: number, { minutes, insideHours }: CopyRules, hasWayOut: boolean): Sighting['why'] | null {
  if (minutes !== null && ageMs < minutes * MINUTE_MS) return 'just-used';
  return hasWayOut && insideHours !== null && ageMs < insideHours * 60 * MINUTE_MS ? 'still-inside' : null;
}
