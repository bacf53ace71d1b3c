import { Tagged } from 'cborg';
import * as z from 'zod';
import type { HealthEvent, Person, PersonId } from '../contract/pass.ts';
import { err, ok, type Result } from '../contract/result.ts';

/**
 * The content of an EU DCC (eu-dcc-schema 1.3), as strict as judging needs and as lenient as real issuers are: white space
 * around values, null and undefined members, dates with a time of day, floats for doses, a text tagged as date-time, empty
 * codes, unknown members (eu-digital-green-certificates/dcc-quality-assurance, SpecialCaseHandling.md). Values outside the
 * value sets are passed on, for rules to judge. A date that is no day of the calendar (Latvia has a month 17) becomes '':
 * the pass is authentic and scanning it again would not help, but such a date proves nothing.
 */
export type Dcc = { readonly person: Person; readonly events: readonly HealthEvent[] };

export function readDcc(value: ReadonlyMap<unknown, unknown>): Result<Dcc, 'schema'> {
  const parsed = dccSchema.safeParse(plain(value));
  if (!parsed.success) return err('schema');
  const { nam, dob, v = [], t = [], r = [] } = parsed.data;
  const name = nameOf(nam);
  const events: readonly HealthEvent[] = [
    ...v.map(({ ci: _, ...event }) => ({ kind: 'vaccination' as const, ...event, dt: dayOf(event.dt) })),
    ...t.map(({ ci: _, ...event }) => ({ kind: 'test' as const, ...event, sc: instantOf(event.sc) })),
    ...r.map(({ ci: _, fr, df, du, ...event }) => ({
      kind: 'recovery' as const,
      ...event,
      fr: dayOf(fr),
      df: dayOf(df),
      du: dayOf(du),
    })),
  ];
  if (events.length === 0 || events.length > MAX_EVENTS || name === null) return err('schema');
  const uvcis = new Set([...v, ...t, ...r].flatMap(({ ci }) => (ci ? withoutControls(ci) : [])));
  const ids = [...uvcis].map((uvci): PersonId => ({ type: 'uvci', value: uvci }));
  return ok({ person: { name, birthDate: birthDateOf(dob), ids }, events });
}

/** One is the rule (hcert_spec); more are read so that the verdict can say why they are refused. */
const MAX_EVENTS = 12;

/** Longest text; the schema allows 80 characters, Hungary has more in use. Two and a space fit a check-in's name. */
const MAX_TEXT = 190;

/** A dose number; 0 and less do occur, and prove nothing. */
const dose = z.int().min(-99).max(99);
const optionalText = z.exactOptional(z.string());
const shared = { tg: optionalText, co: optionalText, is: optionalText, ci: optionalText };
const dccSchema = z.object({
  nam: z.object({ fn: optionalText, gn: optionalText, fnt: optionalText, gnt: optionalText }),
  dob: z.unknown().optional(),
  v: z.exactOptional(
    z.array(
      z.object({ ...shared, vp: optionalText, mp: z.string(), ma: optionalText, dn: dose, sd: dose, dt: z.string() }),
    ),
  ),
  t: z.exactOptional(
    z.array(
      z.object({
        ...shared,
        tt: z.string(),
        nm: optionalText,
        ma: optionalText,
        sc: z.string(),
        tr: z.string(),
        tc: optionalText,
      }),
    ),
  ),
  r: z.exactOptional(z.array(z.object({ ...shared, fr: z.string(), df: z.string(), du: z.string() }))),
});

/**
 * Maps as objects, texts without outer white space; null and undefined dropped as absent. A text that is too long becomes
 * null, which the schema refuses wherever it reads one.
 */
function plain(value: unknown): unknown {
  if (typeof value === 'string') return value.length > MAX_TEXT ? null : value.trim();
  if (value instanceof Map) {
    const object: Record<string, unknown> = {};
    for (const [key, member] of value) {
      if (isGiven(member) && key !== '__proto__') object[key] = plain(member);
    }
    return object;
  }
  if (Array.isArray(value)) return value.filter(isGiven).map(plain);
  return value instanceof Tagged ? plain(value.value) : value;
}

function isGiven(value: unknown): boolean {
  return value !== null && value !== undefined;
}

const calendarDay = z.iso.date();
const zonedDateTime = z.iso.datetime({ offset: true });

/** The day that a date, or a date with a time of day, was written on; '' where that is no day of the calendar. */
function dayOf(value: string): string {
  const [, written = ''] = /^(\d{4}-\d\d-\d\d)(T[\d:.]+(Z|[+-]\d\d:?\d\d)?)?$/.exec(value) ?? [];
  return calendarDay.safeParse(written).success ? written : '';
}

/**
 * A date-time with offset, '' where it is none. Without an offset it is taken as UTC: no verdict may depend on the time
 * zone of the machine.
 */
function instantOf(value: string): string {
  const zoned = /T.*(Z|[+-]\d\d:?\d\d)$/.test(value) ? value : `${value}Z`;
  return zonedDateTime.safeParse(zoned).success ? zoned : '';
}

type Nam = z.infer<typeof dccSchema>['nam'];

/** Family name first, as Vietnam writes it; the transliterated one (ICAO 9303, `<` for spaces) where the other is missing. */
function nameOf({ fn, gn, fnt, gnt }: Nam): string | null {
  const parts = [fn || fnt?.replaceAll('<', ' '), gn || gnt?.replaceAll('<', ' ')];
  const whole = withoutControls(parts.filter((part) => part !== undefined && part !== '').join(' '));
  return whole === '' ? null : whole;
}

/** As lines of text can hold it. */
function withoutControls(value: string): string {
  return value.replace(/[\p{Cc}\s]+/gu, ' ').trim();
}

/** Day, month or year of birth. It is only shown, never judged: anything else counts as not given. */
function birthDateOf(dob: unknown): string | null {
  return typeof dob === 'string' ? (/^(\d{4}(-\d\d(-\d\d)?)?)(T.*)?$/.exec(dob)?.[1] ?? null) : null;
}
