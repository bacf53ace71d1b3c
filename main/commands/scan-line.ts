import type { Outage } from '../contract/messages.ts';
import type { Answer, TrustAge } from '../contract/verdict.ts';
import { shownPerson } from '../station/shown.ts';

/** One answer of `chot scan` (DESIGN section 7): a promise to other tools, so keys are added and never changed. */
export function scanLine(
  answer: Answer,
  outcome: { readonly seq: number | null; readonly outage: Outage | null },
  trust: TrustAge,
  elapsedMs: number,
): Record<string, unknown> {
  const rest = {
    seq: outcome.seq,
    trust: { ageHours: trust.ageHours, state: trust.state },
    elapsedMs: Math.round(elapsedMs * 1000) / 1000,
    outage: outcome.outage,
  };
  if (answer.kind === 'scan-again') {
    return {
      colour: null,
      reasons: [answer.reason],
      pass: null,
      person: null,
      ...rest,
      problem: answer.problem,
      rules: null,
      eligibleFrom: null,
      contact: null,
      comparePapers: false,
      matched: [],
      seen: null,
    };
  }
  const { pass, verdict, explanation, matched, seen } = answer;
  // What could not be recorded admits nobody: it has no colour.
  const colour = outcome.outage === null ? verdict.colour : null;
  return {
    colour,
    reasons: verdict.reasons,
    pass: {
      format: pass.format,
      issuer: pass.issuer,
      kid: pass.kid,
      alg: pass.alg,
      signature: pass.signature,
      issuedAt: instant(pass.issuedAt),
      expiresAt: instant(pass.expiresAt),
      events: pass.events,
    },
    person: shownPerson(pass.person),
    ...rest,
    problem: null,
    rules: { id: verdict.pack.id, version: verdict.pack.version, rule: verdict.rule },
    ...explanation,
    matched,
    seen: seen === null ? null : { ...seen, at: instant(seen.at) },
  };
}

function instant(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
