import type { Person } from '../main/contract/pass.ts';
import type { DayKey, DayKeys } from './day-keys.ts';
import { daysBetween } from './days-between.ts';
import { type AdmittedPerson, peopleAdmittedOn } from './ledger.ts';
import type { LedgerRow } from './ledger-row.ts';
import type { ReadableDb } from './open.ts';
import { openPerson, personRef } from './sealed-person.ts';

export type PeopleQuestion = {
  /** Milliseconds since the epoch, both included. */
  readonly since: number;
  readonly until: number;
  /** Is not counted. */
  readonly except: Person;
  /** Whether rows of the sample tray count too. */
  readonly simulated: boolean;
};

export type PeopleCounter = {
  count(question: PeopleQuestion): number;
  /** Keeps what it remembers up with the ledger. */
  committed(row: LedgerRow): void;
  /** Days have other keys now. */
  forget(): void;
};

/** People by their reference of the newest day, and when they were admitted first. */
type Remembered = {
  readonly since: number;
  readonly simulated: boolean;
  readonly day: string;
  readonly key: DayKey;
  readonly people: Map<string, number>;
};

/** Shifts that overlap; more are read again. */
const MOST_REMEMBERED = 8;
const DAY_MS = 86_400_000;

/**
 * Counts the people who were admitted inward, each once, whether they have gone out since or not: a quota is of people, and
 * whoever comes back takes no further place. What was annulled, or refused by an officer, does not count. References are
 * keyed per day, so over midnight people are known again by what the earlier day's key still opens. A shift is read once a
 * day and then kept in memory: to read thousands of rows for each scan would take longer than the scan.
 */
export function createPeopleCounter(db: ReadableDb, keys: DayKeys): PeopleCounter {
  const admittedOn = peopleAdmittedOn(db);
  let remembered: Remembered[] = [];

  function read({ since, until, simulated }: PeopleQuestion): Remembered | null {
    const days = daysBetween(keys.days(), since, until).flatMap((day) => {
      const key = keys.forReading(day);
      return key === null ? [] : [{ day, key }];
    });
    const newest = days.at(-1);
    if (newest === undefined) return null;
    const people = new Map<string, number>();
    for (const { day, key } of days) {
      // A clock that is ahead by less than a day may be overtaken before this is read again.
      for (const admitted of admittedOn(day, since, until + DAY_MS, simulated)) {
        addFirst(
          people,
          day === newest.day ? admitted.personRef : translate(day, key, newest.key, admitted),
          admitted.at,
        );
      }
    }
    return { since, simulated, ...newest, people };
  }

  function recall(question: PeopleQuestion): Remembered | null {
    const newest = daysBetween(keys.days(), question.since, question.until).at(-1);
    const known = remembered.find(
      ({ since, simulated, day }) =>
        since === question.since && simulated === question.simulated && day === newest && keys.forReading(day) !== null,
    );
    if (known !== undefined) return known;
    const found = read(question);
    if (found !== null) remembered = [found, ...remembered].slice(0, MOST_REMEMBERED);
    return found;
  }

  return {
    count(question) {
      const found = recall(question);
      if (found === null) return 0;
      const except = personRef(found.key, question.except);
      let count = 0;
      for (const [ref, at] of found.people) if (ref !== except && at <= question.until) count += 1;
      return count;
    },
    forget() {
      remembered = [];
    },
    committed(row) {
      if (row.kind === 'annulment' || row.override_admit === 0) {
        remembered = [];
        return;
      }
      const admits = row.kind === 'override' || row.colour === 'green';
      if (!admits || row.direction === 'out' || row.person_ref === null) return;
      const concerned = remembered.filter(
        ({ since, simulated }) => row.at_ms >= since && (row.simulated === 0 || simulated),
      );
      remembered = remembered.filter((shift) => !concerned.includes(shift) || shift.day === row.day);
      for (const { people } of concerned) addFirst(people, row.person_ref, row.at_ms);
    },
  };
}

function addFirst(people: Map<string, number>, ref: string, at: number): void {
  people.set(ref, Math.min(at, people.get(ref) ?? at));
}

/** Reference of an earlier day → of the newest; what does not open any more stands for somebody of its own. */
function translate(day: string, key: DayKey, newest: DayKey, { uuid, personRef: ref, sealed }: AdmittedPerson): string {
  const person = sealed && openPerson(key, uuid, sealed);
  return person === null ? `${day} ${ref}` : personRef(newest, person);
}
