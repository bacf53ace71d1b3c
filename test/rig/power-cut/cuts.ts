import type { Random } from '../../fuzz/random.ts';
import { type LogEntry, SECTOR } from './write-log.ts';

/**
 * A moment at which the power goes: what the disk holds then. Entries up to `upTo` are on it; of those after it, up to the
 * next flush, a disk may have written some, in any order, and one of them in part.
 */
export type Cut = {
  /** Index of the last entry that is guaranteed. */
  readonly upTo: number;
  /** Writes beyond, as indexes; whole unless `torn` names the bytes from their begin that arrived. */
  readonly also: readonly { readonly entry: number; readonly torn: number | null }[];
  /** What had been acknowledged: the last mark before, or null. */
  readonly acknowledged: string | null;
};

/** A cut right after each flush, forced write and mark. */
export function cutsAtFlushes(log: readonly LogEntry[]): Cut[] {
  let acknowledged: string | null = null;
  return log.flatMap((entry, upTo): Cut[] => {
    if (entry.kind === 'mark') acknowledged = entry.text;
    else if (!entry.flush && !entry.fua) return [];
    return [{ upTo, also: [], acknowledged }];
  });
}

/** Without those that leave the same as the next one does, before which more was acknowledged. In the order of time. */
export function withoutRepeats(cuts: readonly Cut[], log: readonly LogEntry[]): Cut[] {
  return cuts.filter((cut, number) => {
    const next = cuts[number + 1];
    if (next === undefined) return true;
    return log.slice(cut.upTo + 1, next.upTo + 1).some((entry) => entry.kind === 'write' && entry.length > 0);
  });
}

const TORN_ONCE_IN = 3;

/** Cuts between two flushes: half of the writes that were under way have arrived, now and then one in part. */
export function cutsBetweenFlushes(log: readonly LogEntry[], count: number, random: Random): Cut[] {
  const groups = writesBetweenFlushes(log);
  return Array.from({ length: groups.length === 0 ? 0 : count }, (_, number): Cut => {
    // spread over the whole log, at random within each part
    const from = Math.floor((number * groups.length) / count);
    const to = Math.max(from + 1, Math.floor(((number + 1) * groups.length) / count));
    const group = groups[from + random.below(to - from)] ?? EMPTY;
    const also = group.writes
      .filter(() => random.once(2))
      .map((entry) => ({ entry, torn: tornAt(log, entry, random) }));
    return { upTo: group.upTo, also, acknowledged: group.acknowledged };
  });
}

type Group = { readonly upTo: number; readonly writes: readonly number[]; readonly acknowledged: string | null };
const EMPTY: Group = { upTo: -1, writes: [], acknowledged: null };

/** Writes that were not forced, by the flush before them; groups of fewer than two tell no more than the flushes do. */
function writesBetweenFlushes(log: readonly LogEntry[]): Group[] {
  const groups: Group[] = [];
  let acknowledged: string | null = null;
  let [upTo, writes]: [number, number[]] = [-1, []];
  const close = (next: number) => {
    if (writes.length > 1) groups.push({ upTo, writes, acknowledged });
    [upTo, writes] = [next, []];
  };
  for (const [index, entry] of log.entries()) {
    if (entry.kind === 'mark') {
      close(index);
      acknowledged = entry.text;
    } else if (entry.flush || entry.fua) close(index);
    else writes.push(index);
  }
  close(log.length - 1);
  return groups;
}

function tornAt(log: readonly LogEntry[], index: number, random: Random): number | null {
  const entry = log[index];
  if (entry?.kind !== 'write' || entry.length <= SECTOR || !random.once(TORN_ONCE_IN)) return null;
  return SECTOR * random.below(entry.length / SECTOR);
}

/** At most so many, evenly spread, the last among them. */
export function thinned<T>(cuts: readonly T[], most: number): T[] {
  if (cuts.length <= most) return [...cuts];
  return Array.from({ length: most }, (_, number) => cuts[Math.ceil(((number + 1) * cuts.length) / most) - 1] as T);
}
