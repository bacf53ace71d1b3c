import type { Pass } from '../contract/pass.ts';
import type { Colour } from '../contract/reasons.ts';
import type { Direction, LaneConfig } from '../contract/station-config.ts';

/** The verdict that stands on a lane: what an officer may override. */
export type StandingVerdict = {
  readonly uuid: string;
  readonly colour: Colour;
  readonly at: number;
  readonly pass: Pass;
  readonly overridden: boolean;
};

/** One way through the checkpoint, in one direction at a time. */
export type Lane = {
  readonly name: string;
  direction: Direction;
  readonly hasTurnstile: boolean;
  standing: StandingVerdict | null;
  /** Identity of the pass that was admitted last; null since the start. */
  lastAdmitted: string | null;
  /** Pulses of one lane follow one another. */
  opening: Promise<void>;
};

export function createLanes(configs: readonly LaneConfig[]): Map<string, Lane> {
  return new Map(
    configs.map((config) => [
      config.name,
      {
        name: config.name,
        direction: config.direction,
        hasTurnstile: config.turnstile !== null,
        standing: null,
        lastAdmitted: null,
        opening: Promise.resolve(),
      },
    ]),
  );
}
