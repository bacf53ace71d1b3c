import type { Turnstile } from '../../drivers/turnstile/turnstile.ts';
import type { Lane } from './lane.ts';
import type { StationPorts } from './ports.ts';

/** A pulse waits for those before it no longer than a person would. */
const TRIES = 20;

/**
 * One pulse on the lane's turnstile, after any pulse that is still running. Called once for each recorded admission, and
 * for every scan on a lane outward. A pulse that fails shows as the turnstile's state; it is not tried again, because the
 * person is before the officer by then.
 */
export function openLane(ports: StationPorts, lane: Lane): void {
  const turnstile = ports.turnstiles.get(lane.name);
  if (turnstile === undefined) return;
  lane.opening = lane.opening.then(() => pulseWhenFree(ports, turnstile));
}

async function pulseWhenFree(ports: StationPorts, turnstile: Turnstile): Promise<void> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const pulse = await turnstile.pulse();
    if (pulse.ok || pulse.error !== 'busy') return;
    await new Promise<void>((resolve) => void ports.later(ports.config.passage.pulseMs / 4, resolve));
  }
}
