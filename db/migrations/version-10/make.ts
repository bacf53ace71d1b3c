import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { GENESIS_HASH } from '../../chain.ts';
import { sampleEntry } from '../../entry.sample.ts';
import { ledgerWriter } from '../../ledger.ts';
import { ledgerRow } from '../../ledger-row.ts';
import { APPLICATION_ID, type WritableDb } from '../../open.ts';
import { ledger } from '../0010-ledger.ts';

/** Made `record.db` beside this file: a record as version 10 left it. It is kept, not made anew. */

const file = fileURLToPath(new URL('record.db', import.meta.url));
rmSync(file, { force: true });
const db = new Database(file);
db.pragma('journal_mode = WAL');
db.exec(ledger.sql);
db.pragma(`application_id = ${APPLICATION_ID}`);
db.pragma(`user_version = ${ledger.version}`);

const write = ledgerWriter(db as unknown as WritableDb);
let previousHash = GENESIS_HASH;
for (let seq = 1; seq <= 5; seq += 1) {
  const row = ledgerRow(
    sampleEntry(),
    { seq, previousHash },
    { personRef: null, identityRef: null, personSealed: null },
  );
  write(row);
  previousHash = row.hash;
}
db.close();
