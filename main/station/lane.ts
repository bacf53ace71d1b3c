import type { ShownVerdict } from '../contract/messages.ts';
import type { Pass } from '../contract/pass.ts';
import type { Direction, LaneConfig } from '../contract/station-config.ts';
import type { Verdict } from '../contract/verdict.ts';
import { type ForcedPassages, NONE_FORCED } from './forced.ts';
import type { PendingOpening } from './openings.ts';

/** The verdict that stands on a lane: what an officer may override, or judge anew by where the person comes from. */
export type StandingVerdict = {
  readonly uuid: string;
  readonly verdict: Pick<Verdict, 'colour' | 'reasons' | 'pack'>;
  /** Monotonic milliseconds: how long it has stood is nothing that a clock set meanwhile may change. */
  readonly since: number;
  readonly pass: Pass;
  readonly simulated: boolean;
  /** The lane was opened for it, or will be as soon as the papers have been compared. */
  readonly admitted: boolean;
  /** What is shown while the turnstile waits for the papers to be compared; null: it waits for nothing. */
  readonly waiting: ShownVerdict | null;
  readonly overridden: boolean;
};

/** A pass at a lane, by what its copies share, and when: monotonic milliseconds. */
export type PassAtLane = { readonly identity: string; readonly at: number };

/** One way through the checkpoint, in one direction at a time. */
export type Lane = {
  readonly name: string;
  direction: Direction;
  readonly hasTurnstile: boolean;
  standing: StandingVerdict | null;
  /** The pass that was admitted last; null: since the start, or it has gone through. */
  lastAdmitted: PassAtLane | null;
  /** The pass that was seen last, and when it was there last, repetitions included; noise between does not count. */
  lastPass: PassAtLane | null;
  /** Pulses of one lane follow one another: the end of the last that was asked for; null: none runs. */
  pulsing: Promise<void> | null;
  /** Oldest first. */
  openings: readonly PendingOpening[];
  /** Rows that the turnstile was not opened for because their papers wait to be compared, or have not been; newest last. */
  unopened: readonly string[];
  forced: ForcedPassages;
};

export function createLanes(configs: readonly LaneConfig[]): Map<string, Lane> {
  return new Map(configs.map((config) => [config.name, createLane(config)]));
}

export function createLane({ name, direction, turnstile }: LaneConfig): Lane {
  return {
    name,
    direction,
    hasTurnstile: turnstile !== null,
    standing: null,
    lastAdmitted: null,
    lastPass: null,
    pulsing: null,
    openings: [],
    unopened: [],
    forced: NONE_FORCED,
  };
}
