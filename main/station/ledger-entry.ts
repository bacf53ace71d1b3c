import type { LedgerEntry } from '../../db/record.ts';
import type { Pass } from '../contract/pass.ts';
import type { Direction } from '../contract/station-config.ts';
import type { ClockState, Verdict } from '../contract/verdict.ts';
import type { StationClock } from './clock.ts';

/** Where and when a row comes to be. */
export type RowPlace = {
  readonly uuid: string;
  readonly lane: { readonly name: string; readonly direction: Direction };
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly clockState: ClockState;
  readonly clock: Pick<StationClock, 'monotonic' | 'bootId'>;
  /** Local day of the pack, YYYY-MM-DD. */
  readonly day: string;
  readonly trustIssuedAt: number | null;
};

/** What the row says beside the pass. */
export type RowContent = Pick<LedgerEntry, 'kind' | 'refersTo' | 'simulated' | 'override'> &
  Pick<Verdict, 'colour' | 'pack'> & { readonly reasons: LedgerEntry['reasons'] };

/** One row of the ledger about one pass, for the station and for `chot scan`. */
export function ledgerEntry(pass: Pass, place: RowPlace, content: RowContent): LedgerEntry {
  const { pack, ...said } = content;
  return {
    ...said,
    uuid: place.uuid,
    at: place.now,
    monotonicMs: place.clock.monotonic(),
    bootId: place.clock.bootId,
    clock: place.clockState,
    day: place.day,
    direction: place.lane.direction,
    lane: place.lane.name,
    format: pass.format,
    kid: pass.kid,
    identity: pass.identity,
    person: pass.person,
    rules: `${pack.id}@${pack.version}`,
    trustIssuedAt: place.trustIssuedAt,
  };
}
