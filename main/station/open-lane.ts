import type { Turnstile, TurnstileProblem } from '../../drivers/turnstile/turnstile.ts';
import type { Direction } from '../contract/station-config.ts';
import type { Lane } from './lane.ts';
import { type Admission, forget, remember } from './openings.ts';
import { passageLine } from './passage-line.ts';
import type { StationPorts } from './ports.ts';

/** A pulse waits for those before it, and outward for a board that is not well, no longer than a person would. */
const TRIES = 20;

type Ports = Pick<StationPorts, 'config' | 'turnstiles' | 'later' | 'show' | 'passage'>;
export type LaneToOpen = Pick<Lane, 'name' | 'direction' | 'pulsing' | 'openings'>;

/**
 * One pulse on the lane's turnstile, at once, or after any pulse that is still running. Called once for each recorded
 * admission, and for every scan on a lane outward. Outward a pulse is tried until it is given: a board may come back.
 * Inward one that fails is not tried again, for the person is before the officer by then, who is told; and one that still
 * waits is not given if the officer decides otherwise. What failed is not taken back: the officer may have opened by hand,
 * and whoever is inside is on the record.
 *
 * @param admission the row that the lane is opened for; null: a way out that has none
 * @param now milliseconds since the epoch
 */
export function openLane(ports: Ports, lane: LaneToOpen, admission: Admission | null, now: number): void {
  const turnstile = ports.turnstiles.get(lane.name);
  if (turnstile === undefined) return;
  const { name, direction, pulsing } = lane;
  const opening = admission?.rows[0] ?? null;
  const pending = admission === null ? null : remember(lane, admission, turnstile.feedback);
  const isWanted = () => direction === 'out' || pending?.admission !== null;

  async function open(of: Turnstile): Promise<void> {
    const pulse = await pulseWhenFree(ports, of, direction, opening, isWanted);
    if (pulse === 'given' && pending?.isFollowed) return;
    if (pending !== null) forget(lane, pending);
    if (pulse === 'given' || pulse === 'not-wanted' || pulse === 'stopped') return;
    ports.show({ type: 'notice', notice: 'gate-not-opened', lane: name });
    const said = { kind: 'not-opened', refersTo: opening, turnstile: pulse } as const;
    ports.passage(passageLine({ name, direction }, now, said));
  }

  const begun = pulsing === null ? open(turnstile) : pulsing.then(() => open(turnstile));
  const ended: Promise<void> = begun.then(() => {
    if (lane.pulsing === ended) lane.pulsing = null;
  });
  lane.pulsing = ended;
}

async function pulseWhenFree(
  ports: Ports,
  turnstile: Turnstile,
  direction: Direction,
  opening: string | null,
  isWanted: () => boolean,
): Promise<'given' | 'not-wanted' | TurnstileProblem> {
  const purpose = direction === 'out' ? 'let-out' : 'admit';
  let problem: TurnstileProblem = 'busy';
  for (let attempt = 0; attempt < TRIES; attempt++) {
    if (!isWanted()) return 'not-wanted';
    const pulse = await turnstile.pulse(purpose, opening ?? undefined);
    if (pulse.ok) return 'given';
    problem = pulse.error;
    if (problem === 'stopped' || (purpose === 'admit' && problem !== 'busy')) return problem;
    await new Promise<void>((resolve) => void ports.later(ports.config.passage.pulseMs / 4, resolve));
  }
  return problem;
}
