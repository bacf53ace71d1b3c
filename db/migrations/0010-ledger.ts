import type { Migration } from '../migrate.ts';

/**
 * The ledger (append-only) and, apart from it because it changes, what became of each row's upload. A row that the outbox
 * does not know is waiting: so every row enters the outbox with its own commit, and costs that commit nothing. Up to
 * `outbox_mark.seq` the outbox knows every row. Every index is a page more in each commit, so there are few.
 *
 * The triggers refuse every way to touch an old row, `INSERT OR REPLACE` included: it deletes without firing a delete
 * trigger, so the insert trigger refuses a known uuid and any seq but the next.
 */
export const ledger: Migration = {
  version: 10,
  sql: `
CREATE TABLE ledger (
  seq INTEGER PRIMARY KEY CHECK (seq > 0),
  uuid TEXT NOT NULL UNIQUE CHECK (length(uuid) = 36),
  kind TEXT NOT NULL CHECK (kind IN ('check-in', 'override', 'annulment')),
  refers_to TEXT REFERENCES ledger (uuid),
  simulated INTEGER NOT NULL CHECK (simulated IN (0, 1)),
  at_ms INTEGER NOT NULL,
  monotonic_us INTEGER NOT NULL CHECK (monotonic_us >= 0),
  boot_id TEXT NOT NULL,
  clock TEXT NOT NULL CHECK (clock IN ('ok', 'suspect')),
  direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
  lane TEXT NOT NULL,
  colour TEXT NOT NULL CHECK (colour IN ('green', 'black', 'abnormal')),
  reasons TEXT NOT NULL CHECK (json_valid(reasons)),
  format TEXT NOT NULL,
  kid TEXT,
  person_ref TEXT,
  identity_ref TEXT,
  person_sealed BLOB,
  day TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  rules TEXT NOT NULL,
  trust_issued_at_ms INTEGER,
  override_reason TEXT,
  override_admit INTEGER CHECK (override_admit IN (0, 1)),
  override_officer TEXT,
  previous_hash BLOB NOT NULL CHECK (length(previous_hash) = 32),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  CHECK ((kind = 'check-in') = (refers_to IS NULL)),
  CHECK ((kind = 'override') = (override_reason IS NOT NULL)),
  CHECK ((override_reason IS NULL) = (override_admit IS NULL)),
  CHECK ((override_reason IS NULL) = (override_officer IS NULL))
) STRICT;

CREATE INDEX ledger_day ON ledger (day, simulated, at_ms);
CREATE INDEX ledger_identity ON ledger (identity_ref) WHERE identity_ref IS NOT NULL;
CREATE INDEX ledger_refers_to ON ledger (refers_to) WHERE refers_to IS NOT NULL;

CREATE TRIGGER ledger_only_next BEFORE INSERT ON ledger
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM ledger)
  OR EXISTS (SELECT 1 FROM ledger WHERE uuid = NEW.uuid)
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: not the next row'); END;
CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: a row cannot be changed'); END;
CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: a row cannot be deleted'); END;

CREATE TABLE outbox (
  seq INTEGER PRIMARY KEY REFERENCES ledger (seq),
  state TEXT NOT NULL CHECK (state IN ('waiting', 'acknowledged', 'parked')),
  reason TEXT,
  attempts INTEGER NOT NULL CHECK (attempts > 0),
  settled_at_ms INTEGER,
  CHECK ((state = 'parked') = (reason IS NOT NULL)),
  CHECK ((state = 'waiting') = (settled_at_ms IS NULL))
) STRICT;

CREATE INDEX outbox_waiting ON outbox (seq) WHERE state = 'waiting';
CREATE INDEX outbox_parked ON outbox (seq) WHERE state = 'parked';

CREATE TABLE outbox_mark (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  seq INTEGER NOT NULL CHECK (seq >= 0)
) STRICT;
INSERT INTO outbox_mark (id, seq) VALUES (1, 0);

CREATE TRIGGER outbox_no_delete BEFORE DELETE ON outbox
BEGIN SELECT RAISE(ABORT, 'the outbox keeps every row'); END;
CREATE TRIGGER outbox_no_return BEFORE UPDATE ON outbox
WHEN NEW.seq IS NOT OLD.seq OR OLD.state = 'acknowledged'
BEGIN SELECT RAISE(ABORT, 'an acknowledged row of the outbox stays so'); END;
`,
};
