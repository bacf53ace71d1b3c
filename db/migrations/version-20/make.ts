import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { auditWriter } from '../../audit.ts';
import { GENESIS_HASH } from '../../chain.ts';
import { SAMPLE_AT, sampleEntry } from '../../entry.sample.ts';
import { ledgerWriter } from '../../ledger.ts';
import { ledgerRow } from '../../ledger-row.ts';
import { APPLICATION_ID, type WritableDb } from '../../open.ts';
import { ledger } from '../0010-ledger.ts';
import { audit } from '../0020-audit.ts';

/** Made `record.db` beside this file: a record as version 20 left it. It is kept, not made anew. */

const file = fileURLToPath(new URL('record.db', import.meta.url));
rmSync(file, { force: true });
const db = new Database(file);
db.pragma('journal_mode = WAL');
db.exec(ledger.sql);
db.exec(audit.sql);
db.pragma(`application_id = ${APPLICATION_ID}`);
db.pragma(`user_version = ${audit.version}`);

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
const note = auditWriter(db as unknown as WritableDb);
note({ who: 'officer', from: 'screen', what: 'clock-set', detail: { by: 30 } }, SAMPLE_AT);
note({ who: 'cli', from: 'cli', what: 'day-exported', detail: { day: '2021-10-18', rows: 5 } }, SAMPLE_AT);
db.close();
