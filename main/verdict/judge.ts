import type { Facts, FactsFinding } from '../contract/facts.ts';
import type { Pass } from '../contract/pass.ts';
import { REASONS, type Reason, worstFirst } from '../contract/reasons.ts';
import type {
  ClockState,
  Origin,
  PassStatus,
  RosterFinding,
  TrustAge,
  TrustList,
  Verdict,
} from '../contract/verdict.ts';
import { type Decision, decide } from './decide.ts';
import { gatherEvidence } from './evidence.ts';
import { isJudgeableInstant } from './local-day.ts';
import { keyReasons, signatureReasons, validityReasons } from './pass-reasons.ts';
import { healthReasons, originReasons, rosterReasons, statusReasons } from './person-reasons.ts';
import type { RulePack } from './rule-pack.ts';

export type JudgeInput = {
  readonly pass: Pass;
  /** Of the person that the pass names; null: the trust knows nothing. */
  readonly facts: Facts | null;
  /** Whether the facts are registered under the name that the pass gives. */
  readonly name: FactsFinding['name'];
  readonly status: PassStatus;
  readonly pack: RulePack;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly clock: ClockState;
  readonly trust: TrustAge;
  /** The station saw this code pass a moment ago (presence, debouncing). */
  readonly copied: boolean;
  readonly origin: Origin;
  readonly roster: RosterFinding;
  /** Lists that the trust has. */
  readonly lists: ReadonlySet<TrustList>;
};

/**
 * The verdict on a pass (DESIGN section 5): every reason that holds, worst first; the colour is that of the first. Total
 * and deterministic: no clock, no I/O, no exception. The pack's rules are asked only about what is authentic: the
 * events of a pass whose signature is valid, and facts that are not registered under another name. Hence no green
 * without a valid signature, unless the pack takes unsigned codes by identity and such facts exist.
 */
export function judge(input: JudgeInput): Verdict {
  const { pass, pack } = input;
  const { reasons, rule } = isJudgeableInstant(input.now)
    ? reasonsAt(input)
    : { reasons: [...signatureReasons(pass), 'clock-suspect' as const], rule: null };
  const [first = 'no-data', ...others] = worstFirst(reasons);
  return { colour: REASONS[first], reasons: [first, ...others], pack: { id: pack.id, version: pack.version }, rule };
}

function reasonsAt(input: JudgeInput): Decision {
  const { pass, pack, now } = input;
  const evidence = gatherEvidence(input);
  const reasons: Reason[] = [
    ...stationReasons(input),
    ...signatureReasons(pass),
    ...keyReasons(pass, pack, now),
    ...validityReasons(pass, now),
    ...statusReasons(input.status),
    ...healthReasons(evidence),
    ...originReasons(evidence, input.origin),
    ...(pack.requires.includes('roster') ? rosterReasons(input.roster) : []),
  ];
  if (pass.signature !== 'valid' && pass.signature !== 'unsigned') return { reasons, rule: null };
  if (pass.signature === 'unsigned' && (pack.unsigned === 'refuse' || evidence.facts === null))
    reasons.push('unsigned');
  const decision = decide(evidence);
  return { reasons: [...reasons, ...decision.reasons], rule: decision.rule };
}

/** What makes the station itself unfit to say yes. Who watches the clock compares it with signed times: `clock` tells. */
function stationReasons({ clock, trust, copied, pack, now, lists }: JudgeInput): Reason[] {
  const reasons: Reason[] = [];
  if (clock !== 'ok') reasons.push('clock-suspect');
  if (trust.state === 'stale' || !packIsCurrent(pack, now)) reasons.push('trust-stale');
  if (pack.requires.some((list) => !lists.has(list))) reasons.push('trust-incomplete');
  if (copied) reasons.push('copied-code');
  return reasons;
}

function packIsCurrent({ validFrom, validTo }: RulePack, now: number): boolean {
  if (validFrom !== null && !(Date.parse(validFrom) <= now)) return false;
  return validTo === null || now <= Date.parse(validTo);
}
