import { zoneFormats } from './zone-formats.ts';

/** Calendar days of a place, as YYYY-MM-DD (proleptic Gregorian), from instants in milliseconds since the epoch. */

export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;

/** One entry per zone: all scans of one second fall on one local day (offsets are whole seconds). */
const latest = new Map<string, { readonly second: number; readonly day: string }>();

const formatOf = zoneFormats({}, () => latest.clear());

/** Instants that have a four-digit year in every zone: 1970-01-02 to 9999-12-30. */
const FIRST_INSTANT = DAY_MS;
const LAST_INSTANT = 253_402_127_999_999;

export function isJudgeableInstant(instant: number): boolean {
  return instant >= FIRST_INSTANT && instant <= LAST_INSTANT;
}

export function isTimeZone(zone: string): boolean {
  try {
    formatOf(zone);
    return true;
  } catch {
    return false;
  }
}

/**
 * `zone` must be an IANA name (`isTimeZone`). A clock that is out of the judgeable instants gives the nearest of them: rows
 * are recorded under a day all the same.
 */
export function localDay(clock: number, zone: string): string {
  const instant = Math.min(Math.max(clock, FIRST_INSTANT), LAST_INSTANT);
  const second = Math.floor(instant / 1000);
  const known = latest.get(zone);
  if (known?.second === second) return known.day;
  const part: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
  for (const { type, value } of formatOf(zone).formatToParts(instant)) part[type] = value;
  const day = `${part.year?.padStart(4, '0')}-${part.month}-${part.day}`;
  latest.set(zone, { second, day });
  return day;
}

/** From one day to another, negative backwards. Both are real days, YYYY-MM-DD. */
export function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / DAY_MS;
}

/** The day that lies `days` after a real day. */
export function dayAfter(day: string, days: number): string {
  return utcDay(Date.parse(day) + days * DAY_MS);
}

export function utcDay(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}

/**
 * An instant of the local day `day` at the time of day that `now`, an instant of the local day `today`, has; where clocks
 * are put forward or back in between, as far beside it as they are. null: the zone has no such day (Samoa had no 2011-12-30).
 */
export function sameTimeOn(day: string, today: string, now: number, zone: string): number | null {
  const guess = now + daysBetween(today, day) * DAY_MS;
  const near = [0, -1, 1, -2, 2, -24, 24].map((hours) => guess + hours * HOUR_MS);
  return near.find((instant) => isJudgeableInstant(instant) && localDay(instant, zone) === day) ?? null;
}

/** The instant that a date-time field names, in milliseconds; one without offset is in UTC; null: it names none. */
export function instantOf(field: string): number | null {
  const text = field.trim();
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/.test(text)) return null;
  const instant = Date.parse(hasOffset(text) ? text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2') : `${text}Z`);
  return isJudgeableInstant(instant) ? instant : null;
}

/**
 * The local day that a date field of a certificate names: itself when it is a full date; of a date-time, the day in the
 * zone (issuers in Bulgaria and Poland write date-times); null for anything else, so that no rule can hold by it.
 */
export function dayOf(field: string, zone: string): string | null {
  const text = field.trim();
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return isRealDay(text) ? text : null;
  const instant = instantOf(text);
  if (instant === null) return null;
  // A local time without offset is the day that it writes.
  return hasOffset(text) ? localDay(instant, zone) : dayOf(text.slice(0, 10), zone);
}

function hasOffset(dateTime: string): boolean {
  return /(Z|[+-]\d{2}:?\d{2})$/.test(dateTime);
}

/** Date.parse takes 30 February for 2 March. */
function isRealDay(text: string): boolean {
  return new Date(text).getUTCDate() === Number(text.slice(8));
}
