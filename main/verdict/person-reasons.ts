import type { Reason } from '../contract/reasons.ts';
import type { Origin, PassStatus, RosterFinding } from '../contract/verdict.ts';
import { DETECTED, NOT_DETECTED } from './events.ts';
import type { Evidence } from './evidence.ts';
import { dayOf } from './local-day.ts';

/** Reasons against the person: what the issuer's list, the facts, the place of origin and the roster say. */

const BY_STATUS: { readonly [status in PassStatus]: readonly Reason[] } = {
  none: [],
  'not-withdrawn': [],
  eligible: [],
  revoked: ['pass-revoked'],
  suspended: ['pass-suspended'],
  symptoms: ['symptoms'],
  contact: ['contact'],
  isolation: ['isolation'],
  'epidemic-area': [], // `originReasons`
  unknown: ['status-unknown'],
};

export function statusReasons(status: PassStatus): readonly Reason[] {
  return BY_STATUS[status] ?? ['status-unknown'];
}

/**
 * Isolation counts to the end of its last day. A declaration counts until the issuer replaces it. A positive test counts
 * unless the person recovered on the day of the sample or later. What is known under another name counts as well.
 */
export function healthReasons(evidence: Evidence): Reason[] {
  const { known, facts, pass, today } = evidence;
  const reasons: Reason[] = [];
  if (known !== null) {
    if (known !== facts) reasons.push('identity-mismatch');
    if (known.isolationUntil !== null && today <= known.isolationUntil) reasons.push('isolation');
    if (known.declaration?.result === 'symptoms') reasons.push('symptoms');
    if (known.declaration?.result === 'contact') reasons.push('contact');
    if (known.sealed && pass.signature === 'unsigned') reasons.push('seal-missing');
  }
  if (isPositive(evidence)) reasons.push('test-positive');
  return reasons;
}

/** By samples of the pass, whatever its signature, and of all that is known. */
function isPositive({ pass, known, pack, recoveries }: Evidence): boolean {
  const shown = pass.events.flatMap((event) =>
    event.kind === 'test' && event.tr.trim() === DETECTED ? [event.sc] : [],
  );
  const samples = known?.lastTest?.result === 'positive' ? [...shown, known.lastTest.sampledAt] : shown;
  if (samples.length === 0) return false;
  const recovered = recoveries.filter(({ daysAgo }) => daysAgo >= 0).map(({ df }) => df);
  return samples.some((sampledAt) => {
    const sampled = dayOf(sampledAt, pack.timeZone);
    return sampled === null || !recovered.some((day) => sampled <= day);
  });
}

export function originReasons({ pack, status, tests }: Evidence, origin: Origin): readonly Reason[] {
  if (origin !== 'epidemic-area' && status !== 'epidemic-area') return [];
  const hours = pack.epidemicTestHours;
  const tested = tests.some(({ tr, hoursAgo }) => tr === NOT_DETECTED && 0 <= hoursAgo && hoursAgo <= (hours ?? -1));
  return tested ? [] : ['epidemic-area'];
}

const BY_ROSTER: { readonly [finding in RosterFinding]: readonly Reason[] } = {
  listed: [],
  'no-roster': ['trust-incomplete'],
  'not-listed': ['not-on-roster'],
  'outside-shift': ['outside-shift'],
  'quota-full': ['quota-full'],
};

/** Asked only where the pack goes by the roster. */
export function rosterReasons(finding: RosterFinding): readonly Reason[] {
  return BY_ROSTER[finding] ?? ['trust-incomplete'];
}
