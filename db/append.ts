import type { DayKeys } from './day-keys.ts';
import type { Journal } from './journal.ts';
import { ledgerWriter, nextPlace } from './ledger.ts';
import { type LedgerEntry, type LedgerRow, ledgerRow, type RowSecrets } from './ledger-row.ts';
import type { WritableDb } from './open.ts';
import { identityRef, personRef, sealPerson } from './sealed-person.ts';

export type Appender = {
  /**
   * Seals the person, commits the row at its place of the chain, then journals it.
   * @param committed told of the row once it is in the ledger
   * @throws what SQLite or the file system threw; the row is then not acknowledged
   */
  append(entry: LedgerEntry, committed: (row: LedgerRow) => void): { readonly seq: number; readonly uuid: string };
};

export function createAppender(db: WritableDb, keys: DayKeys, journal: Journal): Appender {
  const place = nextPlace(db);
  const insert = ledgerWriter(db);
  const commit = db.transaction((entry: LedgerEntry, secrets: RowSecrets): LedgerRow => {
    const row = ledgerRow(entry, place(), secrets);
    insert(row);
    return row;
  });
  /** Committed, but the journal failed: journaled before anything else, and acknowledged if its entry comes again. */
  let unjournaled: LedgerRow | null = null;

  return {
    append(entry, committed) {
      if (unjournaled !== null) {
        const earlier = unjournaled;
        journal.ledger([earlier]);
        unjournaled = null;
        if (earlier.uuid === entry.uuid) return { seq: earlier.seq, uuid: earlier.uuid };
      }
      const row = commit.immediate(entry, secretsOf(entry, keys));
      unjournaled = row;
      committed(row);
      journal.ledger([row]);
      unjournaled = null;
      return { seq: row.seq, uuid: row.uuid };
    },
  };
}

export function secretsOf(entry: LedgerEntry, keys: DayKeys): RowSecrets {
  const { person, identity } = entry;
  if (person === null && identity === null) return { personRef: null, identityRef: null, personSealed: null };
  const key = keys.forWriting(entry.day);
  return {
    personRef: person && personRef(key, person),
    identityRef: identity === null ? null : identityRef(key, identity),
    personSealed: person && sealPerson(key, entry.uuid, { person, identity }),
  };
}
