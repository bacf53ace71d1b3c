import type { ClockState, TrustAge } from '../contract/verdict.ts';
import { trustAge } from '../trust/age.ts';
import type { Trust } from '../trust/trust.ts';
import { localDay } from '../verdict/local-day.ts';
import type { RulePack } from '../verdict/rule-pack.ts';
import type { ClockVerdict, ClockWatch } from './clock.ts';
import type { RowPlace } from './ledger-entry.ts';
import type { StationPorts } from './ports.ts';

/** The circumstances of one scan, taken once so that every step sees the same instant. */
export type Moment = {
  /** Milliseconds since the epoch: the wall clock's time, or where that is wrong and better is known, trusted time. */
  readonly now: number;
  readonly clock: ClockState;
  readonly timeBy: ClockVerdict['by'];
  readonly trustAge: TrustAge;
  readonly trust: Trust;
  readonly pack: RulePack;
  /** Local day of the pack, YYYY-MM-DD. */
  readonly day: string;
};

const HOUR_MS = 3_600_000;

/** Trust and pack are asked anew, since both change while the station runs; one instant serves them all. */
export function takeMoment(
  ports: Pick<StationPorts, 'trust' | 'pack'> & { readonly record: Pick<StationPorts['record'], 'highWater'> },
  watch: Pick<ClockWatch, 'read'>,
): Moment {
  const [trust, pack] = [ports.trust(), ports.pack()];
  const { issuedAt } = trust;
  const withinMs = pack.limits.hardHours * HOUR_MS;
  const highWater = issuedAt === null ? null : ports.record.highWater({ issuedAt, withinMs });
  const { now, state, by } = watch.read({ issuedAt, highWater });
  return {
    now,
    clock: state,
    timeBy: by,
    trustAge: trustAge(issuedAt, now, pack.limits),
    trust,
    pack,
    day: localDay(now, pack.timeZone),
  };
}

/** A new row of this moment on a lane. */
export function rowPlace(
  ports: Pick<StationPorts, 'uuid' | 'clock'>,
  lane: RowPlace['lane'],
  moment: Moment,
): RowPlace {
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
