import type { Outage } from '../contract/messages.ts';
import type { Direction } from '../contract/station-config.ts';
import type { Lane } from './lane.ts';
import type { Moment } from './moment.ts';
import { passageLine } from './passage-line.ts';
import type { StationPorts } from './ports.ts';

/** Passages without an opening that have a place in the audit log; of more within a minute only the number goes there. */
export type ForcedPassages = {
  /** Monotonic milliseconds. */
  readonly minuteFrom: number;
  readonly noted: number;
  readonly unnoted: number;
};

export const NONE_FORCED: ForcedPassages = { minuteFrom: Number.NEGATIVE_INFINITY, noted: 0, unnoted: 0 };

const MINUTE_MS = 60_000;
/** More than people can be: a contact that bounces, or a gate that is held open. The log must not grow by it for ever. */
const MOST_A_MINUTE = 60;

/** Somebody went through though the gate was opened for nobody: noted, and told to the officer. Who it was, nobody knows. */
export function tellForced(
  ports: Pick<StationPorts, 'clock' | 'record' | 'show' | 'passage'>,
  lane: Pick<Lane, 'name' | 'forced'>,
  direction: Direction,
  { now }: Pick<Moment, 'now'>,
): 'told' | { readonly outage: Outage } {
  ports.passage(passageLine({ name: lane.name, direction }, now, { kind: 'forced' }));
  ports.show({ type: 'notice', notice: 'passage-forced', lane: lane.name });
  const { minuteFrom, noted, unnoted } = lane.forced;
  const at = ports.clock.monotonic();
  const isNewMinute = at - minuteFrom >= MINUTE_MS;
  if (!isNewMinute && noted >= MOST_A_MINUTE) {
    lane.forced = { minuteFrom, noted, unnoted: unnoted + 1 };
    return 'told';
  }
  const detail = { lane: lane.name, direction, unnoted };
  const audited = ports.record.audit({ who: 'station', from: 'station', what: 'passage-forced', detail });
  const minute = isNewMinute ? { minuteFrom: at, noted: 1 } : { minuteFrom, noted: noted + 1 };
  lane.forced = { ...minute, unnoted: audited.ok ? 0 : unnoted + 1 };
  return audited.ok ? 'told' : { outage: audited.error };
}
