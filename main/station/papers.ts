import type { Lane } from './lane.ts';
import type { Moment } from './moment.ts';
import { openLane } from './open-lane.ts';
import type { StationPorts } from './ports.ts';
import { type Notice, standingVerdict } from './standing.ts';

/**
 * The officer has compared the papers, and they agree: the turnstile that waited for it opens, once. The row was recorded
 * with the verdict. Where nothing waits there is nothing to do.
 * @param refersTo uuid of the verdict that is meant; null: whichever stands
 */
export function papersAgree(
  ports: StationPorts,
  lane: Lane,
  refersTo: string | null,
  { now }: Pick<Moment, 'now'>,
): Notice | null {
  if (lane.standing === null || lane.standing.waiting === null || lane.standing.overridden) return null;
  const found = standingVerdict(lane, ports.clock.monotonic(), refersTo);
  if (!found.ok) return found.error;
  const { uuid, verdict, waiting } = found.value;
  if (waiting === null) return null;
  const standing = { ...found.value, waiting: null };
  const shown = { ...waiting, waits: false };
  lane.standing = standing;
  lane.unopened = lane.unopened.filter((row) => row !== uuid);
  ports.show(shown);
  openLane(ports, lane, { rows: [uuid], said: verdict, shown, standing }, now);
  return null;
}
