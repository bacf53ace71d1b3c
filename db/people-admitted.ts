import type { Person } from '../main/contract/pass.ts';
import type { DayKey, DayKeys } from './day-keys.ts';
import { daysBetween } from './days-between.ts';
import { type AdmittedPerson, peopleAdmittedOn } from './ledger.ts';
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

/**
 * Counts the people who were admitted inward, each once, whether they have gone out since or not: a quota is of people, and
 * whoever comes back takes no further place. What was annulled, or refused by an officer, does not count. References are
 * keyed per day, so over midnight people are known again by what the earlier day's key still opens.
 */
export function createPeopleCounter(db: ReadableDb, keys: DayKeys): (question: PeopleQuestion) => number {
  const admittedOn = peopleAdmittedOn(db);
  /** Reference of an earlier day → of the newest; sealing is undone once for each. */
  let translated = { day: '', refs: new Map<string, string>() };

  function translate(
    day: string,
    key: DayKey,
    newest: DayKey,
    { uuid, personRef: ref, sealed }: AdmittedPerson,
  ): string {
    const known = translated.refs.get(`${day} ${ref}`);
    if (known !== undefined) return known;
    const person = sealed && openPerson(key, uuid, sealed);
    const now = person === null ? `${day} ${ref}` : personRef(newest, person);
    translated.refs.set(`${day} ${ref}`, now);
    return now;
  }

  return ({ since, until, except, simulated }) => {
    const days = daysBetween(keys.days(), since, until).flatMap((day) => {
      const key = keys.forReading(day);
      return key === null ? [] : [{ day, key }];
    });
    const newest = days.at(-1);
    if (newest === undefined) return 0;
    if (translated.day !== newest.day) translated = { day: newest.day, refs: new Map() };
    const people = new Set<string>();
    for (const { day, key } of days) {
      for (const admitted of admittedOn(day, since, until, simulated)) {
        people.add(day === newest.day ? admitted.personRef : translate(day, key, newest.key, admitted));
      }
    }
    people.delete(personRef(newest.key, except));
    return people.size;
  };
}
