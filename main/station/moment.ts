import type { ClockState, TrustAge } from '../contract/verdict.ts';
import type { Trust } from '../trust/trust.ts';
import type { RulePack } from '../verdict/rule-pack.ts';
import type { Lane } from './lane.ts';
import type { RowPlace } from './ledger-entry.ts';
import type { StationPorts } from './ports.ts';

/** The circumstances of one scan, taken once so that every step sees the same instant. */
export type Moment = {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly clock: ClockState;
  readonly trustAge: TrustAge;
  readonly trust: Trust;
  readonly pack: RulePack;
  /** Local day of the pack, YYYY-MM-DD. */
  readonly day: string;
};

/** A new row of this moment on a lane. */
export function rowPlace(ports: StationPorts, lane: Lane, moment: Moment): RowPlace {
  return {
    uuid: ports.uuid(moment.now),
    lane,
    now: moment.now,
    clockState: moment.clock,
    clock: ports.clock,
    day: moment.day,
    trustIssuedAt: moment.trustAge.issuedAt,
  };
}
