import * as z from 'zod';
import type { HealthEvent, TestEvent, VaccinationEvent } from '../contract/pass.ts';
import { err, ok, type Result } from '../contract/result.ts';
import { isCalendarDay } from './calendar-day.ts';
import { COVID_19, type CovidVaccine, covidResult, covidTest, covidVaccine } from './covid-codes.ts';
import type { HealthCard } from './health-card.ts';

const CVX = 'http://hl7.org/fhir/sid/cvx';
const LOINC = 'http://loinc.org';
const SNOMED_CT = 'http://snomed.info/sct';

const MAX_TEXT = 190;
const text = z.string().max(MAX_TEXT);
const codeable = z.object({
  coding: z.exactOptional(z.array(z.object({ system: z.exactOptional(text), code: z.exactOptional(text) }))),
});
type Codeable = z.infer<typeof codeable>;

const immunizationSchema = z.object({
  status: text,
  vaccineCode: codeable,
  occurrenceDateTime: z.exactOptional(text),
  performer: z.exactOptional(
    z.array(z.object({ actor: z.exactOptional(z.object({ display: z.exactOptional(text) })) })),
  ),
});
const observationSchema = z.object({
  status: text,
  code: codeable,
  valueCodeableConcept: z.exactOptional(codeable),
  effectiveDateTime: z.exactOptional(text),
  effectivePeriod: z.exactOptional(z.object({ start: z.exactOptional(text) })),
});

/**
 * What a SMART Health Card says of COVID-19, in EU DCC terms: doses given (Immunization, status completed) and results of
 * tests for the virus (Observation, status final or corrected). Other diseases and what was not done are passed over; a
 * resource of these kinds that cannot be read makes the card unreadable, for it may have been the one that mattered.
 */
export function covidEvents({ resources }: HealthCard): Result<readonly HealthEvent[], 'schema'> {
  const given: Given[] = [];
  const tests: TestEvent[] = [];
  for (const resource of resources) {
    if (resource.resourceType === 'Immunization') {
      const parsed = immunizationSchema.safeParse(resource);
      if (!parsed.success) return err('schema');
      given.push(...doseOf(parsed.data));
    } else if (resource.resourceType === 'Observation') {
      const parsed = observationSchema.safeParse(resource);
      if (!parsed.success) return err('schema');
      tests.push(...testOf(parsed.data));
    }
  }
  return ok([...inOrder(given), ...tests]);
}

/** A dose before it has its number; `dt` is '' where the card gives no day of the calendar. */
type Given = { readonly vaccine: CovidVaccine; readonly dt: string; readonly is: string | undefined };

function doseOf({ status, vaccineCode, occurrenceDateTime, performer }: z.infer<typeof immunizationSchema>): Given[] {
  const vaccine = codesOf(vaccineCode, CVX)
    .map(covidVaccine)
    .find((each) => each !== null);
  if (status !== 'completed' || vaccine === undefined) return [];
  const day = /^(\d{4}-\d\d-\d\d)(T.*)?$/.exec(occurrenceDateTime ?? '')?.[1] ?? '';
  return [{ vaccine, dt: isCalendarDay(day) ? day : '', is: performer?.[0]?.actor?.display }];
}

const DAY_MS = 86_400_000;

/** No course has less between two doses; registers often hold one dose twice, reported by two, a day or so apart. */
const FEWEST_DAYS_BETWEEN = 14;

/**
 * Numbered in the order of their days. A dose within 14 days of the one before is that one again: it would else count as
 * a second dose, which proves to rules that the first is old enough. Doses without a day prove nothing; they come last.
 */
function inOrder(given: readonly Given[]): VaccinationEvent[] {
  const dated = given.filter(({ dt }) => dt !== '').sort((a, b) => (a.dt < b.dt ? -1 : a.dt > b.dt ? 1 : 0));
  const doses: Given[] = [];
  for (const dose of dated) {
    const before = doses.at(-1);
    const days =
      before === undefined ? Number.POSITIVE_INFINITY : (Date.parse(dose.dt) - Date.parse(before.dt)) / DAY_MS;
    if (days >= FEWEST_DAYS_BETWEEN) doses.push(dose);
  }
  const undated = given.filter(({ dt }) => dt === '');
  return [
    ...doses.map((dose, index) => vaccinationOf(dose, index + 1)),
    ...undated.map((dose) => vaccinationOf(dose, 1)),
  ];
}

function vaccinationOf({ vaccine: { mp, sd }, dt, is }: Given, dn: number): VaccinationEvent {
  return { kind: 'vaccination', tg: COVID_19, mp, dn, sd, dt, ...(is === undefined ? {} : { is }) };
}

const OF_RECORD: readonly string[] = ['final', 'amended', 'corrected'];

function testOf(observation: z.infer<typeof observationSchema>): TestEvent[] {
  const tt = codesOf(observation.code, LOINC)
    .map(covidTest)
    .find((each) => each !== null);
  const [snomed] = codesOf(observation.valueCodeableConcept ?? {}, SNOMED_CT);
  if (!OF_RECORD.includes(observation.status) || !tt) return [];
  const sc = instantOf(observation.effectiveDateTime ?? observation.effectivePeriod?.start ?? '');
  return [{ kind: 'test', tg: COVID_19, tt, sc, tr: covidResult(snomed ?? '') }];
}

function codesOf({ coding = [] }: Codeable, system: string): string[] {
  return coding.flatMap((each) => (each.system === system && each.code !== undefined ? [each.code] : []));
}

const zonedDateTime = z.iso.datetime({ offset: true });

/**
 * A FHIR dateTime as a date-time with offset, '' where it is none. Cards leave out the time of day to disclose less: the
 * day then counts from its first moment in UTC, so that a test is rather too old than too new.
 */
function instantOf(dateTime: string): string {
  const whole = isCalendarDay(dateTime) ? `${dateTime}T00:00:00Z` : dateTime;
  return zonedDateTime.safeParse(whole).success ? whole : '';
}
