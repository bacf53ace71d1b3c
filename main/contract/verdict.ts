import type { Facts } from './facts.ts';
import type { HealthEvent, IdType, Pass } from './pass.ts';
import type { Colour, Reason, ScanAgainReason, ScanProblem } from './reasons.ts';

/** What one status list says of one pass (DESIGN section 4); `unknown`: named, but missing, stale or out of range. */
export type PassStatus =
  | 'none'
  | 'not-withdrawn'
  | 'revoked'
  | 'suspended'
  | 'eligible'
  | 'symptoms'
  | 'contact'
  | 'isolation'
  | 'epidemic-area'
  | 'unknown';

export type ClockState = 'ok' | 'suspect';

/** Age of the trust: `unknown` where there is no trust metadata at all, which is not stale. */
export type TrustState = 'fresh' | 'ageing' | 'stale' | 'unknown';
export type TrustAge = {
  readonly state: TrustState;
  readonly ageHours: number | null;
  readonly issuedAt: number | null;
};

export type Verdict = {
  readonly colour: Colour;
  /** Worst first, never empty; the colour is that of the first. */
  readonly reasons: readonly [Reason, ...Reason[]];
  readonly pack: { readonly id: string; readonly version: string };
  /** Code of the pack's rule that decided; null when the default did. */
  readonly rule: string | null;
};

/** Where and when the same pass, or its person, was seen before. */
export type Sighting = {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Name of a lane of this station, or of another site. */
  readonly place: string;
  readonly why: 'just-used' | 'still-inside' | 'too-far-away';
};

/** Whether the person comes from an administrative unit in an epidemic area (`places/<locality>.json`). */
export type Origin = 'epidemic-area' | 'elsewhere' | 'unknown';

/**
 * What the site's roster says of the person (`roster/<site>.json`); `no-roster`: this site has none. A quota counts the
 * people admitted in the shift that is on.
 */
export type RosterFinding = 'no-roster' | 'listed' | 'not-listed' | 'outside-shift' | 'quota-full';

/** The lists of the trust that a rule pack may require to be there. */
export const TRUST_LISTS = ['facts', 'places', 'roster', 'revocation'] as const;
export type TrustList = (typeof TRUST_LISTS)[number];

/** A verdict that explains itself: what the person may ask (DESIGN section 5). */
export type Explanation = {
  /** First local day, YYYY-MM-DD, on which the same pass would be green if nothing else changed; null: none in a year. */
  readonly eligibleFrom: string | null;
  /** Whom to call about the first reason. */
  readonly contact: { readonly vi: string; readonly en: string; readonly phone: string } | null;
  /** Green by facts alone: the officer must compare the code with the person's papers. */
  readonly comparePapers: boolean;
};

/** The answer to one scan: a verdict on a pass, or "scan again". */
export type Answer =
  | {
      readonly kind: 'verdict';
      readonly pass: Pass;
      readonly facts: Facts | null;
      /** Identifiers by which the facts were found; empty: none. */
      readonly matched: readonly IdType[];
      /** Events of the pass, completed by the facts where the pass itself has none. */
      readonly events: readonly HealthEvent[];
      readonly verdict: Verdict;
      readonly explanation: Explanation;
      /** Why `copied-code` holds; null: it does not. */
      readonly seen: Sighting | null;
    }
  | { readonly kind: 'scan-again'; readonly reason: ScanAgainReason; readonly problem: ScanProblem };
