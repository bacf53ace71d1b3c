import { instantAfter } from './certlogic.ts';
import { trustedEvents } from './events.ts';
import { gatherEvidence } from './evidence.ts';
import type { JudgeInput } from './judge.ts';
import { DAY_MS, dayAfter, HOUR_MS, instantOf, isJudgeableInstant, localDay, utcDay } from './local-day.ts';
import { isoOf } from './payload.ts';
import { DATE, type TimeDependence, timeDependenceOf } from './time-dependence.ts';

/**
 * The days after `today`, the local day of `input.now`, and at most `days` later, on which a black verdict on the same pass
 * may turn green, first first; others may be among them. null: the pack's rules depend on time in a way that does not
 * tell.
 */
export function turningDays(input: JudgeInput, today: string, days: number): string[] | null {
  const { pack, now } = input;
  const dependence = timeDependenceOf(pack);
  if (!dependence.followed) return null;
  const last = dayAfter(today, days);
  const instants = new Set<number>();
  for (const instant of turningInstants(input, dependence)) {
    const isNear = instant > now - 3 * DAY_MS && instant < now + (days + 3) * DAY_MS;
    if (isNear && isJudgeableInstant(instant)) instants.add(instant);
  }
  const found = new Set<string>();
  for (const instant of instants) {
    // Rules count in UTC days of the clock or in local ones, and ask for a day or for more than a day.
    for (const day of [utcDay(instant), localDay(instant, pack.timeZone)])
      for (const turn of [day, dayAfter(day, 1)]) if (today < turn && turn <= last) found.add(turn);
  }
  return [...found].sort();
}

function* turningInstants(input: JudgeInput, dependence: TimeDependence): Generator<number> {
  const { ages, hours, spans } = dependence;
  if (input.pass.issuedAt !== null) yield input.pass.issuedAt;
  for (const date of [...dependence.dates, ...datesOf(input, dependence)]) {
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

/** Every date that the rules may see. */
function datesOf(input: JudgeInput, { claims }: TimeDependence): Set<string> {
  const { pass } = input;
  const { doses, recoveries, tests, facts } = gatherEvidence(input);
  const claimed = claims ? [pass.issuedAt, pass.expiresAt].map(isoOf) : null;
  const seen = [trustedEvents(pass), doses, recoveries, tests, facts, pass.person.birthDate, claimed];
  return new Set(wordsIn(seen).filter((word) => DATE.test(word)));
}

function wordsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value.trim()];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(wordsIn) : [];
}
