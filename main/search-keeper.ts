import type { StationRecord } from '../db/record.ts';

export type SearchKeeperOptions = {
  readonly indexSome: StationRecord['indexSome'];
  /** Runs `task` after `ms`; gives a function that calls it off. */
  readonly later: (ms: number, task: () => void) => () => void;
};

/** People may be waiting when a station starts. */
const FIRST_MS = 5000;
const LOOK_MS = 2000;
/** Between two steps of some two milliseconds: whoever scans meanwhile waits no longer. */
const PAUSE_MS = 40;
/** A full disk, say: the rows are found all the same, only more slowly. */
const AFTER_FAILURE_MS = 60_000;

/** Brings the search index after the ledger while the station runs, a little at a time. */
export function keepSearchIndex({ indexSome, later }: SearchKeeperOptions): void {
  const turn = () => {
    const some = indexSome();
    later(some.ok ? (some.value.more ? PAUSE_MS : LOOK_MS) : AFTER_FAILURE_MS, turn);
  };
  later(FIRST_MS, turn);
}
