/** Local time is at most 12 hours behind UTC, and 14 ahead of it. */
const BEHIND_MS = 12 * 3_600_000;
const AHEAD_MS = 14 * 3_600_000;

/** The days on which rows of these instants (milliseconds since the epoch) can lie, whatever the time zone; in order. */
export function daysBetween(days: readonly string[], sinceMs: number, untilMs = Number.POSITIVE_INFINITY): string[] {
  const first = dayOf(sinceMs - BEHIND_MS);
  const last = Number.isFinite(untilMs) ? dayOf(untilMs + AHEAD_MS) : null;
  return days.filter((day) => day >= first && (last === null || day <= last));
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
