import type { Reason } from '../contract/reasons.ts';
import { holds } from './certlogic.ts';
import { currentEuRules } from './eu-rules.ts';
import { countingEvents, type Evidence, euRuleData, packRuleData } from './payload.ts';

/** `rule`: code of the pack's rule or Identifier of the EU rule that decided; null: the default. */
export type Decision = { readonly reasons: readonly Reason[]; readonly rule: string | null };

/**
 * The pack's decision on evidence that is authentic (or, unsigned, told by the facts alone). The first rule that holds
 * decides; without one the person is black: `no-data` when neither pass nor facts tell anything, else `not-vaccinated`.
 * EU country rules must all hold as well.
 */
export function decide(evidence: Evidence): Decision {
  const { pack } = evidence;
  const data = packRuleData(evidence);
  const first = pack.rules.find((rule) => holds(rule.when, data));
  const reason = first?.code ?? (tellsNothing(evidence) ? 'no-data' : 'not-vaccinated');
  const failed = failedEuRule(evidence);
  if (failed !== null) return { reasons: [reason, 'rule-failed'], rule: failed };
  return { reasons: [reason], rule: first?.code ?? null };
}

function tellsNothing(evidence: Evidence): boolean {
  return evidence.facts === null && countingEvents(evidence).length === 0;
}

function failedEuRule(evidence: Evidence): string | null {
  const { euRules } = evidence.pack;
  if (euRules === undefined) return null;
  const data = euRuleData(evidence);
  const kinds = new Set(evidence.pass.events.map((event) => event.kind));
  const failed = currentEuRules(euRules, kinds, evidence.now).find((rule) => !holds(rule.Logic, data));
  return failed?.Identifier ?? null;
}
