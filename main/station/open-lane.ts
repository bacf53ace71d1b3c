import type { Turnstile } from '../../drivers/turnstile/turnstile.ts';
import type { Direction } from '../contract/station-config.ts';
import type { StationPorts } from './ports.ts';

/** A pulse waits for those before it, and outward for a board that is not well, no longer than a person would. */
const TRIES = 20;

export type LaneToOpen = { readonly name: string; readonly direction: Direction; opening: Promise<void> };

/**
 * One pulse on the lane's turnstile, after any pulse that is still running. Called once for each recorded admission, and
 * for every scan on a lane outward. A pulse inward that fails shows as the turnstile's state; it is not tried again,
 * because the person is before the officer by then. Outward it is tried until it is given: a board may come back.
 */
export function openLane(ports: Pick<StationPorts, 'config' | 'turnstiles' | 'later'>, lane: LaneToOpen): void {
  const turnstile = ports.turnstiles.get(lane.name);
  if (turnstile === undefined) return;
  const outward = lane.direction === 'out';
  lane.opening = lane.opening.then(() => pulseWhenFree(ports, turnstile, outward));
}

async function pulseWhenFree(
  ports: Pick<StationPorts, 'config' | 'later'>,
  turnstile: Turnstile,
  outward: boolean,
): Promise<void> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const pulse = await turnstile.pulse(outward ? 'let-out' : 'admit');
    if (pulse.ok || pulse.error === 'stopped' || (!outward && pulse.error !== 'busy')) return;
    await new Promise<void>((resolve) => void ports.later(ports.config.passage.pulseMs / 4, resolve));
  }
}
