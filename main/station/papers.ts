import type { Lane } from './lane.ts';
import { openLane } from './open-lane.ts';
import type { StationPorts } from './ports.ts';
import { type Notice, standingVerdict } from './standing.ts';

/**
 * The officer has compared the papers, and they agree: the turnstile that waited for it opens, once. The row was recorded
 * with the verdict. Where nothing waits there is nothing to do.
 * @param refersTo uuid of the verdict that is meant; null: whichever stands
 */
export function papersAgree(ports: StationPorts, lane: Lane, refersTo: string | null): Notice | null {
  if (lane.standing === null || lane.standing.waiting === null || lane.standing.overridden) return null;
  const found = standingVerdict(lane, ports.clock.monotonic(), refersTo);
  if (!found.ok) return found.error;
  const { waiting } = found.value;
  if (waiting === null) return null;
  lane.standing = { ...found.value, waiting: null };
  ports.show({ ...waiting, waits: false });
  openLane(ports, lane);
  return null;
}
