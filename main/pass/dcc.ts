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
  const { nam, dob, v, t, r } = parsed.data;
  const entries = [
    ...v.map((entry) => ({ ...entry, kind: 'vaccination' as const })),
    ...t.map((entry) => ({ ...entry, kind: 'test' as const })),
    ...r.map((entry) => ({ ...entry, kind: 'recovery' as const })),
  ];
  const name = nameOf(nam);
  if (entries.length === 0 || entries.length > MAX_EVENTS || name === null) return err('schema');
  const uvcis = new Set(entries.flatMap((entry) => entry.ci || []));
  const ids = [...uvcis].map((uvci): PersonId => ({ type: 'uvci', value: uvci }));
  const events = entries.map(({ ci: _, ...event }): HealthEvent => event);
  return ok({ person: { name, birthDate: birthDateOf(dob), ids }, events });
}

/** One is the rule (hcert_spec); more are read so that the verdict can say why they are refused. */
const MAX_EVENTS = 12;

/** Text of any script, without control characters; the schema allows 80 characters, Hungary has more in use. */
const text = z.string().max(200).transform(withoutControls);

function withoutControls(value: string): string {
  return value.replace(/\p{Cc}+/gu, ' ').trim();
}

const calendarDay = z.iso.date();
const zonedDateTime = z.iso.datetime({ offset: true });
/** The day that a date, or a date with a time of day, was written on; '' where that is no day of the calendar. */
const day = z
  .string()
  .max(64)
  .transform((value) => {
    const [, written = ''] = /^(\d{4}-\d\d-\d\d)(T[\d:.]+(Z|[+-]\d\d:?\d\d)?)?$/.exec(value.trim()) ?? [];
    return calendarDay.safeParse(written).success ? written : '';
  });
/**
 * A date-time with offset, '' where it is none. Without an offset it is taken as UTC: no verdict may depend on the time
 * zone of the machine.
 */
const instant = z
  .string()
  .max(64)
  .transform((value) => {
    const written = value.trim();
    const zoned = /T.*(Z|[+-]\d\d:?\d\d)$/.test(written) ? written : `${written}Z`;
    return zonedDateTime.safeParse(zoned).success ? zoned : '';
  });
/** A dose number; 0 and less do occur, and prove nothing. */
const dose = z.int().min(-99).max(99);

const shared = {
  tg: z.exactOptional(text),
  co: z.exactOptional(text),
  is: z.exactOptional(text),
  ci: z.exactOptional(text),
};
const vaccination = z.object({
  ...shared,
  vp: z.exactOptional(text),
  mp: text,
  ma: z.exactOptional(text),
  dn: dose,
  sd: dose,
  dt: day,
});
const test = z.object({
  ...shared,
  tt: text,
  nm: z.exactOptional(text),
  ma: z.exactOptional(text),
  sc: instant,
  tr: text,
  tc: z.exactOptional(text),
});
const recovery = z.object({ ...shared, fr: day, df: day, du: day });

/** Two of these and a space fit a check-in's 400 characters. */
const name = z.exactOptional(z.string().max(190).transform(withoutControls));
const dccSchema = z.object({
  nam: z.object({ fn: name, gn: name, fnt: name, gnt: name }),
  dob: z.unknown().optional(),
  v: z.array(vaccination).default([]),
  t: z.array(test).default([]),
  r: z.array(recovery).default([]),
});

/** Maps as objects; null and undefined dropped, as if they were absent. */
function plain(value: unknown): unknown {
  if (value instanceof Tagged) return plain(value.value);
  if (Array.isArray(value)) return value.filter(isGiven).map(plain);
  if (!(value instanceof Map)) return value;
  const members = [...value].filter(([, member]) => isGiven(member));
  return Object.fromEntries(members.map(([key, member]) => [String(key), plain(member)]));
}

function isGiven(value: unknown): boolean {
  return value !== null && value !== undefined;
}

type Nam = z.infer<typeof dccSchema>['nam'];

/** Family name first, as Vietnam writes it; the transliterated one (ICAO 9303, `<` for spaces) where the other is missing. */
function nameOf({ fn, gn, fnt, gnt }: Nam): string | null {
  const parts = [fn || fnt?.replaceAll('<', ' '), gn || gnt?.replaceAll('<', ' ')];
  const whole = parts.filter((part) => part !== undefined && part.trim() !== '').join(' ');
  return whole === '' ? null : whole;
}

/** Day, month or year of birth. It is only shown, never judged: anything else counts as not given. */
function birthDateOf(dob: unknown): string | null {
  return typeof dob === 'string' ? (/^(\d{4}(-\d\d(-\d\d)?)?)(T.*)?$/.exec(dob.trim())?.[1] ?? null) : null;
}
