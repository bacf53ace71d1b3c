import type { Facts } from './facts.ts';
import type { HealthEvent, Pass } from './pass.ts';
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

/** The answer to one scan: a verdict on a pass, or "scan again". */
export type Answer =
  | {
      readonly kind: 'verdict';
      readonly pass: Pass;
      readonly facts: Facts | null;
      /** Events of the pass, completed by the facts where the pass itself has none. */
      readonly events: readonly HealthEvent[];
      readonly verdict: Verdict;
    }
  | { readonly kind: 'scan-again'; readonly reason: ScanAgainReason; readonly problem: ScanProblem };
