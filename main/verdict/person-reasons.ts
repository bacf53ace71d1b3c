import type { Facts } from '../contract/facts.ts';
import type { Reason } from '../contract/reasons.ts';
import type { PassStatus } from '../contract/verdict.ts';
import { DETECTED } from './events.ts';
import { dayOf, localDay } from './local-day.ts';
import { countingEvents, type Evidence } from './payload.ts';

/** Reasons against the person: what the issuer's list and the facts say. */

const BY_STATUS: { readonly [status in PassStatus]: readonly Reason[] } = {
  none: [],
  'not-withdrawn': [],
  eligible: [],
  revoked: ['pass-revoked'],
  suspended: ['pass-suspended'],
  symptoms: ['symptoms'],
  contact: ['contact'],
  isolation: ['isolation'],
  'epidemic-area': ['epidemic-area'],
  unknown: ['status-unknown'],
};

export function statusReasons(status: PassStatus): readonly Reason[] {
  return BY_STATUS[status] ?? ['status-unknown'];
}

/**
 * Isolation counts to the end of its last day. A declaration counts until the issuer replaces it. A positive test counts
 * unless the person recovered on the day of the sample or later.
 */
export function healthReasons(evidence: Evidence): Reason[] {
  const { facts, pass, pack, now } = evidence;
  const today = localDay(now, pack.timeZone);
  const reasons: Reason[] = [];
  if (facts !== null) {
    if (facts.isolationUntil !== null && today <= facts.isolationUntil) reasons.push('isolation');
    if (facts.declaration?.result === 'symptoms') reasons.push('symptoms');
    if (facts.declaration?.result === 'contact') reasons.push('contact');
    if (facts.sealed && pass.signature === 'unsigned') reasons.push('seal-missing');
  }
  const recovered = recoveryDays(evidence).filter((day) => day <= today);
  const ill = positiveSamples(pass.events, facts).some((sampledAt) => {
    const sampled = dayOf(sampledAt, pack.timeZone);
    return sampled === null || !recovered.some((day) => sampled <= day);
  });
  if (ill) reasons.push('test-positive');
  return reasons;
}

function recoveryDays(evidence: Evidence): string[] {
  const days = countingEvents(evidence).map((event) =>
    event.kind === 'recovery' ? dayOf(event.df, evidence.pack.timeZone) : null,
  );
  return [...days, evidence.facts?.recoveredOn ?? null].filter((day) => day !== null);
}

/** Sampling times of positive tests: of the pass, whatever its signature, and of the facts. */
function positiveSamples(events: Evidence['pass']['events'], facts: Facts | null): string[] {
  const shown = events.flatMap((event) => (event.kind === 'test' && event.tr.trim() === DETECTED ? [event.sc] : []));
  return facts?.lastTest?.result === 'positive' ? [...shown, facts.lastTest.sampledAt] : shown;
}
