import type { Migration } from '../migrate.ts';

/**
 * The search index, which can be made anew from the ledger at any time and is no part of a chain. Each run is a sealed
 * piece of it: `search_recent` one of all terms of some rows of a day, `search_sorted` one of those terms whose keyed hash
 * puts them into this of 256 places, so that a look-up opens one place a day. Rows up to `search_mark.seq` are in it, but
 * for the days in `search_unread`.
 */
export const search: Migration = {
  version: 30,
  sql: `
CREATE TABLE search_mark (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  seq INTEGER NOT NULL CHECK (seq >= 0)
) STRICT;
INSERT INTO search_mark (id, seq) VALUES (1, 0);

CREATE TABLE search_recent (
  day TEXT NOT NULL,
  through INTEGER NOT NULL,
  sealed BLOB NOT NULL,
  UNIQUE (day, through)
) STRICT;

CREATE TABLE search_sorted (
  day TEXT NOT NULL,
  place INTEGER NOT NULL CHECK (place BETWEEN 0 AND 255),
  through INTEGER NOT NULL,
  sealed BLOB NOT NULL,
  UNIQUE (day, place, through)
) STRICT;

CREATE TABLE search_unread (
  day TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
`,
};
