import type { Explanation, Verdict } from '../contract/verdict.ts';
import { type JudgeInput, judge } from './judge.ts';
import { localDay } from './local-day.ts';
import type { RulePack } from './rule-pack.ts';

const DAY_MS = 86_400_000;
/** A year covers every limit of days that a pack knows. */
const LONGEST_DAYS = 366;

/** What the person may ask about a verdict. Pure and total, as the judge is. */
export function explain(input: JudgeInput, verdict: Verdict): Explanation {
  return {
    eligibleFrom: verdict.colour === 'black' ? eligibleFrom(input) : null,
    contact: contactFor(input.pack, verdict),
    comparePapers: verdict.colour === 'green' && input.pass.signature === 'unsigned',
  };
}

/** By trying later days, at the same time of day, with the lists as they are now and fresh trust. */
function eligibleFrom(input: JudgeInput): string | null {
  for (let days = 1; days <= LONGEST_DAYS; days++) {
    const now = input.now + days * DAY_MS;
    const trust = { state: 'fresh', ageHours: 0, issuedAt: now } as const;
    const later = judge({ ...input, now, trust, clock: 'ok', copied: false });
    if (later.colour === 'green') return localDay(now, input.pack.timeZone);
  }
  return null;
}

function contactFor({ contacts }: RulePack, { reasons }: Verdict): Explanation['contact'] {
  const found = contacts.find((contact) => contact.reasons.length === 0 || contact.reasons.includes(reasons[0]));
  return found === undefined ? null : { ...found.name, phone: found.phone };
}
