import type { ShownOverride, ShownVerdict } from '../contract/messages.ts';
import type { Direction } from '../contract/station-config.ts';
import type { Verdict } from '../contract/verdict.ts';
import type { Lane, StandingVerdict } from './lane.ts';

/** A recorded decision to open, with all that a row needs which takes it back, and what is shown meanwhile. */
export type Admission = {
  /** uuid of the row that the lane is opened for, then of others that count only if somebody goes through. */
  readonly rows: readonly [string, ...string[]];
  readonly said: Pick<Verdict, 'colour' | 'pack'> & { readonly reasons: Verdict['reasons'] | readonly [] };
  readonly shown: ShownVerdict | ShownOverride;
  readonly standing: StandingVerdict;
};

/** An opening that was asked for, until the pulse is given or fails, and then where the turnstile tells until it has told. */
export type PendingOpening = {
  /** As the turnstile calls it. */
  readonly opening: string;
  readonly direction: Direction;
  /** The turnstile will tell whether it was used. */
  readonly isFollowed: boolean;
  /** null: it was decided otherwise meanwhile, and nothing is left to be taken back. */
  admission: Admission | null;
};

type WithOpenings = Pick<Lane, 'direction' | 'openings'>;

/** The turnstile tells of each; should it not, memory stays bounded, and what is forgotten stays an admission. */
const MOST_PENDING = 64;

export function remember(lane: WithOpenings, admission: Admission, isFollowed: boolean): PendingOpening {
  const pending = { opening: admission.rows[0], direction: lane.direction, isFollowed, admission };
  lane.openings = [...lane.openings, pending].slice(-MOST_PENDING);
  return pending;
}

export function forget(lane: WithOpenings, pending: PendingOpening): void {
  lane.openings = lane.openings.filter((each) => each !== pending);
}

/** The opening that counts by this row. */
export function openingFor(lane: WithOpenings, row: string): PendingOpening | undefined {
  return lane.openings.find(({ admission }) => admission?.rows.includes(row));
}

/** The admission inward of the same pass of which the turnstile will tell whether it was used. */
export function admissionOf(lane: WithOpenings, identity: string, simulated: boolean): Admission | null {
  if (lane.direction === 'out') return null;
  const found = lane.openings.find(
    ({ admission, direction, isFollowed }) =>
      isFollowed &&
      direction === 'in' &&
      admission?.standing.pass.identity === identity &&
      admission.standing.simulated === simulated,
  );
  return found?.admission ?? null;
}
