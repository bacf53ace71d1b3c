import type { RecordedEntry } from '../../db/record.ts';

/** A row as `chot search` and `chot trace` print it. */
export function rowLine(row: RecordedEntry) {
  const { seq, uuid, at, day, lane, direction, kind, refersTo, colour, clock, simulated, personState, person } = row;
  return {
    seq,
    uuid,
    at: new Date(at).toISOString(),
    day,
    lane,
    direction,
    kind,
    refersTo,
    colour,
    clock,
    simulated,
    state: personState,
    name: person?.name ?? null,
    birthDate: person?.birthDate ?? null,
    ids: person?.ids ?? [],
  };
}
