/** What a station does to its record over some days, one thing after another. Each is acknowledged when it is done. */
export type Act =
  | { readonly do: 'check-in' | 'override' | 'annulment' | 'event' | 'event-beside'; readonly day: string }
  /** The central takes all that waits; `settle` then writes down its answers, with some rows refused or unanswered. */
  | { readonly do: 'send' | 'settle'; readonly refuse: boolean }
  | { readonly do: 'checkpoint' | 'backup' | 'restart' }
  | { readonly do: 'erase'; readonly today: string };

const DAY_MS = 86_400_000;
const FIRST_DAY = Date.UTC(2026, 10, 1);
const DAYS = 4;
/** Whole days. The first day is erased at the beginning of the third; one with a refused row stays to the end. */
export const RETENTION_DAYS = 1;

/** Milliseconds since the epoch at which a day begins; local time is UTC here. */
export function beginOf(day: number): number {
  return FIRST_DAY + day * DAY_MS;
}

const dayName = (day: number): string => new Date(beginOf(day)).toISOString().slice(0, 10);

/** At least so many check-ins, with all else that a station does in between. */
export function recordPlan(checkins: number): Act[] {
  const acts: Act[] = [];
  const every = (share: number) => Math.max(2, Math.round(checkins / share));
  let today = 0;
  for (let n = 1; n <= checkins; n += 1) {
    const day = Math.min(DAYS - 1, Math.floor(((n - 1) * DAYS) / checkins));
    if (day !== today) {
      acts.push(
        { do: 'send', refuse: day > 1 },
        { do: 'settle', refuse: day > 1 },
        { do: 'erase', today: dayName(day) },
      );
      today = day;
    }
    const of = { day: dayName(day) };
    acts.push({ do: 'check-in', ...of });
    if (n % 9 === 4) acts.push({ do: 'override', ...of });
    if (n % 13 === 5) acts.push({ do: 'annulment', ...of });
    if (n % 11 === 3) acts.push({ do: 'event', ...of });
    if (n % 29 === 7) acts.push({ do: 'event-beside', ...of });
    if (n % every(12) === 1) acts.push({ do: 'send', refuse: false }, { do: 'settle', refuse: false });
    if (n % every(10) === 2) acts.push({ do: 'checkpoint' });
    if (n % every(6) === 0) acts.push({ do: 'backup' });
    if (n % every(3) === 1) acts.push({ do: 'restart' });
  }
  return acts;
}
