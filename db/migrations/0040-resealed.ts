import type { Migration } from '../migrate.ts';

/**
 * Persons of a day whose key was destroyed because one of them was to be erased: those of everybody else, sealed anew
 * under the day's next key. NULL: the person is erased. `resealed_day` says by which generation of the key a day's are; the
 * audit log holds the SHA-256 of them, so that they are as bound to the chain as the rows that they stand for.
 */
export const resealed: Migration = {
  version: 40,
  sql: `
CREATE TABLE resealed (
  seq INTEGER PRIMARY KEY REFERENCES ledger (seq),
  person_ref TEXT,
  identity_ref TEXT,
  person_sealed BLOB
) STRICT;

CREATE INDEX resealed_identity ON resealed (identity_ref) WHERE identity_ref IS NOT NULL;

CREATE TABLE resealed_day (
  day TEXT PRIMARY KEY,
  generation INTEGER NOT NULL CHECK (generation > 1)
) STRICT, WITHOUT ROWID;
`,
};
