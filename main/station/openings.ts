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

/** An opening that was asked for, of which the turnstile will tell what became. */
export type PendingOpening = {
  /** As the turnstile calls it. */
  readonly opening: string;
  readonly direction: Direction;
  /** null: it was decided otherwise meanwhile, and nothing is left to be taken back. */
  admission: Admission | null;
};

type WithOpenings = Pick<Lane, 'direction' | 'openings'>;

/** The turnstile tells of each; should it not, memory stays bounded, and what is forgotten stays an admission. */
const MOST_PENDING = 64;

export function remember(lane: WithOpenings, admission: Admission): PendingOpening {
  const pending = { opening: admission.rows[0], direction: lane.direction, admission };
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

/** The admission inward of the same pass that may still be used. */
export function admissionOf(lane: WithOpenings, identity: string, simulated: boolean): Admission | null {
  if (lane.direction === 'out') return null;
  const found = lane.openings.find(
    ({ admission, direction }) =>
      direction === 'in' &&
      admission?.standing.pass.identity === identity &&
      admission.standing.simulated === simulated,
  );
  return found?.admission ?? null;
}
