import { join } from 'node:path';
import { err, ok, type Result } from '../main/contract/result.ts';
import { type AuditRow, auditHash } from './audit.ts';
import { GENESIS_HASH } from './chain.ts';
import { type JournalTail, readJournalTails } from './journal.ts';
import { type LedgerRow, ledgerHash } from './ledger-row.ts';
import { openForReading, type ReadableDb } from './open.ts';
import { type RecordProblemCode, recordProblem } from './problem.ts';
import { RECORD_FILE } from './record.ts';
import { type JournalProblem, verifyJournal } from './verify-journal.ts';
import { type KeyProblem, verifyDayKeys } from './verify-keys.ts';

export type ChainSummary = {
  readonly rows: number;
  /** Lower-case hex; null for a chain without rows. */
  readonly firstHash: string | null;
  readonly lastHash: string | null;
};
export type VerifiedRecord = ChainSummary & { readonly audit: ChainSummary };

export type ChainProblem = {
  /**
   * `row-changed`: the row's hash is not that of its columns · `row-missing`: its seq was skipped · `chain-broken`: it does
   * not follow from the row before · `tail-missing`: journal or outbox know later rows · the journal's and the keys' own ·
   * else why the file cannot be read.
   */
  readonly code:
    | 'row-changed'
    | 'row-missing'
    | 'chain-broken'
    | 'tail-missing'
    | JournalProblem['code']
    | KeyProblem['code']
    | RecordProblemCode;
  readonly chain: 'ledger' | 'audit';
  /** The first row that does not hold; null where the file as a whole does not. */
  readonly seq: number | null;
  readonly detail: string;
};

type Chained = LedgerRow | AuditRow;

/**
 * Reads the whole record and checks both chains, every hash, that the end agrees with the outbox, that the journal has the
 * same rows, that each day's key opens its persons, and the form of the file (SQLite's quick_check). Reads only; works beside a running station. What it cannot find is a whole record recomputed by somebody who holds the
 * directory: compare `lastHash` with one noted elsewhere.
 */
export function verifyRecord(directory: string): Result<VerifiedRecord, ChainProblem> {
  let db: ReadableDb | null = null;
  try {
    // The journal first: what it knows is committed already, so a station that goes on recording does no harm.
    const tails = readJournalTails(directory);
    db = openForReading(join(directory, RECORD_FILE));
    const lastSent = db.prepare('SELECT max(seq) FROM outbox').pluck().get() as number | null;
    const ledger = verifyLedger(db, tails.ledger, lastSent ?? 0);
    if (!ledger.ok) return ledger;
    const audit = verifyRows('audit', auditRows(db), auditHash, tails.audit);
    if (!audit.ok) return audit;
    const beside = verifyJournal(directory, db, ledger.value.rows) ?? verifyDayKeys(directory, db);
    if (beside !== null) return err({ chain: 'ledger', ...beside });
    const form = db.pragma('quick_check(1)', { simple: true });
    if (form !== 'ok') return err({ code: 'record-corrupt', chain: 'ledger', seq: null, detail: String(form) });
    return ok({ ...ledger.value, audit: audit.value });
  } catch (error) {
    const { code, detail } = recordProblem(error);
    return err({ code, chain: 'ledger', seq: null, detail });
  } finally {
    db?.close();
  }
}

function verifyLedger(db: ReadableDb, tail: JournalTail | null, lastSent: number): Result<ChainSummary, ChainProblem> {
  const rows = db.prepare<[], LedgerRow>('SELECT * FROM ledger ORDER BY seq').iterate();
  const verified = verifyRows('ledger', rows, ledgerHash, tail);
  if (verified.ok && verified.value.rows < lastSent) {
    return err(tailMissing('ledger', verified.value.rows + 1, `rows up to ${lastSent} were uploaded`));
  }
  return verified;
}

function auditRows(db: ReadableDb): Iterable<AuditRow> {
  return db.prepare<[], AuditRow>('SELECT * FROM audit ORDER BY seq').iterate();
}

function verifyRows<Row extends Chained>(
  chain: ChainProblem['chain'],
  rows: Iterable<Row>,
  hashOf: (row: Row) => Buffer,
  tail: JournalTail | null,
): Result<ChainSummary, ChainProblem> {
  let seq = 0;
  let previous: Uint8Array = GENESIS_HASH;
  let first: Uint8Array | null = null;
  for (const row of rows) {
    seq += 1;
    const problem = rowProblem(chain, row, seq, previous, hashOf) ?? journalProblem(chain, row, tail);
    if (problem !== null) return err(problem);
    first ??= row.hash;
    previous = row.hash;
  }
  if (tail !== null && tail.seq > seq) {
    return err(tailMissing(chain, seq + 1, `the journal knows rows up to ${tail.seq}`));
  }
  return ok({ rows: seq, firstHash: first && hex(first), lastHash: first && hex(previous) });
}

function rowProblem<Row extends Chained>(
  chain: ChainProblem['chain'],
  row: Row,
  seq: number,
  previous: Uint8Array,
  hashOf: (row: Row) => Buffer,
): ChainProblem | null {
  if (row.seq !== seq) return { code: 'row-missing', chain, seq, detail: `after it comes row ${row.seq}` };
  if (Buffer.compare(hashOf(row), row.hash) !== 0) {
    return { code: 'row-changed', chain, seq, detail: 'its hash is not the hash of its columns' };
  }
  if (Buffer.compare(row.previous_hash, previous) !== 0) {
    return { code: 'chain-broken', chain, seq, detail: `its previous hash is not the hash of row ${seq - 1}` };
  }
  return null;
}

function journalProblem(chain: ChainProblem['chain'], row: Chained, tail: JournalTail | null): ChainProblem | null {
  if (tail?.seq !== row.seq || Buffer.compare(tail.hash, row.hash) === 0) return null;
  return { code: 'row-changed', chain, seq: row.seq, detail: 'the journal has another row of this number' };
}

function tailMissing(chain: ChainProblem['chain'], seq: number, detail: string): ChainProblem {
  return { code: 'tail-missing', chain, seq, detail };
}

function hex(hash: Uint8Array): string {
  return Buffer.from(hash).toString('hex');
}
