import { DAY_MS } from '../verdict/local-day.ts';
import { zoneFormats } from '../verdict/zone-formats.ts';

const formatOf = zoneFormats({ hourCycle: 'h23', hour: '2-digit', minute: '2-digit', second: '2-digit' });

/**
 * The instant, in milliseconds since the epoch, at which a clock on the wall of that zone reads `time` (HH:MM) on `day`
 * (YYYY-MM-DD). Where clocks are put back and it reads so twice: the `first` or the `last` of the two. Where they are put
 * forward past it: when they would have read it, had they not been.
 */
export function localInstant(day: string, time: string, zone: string, which: 'first' | 'last'): number {
  const asIfUtc = Date.parse(`${day}T${time}:00Z`);
  // The offsets that hold a day before and after: one of them, or both where the clock was changed in between.
  const candidates = [asIfUtc - DAY_MS, asIfUtc + DAY_MS].map((near) => asIfUtc - offsetAt(near, zone));
  const exact = candidates.filter((instant) => instant + offsetAt(instant, zone) === asIfUtc);
  if (exact.length === 0) return candidates[0] ?? asIfUtc;
  return which === 'first' ? Math.min(...exact) : Math.max(...exact);
}

/** How far local time is ahead of UTC at an instant, in milliseconds. */
function offsetAt(instant: number, zone: string): number {
  const part: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
  for (const { type, value } of formatOf(zone).formatToParts(instant)) part[type] = value;
  const local = `${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}:${part.second}Z`;
  return Date.parse(local) - Math.floor(instant / 1000) * 1000;
}
