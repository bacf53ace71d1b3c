import { Buffer } from 'node:buffer';
import { createSecretKey } from 'node:crypto';
import type { Person } from '../contract/pass.ts';
import type { RosterFinding } from '../contract/verdict.ts';
import { dayAfter, localDay } from '../verdict/local-day.ts';
import { HASH_BYTES } from './facts-layout.ts';
import { localInstant } from './local-instant.ts';
import { LOOKUP_TYPES, personHash } from './person-hash.ts';
import type { RosterFile, Shift, Worker } from './roster-file.ts';

/** `shift`: the one that is on, its start in milliseconds since the epoch; null: none is. */
export type RosterEntry = {
  readonly finding: Exclude<RosterFinding, 'quota-full'>;
  readonly shift: { readonly name: string; readonly startedAt: number; readonly quota: number | null } | null;
};

export type Roster = {
  readonly site: string;
  /** `now` in milliseconds; times of day are those of `timeZone`. */
  find(person: Person, now: number, timeZone: string): RosterEntry;
};

const NOT_LISTED: RosterEntry = { finding: 'not-listed', shift: null };

export function createRoster({ site, key, shifts, workers }: RosterFile): Roster {
  const secret = createSecretKey(Buffer.from(key, 'base64'));
  const byName = new Map(shifts.map((shift) => [shift.name, shift]));
  const byId = new Map(workers.flatMap((worker) => worker.ids.map((id) => [id, worker] as const)));
  const occurrences = remembered(occurrence);
  const entriesOf = (person: Person) => {
    const ids = person.ids.filter(({ type }) => LOOKUP_TYPES.includes(type));
    const found = ids.flatMap((id) => byId.get(personHash(secret, id).toString('hex', 0, HASH_BYTES.least)) ?? []);
    return [...new Set(found)];
  };
  return {
    site,
    find: (person, now, timeZone) => {
      const today = localDay(now, timeZone);
      // A shift of yesterday may last past midnight.
      const begins = [dayAfter(today, -1), today];
      const own = entriesOf(person);
      const on = own.flatMap((worker) =>
        begins
          .filter((day) => isValidOn(worker, day))
          .flatMap((day) => shiftsOf(worker, byName).flatMap((shift) => occurrences(shift, day, timeZone)))
          .filter(({ startedAt, endsAt }) => startedAt <= now && now < endsAt),
      );
      const [latest] = on.sort((a, b) => b.startedAt - a.startedAt);
      if (latest !== undefined) {
        const { name, quota } = latest.shift;
        return { finding: 'listed', shift: { name, startedAt: latest.startedAt, quota } };
      }
      const valid = own.filter((worker) => isValidOn(worker, today));
      if (valid.some(({ shifts: names }) => names === null)) return { finding: 'listed', shift: null };
      return valid.length > 0 ? { finding: 'outside-shift', shift: null } : NOT_LISTED;
    },
  };
}

function isValidOn({ validFrom, validTo }: Worker, day: string): boolean {
  return validFrom <= day && day <= validTo;
}

function shiftsOf({ shifts }: Worker, byName: ReadonlyMap<string, Shift>): Shift[] {
  return (shifts ?? []).flatMap((name) => byName.get(name) ?? []);
}

type Occurrence = { readonly shift: Shift; readonly startedAt: number; readonly endsAt: number };
type OccurrencesOf = (shift: Shift, day: string, timeZone: string) => readonly Occurrence[];

/** Calendars are slow, and every scan of a day asks for the same few shifts. */
function remembered(find: OccurrencesOf): OccurrencesOf {
  const known = new Map<string, readonly Occurrence[]>();
  return (shift, day, timeZone) => {
    const name = `${day} ${timeZone} ${shift.name}`;
    const found = known.get(name) ?? find(shift, day, timeZone);
    if (known.size >= MOST_REMEMBERED) known.clear();
    known.set(name, found);
    return found;
  };
}

const MOST_REMEMBERED = 500;

/** When the shift that begins on a local day lasts; empty where it begins on other weekdays. */
function occurrence(shift: Shift, day: string, timeZone: string): Occurrence[] {
  const { from, to, weekdays } = shift;
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
  if (!weekdays.includes(weekday)) return [];
  const endsAt = localInstant(to > from ? day : dayAfter(day, 1), to, timeZone, 'last');
  return [{ shift, startedAt: localInstant(day, from, timeZone, 'first'), endsAt }];
}
