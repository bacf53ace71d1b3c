import type { Facts } from '../contract/facts.ts';
import type { RecoveryEvent, TestEvent, VaccinationEvent } from '../contract/pass.ts';
import { completedEvents, courseOf, trustedEvents } from './events.ts';
import type { JudgeInput } from './judge.ts';
import { dayOf, daysBetween, HOUR_MS, instantOf, localDay } from './local-day.ts';
import type { RulePack } from './rule-pack.ts';

/** `dt` is a local day; `daysAgo` counts local days since then, negative in the future. */
export type Dose = Omit<VaccinationEvent, 'kind'> & {
  readonly daysAgo: number;
  /** Doses of the product's basic course, by the pack, else by the certificate; 1 where nobody tells. */
  readonly course: number;
};
/** `df` is a local day, and `daysAgo` counts from it; `fr` and `du` are local days, or null where they name none. */
export type Recovery = Omit<RecoveryEvent, 'kind' | 'fr' | 'du'> & {
  readonly fr: string | null;
  readonly du: string | null;
  readonly daysAgo: number;
};
/** `hoursAgo`: hours begun since the sample was taken; negative in the future. */
export type SampledTest = Omit<TestEvent, 'kind'> & { readonly hoursAgo: number };

/** What is known of a person at one instant, of the pack's disease only. */
export type Evidence = Pick<JudgeInput, 'pass' | 'status' | 'pack' | 'now'> & {
  /** Local day of `now`. */
  readonly today: string;
  /** Facts that may speak for the person: null where they are registered under another name. */
  readonly facts: Facts | null;
  /** All that the trust says of the number: what is against the person counts whatever the name. */
  readonly known: Facts | null;
  readonly doses: readonly Dose[];
  readonly recoveries: readonly Recovery[];
  readonly tests: readonly SampledTest[];
  /** Number of events whose day or time cannot be read; they prove nothing. */
  readonly undated: number;
};

/** `input.now` must be a judgeable instant. */
export function gatherEvidence({ pass, facts: known, name, status, pack, now }: JudgeInput): Evidence {
  const today = localDay(now, pack.timeZone);
  const facts = name === 'other' ? null : known;
  const shown = trustedEvents(pass).filter(({ tg }) => tg === undefined || tg.trim() === pack.disease);
  const counting = completedEvents(shown, facts, pack.products);
  const doses: Dose[] = [];
  const recoveries: Recovery[] = [];
  const tests: SampledTest[] = [];
  for (const event of counting) {
    if (event.kind === 'vaccination') doses.push(...doseOf(event, pack, today));
    else if (event.kind === 'recovery') recoveries.push(...recoveryOf(event, pack, today));
    else tests.push(...testOf(event, now));
  }
  const undated = counting.length - doses.length - recoveries.length - tests.length;
  return { pass, status, pack, now, today, facts, known, doses, recoveries, tests, undated };
}

function doseOf({ kind: _, ...fields }: VaccinationEvent, pack: RulePack, today: string): Dose[] {
  const dt = dayOf(fields.dt, pack.timeZone);
  if (dt === null) return [];
  const mp = fields.mp.trim();
  const [dn, sd] = [countOf(fields.dn), countOf(fields.sd)];
  const course = courseOf(pack.products, mp) ?? (mp === '' ? 1 : sd);
  return [{ ...fields, mp, dn, sd, dt, daysAgo: daysBetween(dt, today), course }];
}

function recoveryOf({ kind: _, ...fields }: RecoveryEvent, pack: RulePack, today: string): Recovery[] {
  const df = dayOf(fields.df, pack.timeZone);
  if (df === null) return [];
  const [fr, du] = [dayOf(fields.fr, pack.timeZone), dayOf(fields.du, pack.timeZone)];
  return [{ ...fields, fr, df, du, daysAgo: daysBetween(df, today) }];
}

function testOf({ kind: _, ...fields }: TestEvent, now: number): SampledTest[] {
  const hoursAgo = hoursSince(fields.sc, now);
  return hoursAgo === null ? [] : [{ ...fields, tr: fields.tr.trim(), hoursAgo }];
}

/** A number of doses that is none counts as 0. */
function countOf(doses: number): number {
  return Number.isInteger(doses) && doses > 0 ? doses : 0;
}

/** Hours begun since a date-time: 72 h and 1 s ago is 73; negative in the future; null: not a date-time. */
export function hoursSince(dateTime: string, now: number): number | null {
  const instant = instantOf(dateTime);
  if (instant === null) return null;
  const hours = (now - instant) / HOUR_MS;
  return hours < 0 ? Math.floor(hours) : Math.ceil(hours);
}
