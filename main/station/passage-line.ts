import type { TurnstileProblem } from '../../drivers/turnstile/turnstile.ts';
import type { Outage } from '../contract/messages.ts';
import type { Colour, Reason, ScanAgainReason, ScanProblem } from '../contract/reasons.ts';
import type { Direction } from '../contract/station-config.ts';
import type { Sighting } from '../contract/verdict.ts';

/** What happened at a lane, without anything personal: one line of `chot station`, fit for a system log. */
export type PassageLine = {
  readonly at: string;
  readonly lane: string;
  readonly direction: Direction;
  /**
   * `annulment`: nobody went through, and the row `refersTo` counts no more. `unconfirmed`: nobody can say whether somebody
   * did. `forced`: somebody went through without an opening. `not-opened`: the turnstile did not do as told.
   */
  readonly kind:
    | 'check-in'
    | 'override'
    | 'annulment'
    | 'scan-again'
    | 'refused'
    | 'unconfirmed'
    | 'forced'
    | 'not-opened';
  readonly colour: Colour | null;
  readonly reasons: readonly (Reason | ScanAgainReason)[];
  /** Of the pack, that decided; null: its default did, or something weightier than its rules. */
  readonly rule: string | null;
  /** Why the code counts as copied; where it was seen is for the screen. */
  readonly seen: Sighting['why'] | null;
  readonly problem: ScanProblem | null;
  readonly seq: number | null;
  readonly uuid: string | null;
  /** uuid of the row that this is about; null: it stands for itself. */
  readonly refersTo: string | null;
  /** Why the turnstile did not open. */
  readonly turnstile: TurnstileProblem | null;
  readonly outage: Outage | null;
};

type Said = Pick<PassageLine, 'kind'> & Partial<Omit<PassageLine, 'at' | 'lane' | 'direction'>>;

/** @param now milliseconds since the epoch; what is not said is null */
export function passageLine(
  lane: { readonly name: string; readonly direction: Direction },
  now: number,
  said: Said,
): PassageLine {
  const nothing = {
    colour: null,
    reasons: [],
    rule: null,
    seen: null,
    problem: null,
    seq: null,
    uuid: null,
    refersTo: null,
    turnstile: null,
    outage: null,
  };
  return { at: new Date(now).toISOString(), lane: lane.name, direction: lane.direction, ...nothing, ...said };
}
