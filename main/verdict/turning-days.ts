import { instantAfter } from './certlogic.ts';
import { trustedEvents } from './events.ts';
import { gatherEvidence } from './evidence.ts';
import type { JudgeInput } from './judge.ts';
import { DAY_MS, dayAfter, HOUR_MS, instantOf, isJudgeableInstant, localDay } from './local-day.ts';
import { DATE, type TimeDependence, timeDependenceOf } from './time-dependence.ts';

/**
 * The days after today, and at most `days` later, on which a black verdict on the same pass may turn green, first first;
 * others may be among them. null: the pack's rules depend on time in a way that does not tell.
 */
export function turningDays(input: JudgeInput, days: number): string[] | null {
  const { pack, now } = input;
  const dependence = timeDependenceOf(pack);
  if (!dependence.followed) return null;
  const today = localDay(now, pack.timeZone);
  const last = dayAfter(today, days);
  const found = new Set<string>();
  for (const instant of turningInstants(datesOf(input), dependence)) {
    if (!(Math.abs(instant - now) < (days + 2) * DAY_MS) || !isJudgeableInstant(instant)) continue;
    // Rules count in UTC days of the clock or in local ones, and ask for a day or for more than a day.
    for (const day of [localDay(instant, 'UTC'), localDay(instant, pack.timeZone)])
      for (const turn of [day, dayAfter(day, 1)]) if (today < turn && turn <= last) found.add(turn);
  }
  return [...found].sort();
}

function* turningInstants(dates: ReadonlySet<string>, dependence: TimeDependence): Generator<number> {
  const { ages, hours, spans } = dependence;
  for (const date of [...dates, ...dependence.dates]) {
    for (const { amount, unit } of spans) yield instantAfter(date, amount, unit) ?? Number.NaN;
    const instant = instantOf(date) ?? instantAfter(date, 0, 'day') ?? Number.NaN;
    for (const age of ages) {
      yield instant + age * DAY_MS;
      // `hoursAgo` counts hours begun.
      if (hours) yield instant + (age - 1) * HOUR_MS;
      if (hours) yield instant + age * HOUR_MS;
    }
  }
}

/** Every date that the rules may see, and the day from which the pass is valid. */
function datesOf(input: JudgeInput): Set<string> {
  const { pass } = input;
  const { doses, recoveries, tests, facts } = gatherEvidence(input);
  const claims = [pass.issuedAt, pass.expiresAt].map((at) =>
    at !== null && isJudgeableInstant(at) ? new Date(at).toISOString() : null,
  );
  const seen = [trustedEvents(pass), doses, recoveries, tests, facts, pass.person.birthDate, claims];
  return new Set(wordsIn(seen).filter((word) => DATE.test(word)));
}

function wordsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value.trim()];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(wordsIn) : [];
}
