import type { HealthEvent } from '../contract/pass.ts';
import type { Reason } from '../contract/reasons.ts';
import { holds } from './certlogic.ts';
import { currentEuRules } from './eu-rules.ts';
import { trustedEvents } from './events.ts';
import type { Evidence } from './evidence.ts';
import { euRuleData, packRuleData } from './payload.ts';
import type { EuRule } from './rule-pack.ts';

/** `rule`: code of the pack's rule or Identifier of the EU rule that decided; null: the default. */
export type Decision = { readonly reasons: readonly Reason[]; readonly rule: string | null };

/**
 * The pack's decision on evidence that is authentic (or, unsigned, told by the facts alone). The first rule that holds
 * decides; without one the person is black: `no-data` when neither pass nor facts tell anything, else `not-vaccinated`.
 * EU country rules must all hold as well.
 */
export function decide(evidence: Evidence): Decision {
  const { rules, euRules } = evidence.pack;
  const data = packRuleData(evidence);
  const first = rules.find((rule) => holds(rule.when, data));
  const reason = first?.code ?? (tellsNothing(evidence) ? 'no-data' : 'not-vaccinated');
  const failure = euRules === undefined ? null : euFailure(evidence, euRules);
  if (failure !== null) return { reasons: [reason, 'rule-failed'], rule: failure.rule };
  return { reasons: [reason], rule: first?.code ?? null };
}

function tellsNothing({ facts, doses, recoveries, tests, undated }: Evidence): boolean {
  return facts === null && doses.length + recoveries.length + tests.length + undated === 0;
}

/**
 * EU rules are written for certificates of one event. Of a pass with several (a SMART Health Card) one event is enough,
 * so that a further one takes nothing from it; a pass without any meets no rule. `rule`: Identifier of the one that fails,
 * null where it is the event that is missing; null: none fails.
 */
function euFailure(evidence: Evidence, rules: readonly EuRule[]): { readonly rule: string | null } | null {
  const events = trustedEvents(evidence.pass);
  const failing = (events.length === 0 ? [null] : events).map((event) => firstFailing(evidence, rules, event));
  return events.length > 0 && failing.includes(null) ? null : { rule: failing[0] ?? null };
}

function firstFailing(evidence: Evidence, rules: readonly EuRule[], event: HealthEvent | null): string | null {
  const data = euRuleData(evidence, event);
  const current = currentEuRules(rules, event?.kind ?? null, evidence.now);
  return current.find((rule) => !holds(rule.Logic, data))?.Identifier ?? null;
}
