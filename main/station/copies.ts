import type { Direction } from '../contract/station-config.ts';
import type { Sighting } from '../contract/verdict.ts';

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
  /** Nobody used the earlier opening: it is annulled by a further row, and the scan counts anew. */
  | { readonly kind: 'unused'; readonly uuid: string }
  | { readonly kind: 'copied'; readonly seen: Sighting };

/** How long an admission inward speaks against the same pass inward again, without a way out between. */
export const COPY_MEMORY_MS = 10 * 60_000;
/** After the passage window a person who did not get through still stands before the same reader. */
const SECOND_TRY_MS = 10_000;

/**
 * Whether a pass shown inward is a copy of one that has just gone in. Boards without passage feedback cannot tell that
 * nobody went through; then a second try at the same lane, soon and with nobody between, counts as an unused opening. Only
 * one: whoever hands the code back over the gate would else let in a friend with each try.
 * @param laneBusySince whether anybody else was admitted on the lane since the earlier passage
 */
export function findCopy(
  earlier: readonly EarlierPassage[],
  lane: string,
  now: number,
  windowMs: number,
  laneBusySince: (at: number) => boolean,
): CopyFinding {
  const wentOut = earlier.findIndex((passage) => passage.admitted && passage.direction === 'out');
  const visit = wentOut === -1 ? earlier : earlier.slice(0, wentOut);
  const newest = visit.find((passage) => passage.admitted && !passage.annulled);
  if (newest === undefined || now - newest.at >= COPY_MEMORY_MS) return { kind: 'first' };
  const secondTry =
    newest.lane === lane &&
    now - newest.at < windowMs + SECOND_TRY_MS &&
    !laneBusySince(newest.at) &&
    !visit.some((passage) => passage.annulled);
  if (secondTry) return { kind: 'unused', uuid: newest.uuid };
  return { kind: 'copied', seen: { at: newest.at, place: newest.lane, why: 'just-used' } };
}
