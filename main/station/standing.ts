import type { ToWindow } from '../contract/messages.ts';
import { err, ok, type Result } from '../contract/result.ts';
import type { Lane, StandingVerdict } from './lane.ts';

export type Notice = Extract<ToWindow, { type: 'notice' }>['notice'];

/** An officer may act on a verdict while its person is still there. */
const STANDS_MS = 2 * 60_000;

/**
 * The verdict on the lane that an officer may still act on.
 * @param now monotonic milliseconds
 * @param refersTo uuid of the verdict that is meant; null: whichever stands
 */
export function standingVerdict(lane: Lane, now: number, refersTo: string | null): Result<StandingVerdict, Notice> {
  const { standing } = lane;
  if (standing === null || standing.overridden) return err('nothing-to-override');
  const isMeant = refersTo === null || standing.uuid === refersTo;
  return isMeant && now - standing.since <= STANDS_MS ? ok(standing) : err('override-too-late');
}
