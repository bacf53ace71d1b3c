import type { Reason } from '../contract/reasons.ts';
import type { Explanation, Verdict } from '../contract/verdict.ts';
import { type JudgeInput, judge } from './judge.ts';
import { dayAfter, localDay, sameTimeOn } from './local-day.ts';
import type { RulePack } from './rule-pack.ts';
import { turningDays } from './turning-days.ts';

/** A year covers every limit of days that a pack knows. */
const LONGEST_DAYS = 366;

/** What the person may ask about a verdict. Pure and total, as the judge is. */
export function explain(input: JudgeInput, verdict: Verdict): Explanation {
  return {
    eligibleFrom: verdict.colour === 'black' ? eligibleFrom(input, verdict) : null,
    contact: contactFor(input.pack, verdict),
    comparePapers: verdict.colour === 'green' && input.pass.signature === 'unsigned',
  };
}

/** Black reasons that time alone never lifts, while the lists stay as they are. */
const LASTING: ReadonlySet<Reason> = new Set<Reason>([
  'pass-revoked',
  'pass-suspended',
  'pass-expired',
  'multiple-events',
  'unsigned',
  'not-on-roster',
  'outside-shift',
  'quota-full',
]);

/**
 * The first of the days to come on which the same pass would be green: judged at the same time of day, by the lists as they
 * are now, with fresh trust. Days on which nothing can turn are left out.
 */
function eligibleFrom(input: JudgeInput, verdict: Verdict): string | null {
  const { pack } = input;
  if (verdict.reasons.some((reason) => LASTING.has(reason) && !mayDecide(pack, reason))) return null;
  const today = localDay(input.now, pack.timeZone);
  const days = turningDays(input, today, LONGEST_DAYS) ?? everyDayAfter(today);
  return days.find((day) => isGreenOn(day, today, input)) ?? null;
}

/** A reason that the pack's own rules may give is not lasting. */
function mayDecide(pack: RulePack, reason: Reason): boolean {
  return pack.rules.some(({ code }) => code === reason);
}

function everyDayAfter(today: string): string[] {
  return Array.from({ length: LONGEST_DAYS }, (_, index) => dayAfter(today, index + 1));
}

function isGreenOn(day: string, today: string, input: JudgeInput): boolean {
  const now = sameTimeOn(day, today, input.now, input.pack.timeZone);
  if (now === null) return false;
  const trust = { state: 'fresh', ageHours: 0, issuedAt: now } as const;
  return judge({ ...input, now, trust, clock: 'ok', copied: false }).colour === 'green';
}

function contactFor({ contacts }: RulePack, { reasons }: Verdict): Explanation['contact'] {
  const found = contacts.find((contact) => contact.reasons.length === 0 || contact.reasons.includes(reasons[0]));
  return found === undefined ? null : { ...found.name, phone: found.phone };
}
