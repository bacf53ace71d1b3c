import type { DayKey } from './day-keys.ts';
import { findInRun } from './posting-run.ts';
import { openRun, placeOf, type SealedRun, type SearchReader } from './search-index.ts';
import { isLookedUp, type Needle, type SearchQuery } from './search-terms.ts';

/**
 * Rows of a day that the index has for every needle that is looked up, newest first, some rows of the day at a time: whoever
 * has enough of them need not go on. `damaged`: a run does not open, and there may be more rows.
 */
export function* lookUp(
  index: Pick<SearchReader, 'runs'>,
  day: string,
  key: DayKey,
  { needles }: SearchQuery,
): Generator<number[], 'whole' | 'damaged'> {
  const wanted = needles.filter(isLookedUp).map((needle) => startsByPlace(key, needle));
  const places = wanted.flatMap((starts) => starts.map(({ place }) => place));
  const runs = index.runs(day, places);
  const rarestFirst = wanted.toSorted((a, b) => sizeOf(runs, a) - sizeOf(runs, b));
  for (const group of sameRows(runs)) {
    const opened = new Map<SealedRun, Uint8Array | null>();
    let found: ReadonlySet<number> | null = null;
    for (const starts of rarestFirst) {
      const next: Set<number> = new Set();
      for (const run of group) {
        const here = starts.filter(({ place }) => run.place === 'recent' || run.place === place);
        if (here.length === 0) continue;
        const bytes: Uint8Array | null = opened.get(run) ?? openRun(key, day, run);
        if (bytes === null) return 'damaged';
        opened.set(run, bytes);
        findInRun(
          bytes,
          here.map(({ start }) => start),
          found,
          next,
        );
      }
      found = next;
      if (found.size === 0) break;
    }
    yield [...(found ?? [])].sort((a, b) => b - a);
  }
  return 'whole';
}

type Start = { readonly place: number; readonly start: Uint8Array };

function startsByPlace(key: DayKey, needle: Needle): Start[] {
  return needle.flatMap((start) => {
    const place = placeOf(key, start);
    return place === null ? [] : [{ place, start: Buffer.from(start) }];
  });
}

/** How common it is: a place holds little else than what begins alike. */
function sizeOf(runs: readonly SealedRun[], starts: readonly Start[]): number {
  const places = new Set<SealedRun['place']>(starts.map(({ place }) => place));
  return runs.reduce((bytes, run) => bytes + (places.has(run.place) ? run.sealed.length : 0), 0);
}

/** Runs of different places that are of the same rows; those of the newest rows first. */
function sameRows(runs: readonly SealedRun[]): SealedRun[][] {
  const groups = new Map<number, SealedRun[]>();
  for (const run of runs) {
    const group = groups.get(run.through);
    if (group === undefined) groups.set(run.through, [run]);
    else group.push(run);
  }
  return [...groups.entries()].sort(([a], [b]) => b - a).map(([, group]) => group);
}
