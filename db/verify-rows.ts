import { err, ok, type Result } from '../main/contract/result.ts';
import { type AuditRow, auditHash } from './audit.ts';
import { GENESIS_HASH } from './chain.ts';
import type { JournalTail } from './journal.ts';
import { type LedgerRow, ledgerHash } from './ledger-row.ts';
import type { ReadableDb } from './open.ts';

export type ChainSummary = {
  readonly rows: number;
  /** Lower-case hex; null for a chain without rows. */
  readonly firstHash: string | null;
  readonly lastHash: string | null;
};
export type VerifiedRows = ChainSummary & { readonly audit: ChainSummary };

/**
 * `row-changed`: the row's hash is not that of its columns · `row-missing`: its seq was skipped · `chain-broken`: it does
 * not follow from the row before · `tail-missing`: journal or outbox know later rows.
 */
export type RowProblem = {
  readonly code: 'row-changed' | 'row-missing' | 'chain-broken' | 'tail-missing';
  readonly chain: 'ledger' | 'audit';
  /** The first row that does not hold. */
  readonly seq: number;
  readonly detail: string;
};

type Chained = LedgerRow | AuditRow;

/**
 * Reads every row of both chains and checks every hash, and the ends against outbox and journal.
 * @param tails newest rows that the journal knows; null: it is not asked
 */
export function verifyRows(
  db: ReadableDb,
  tails: { readonly ledger: JournalTail | null; readonly audit: JournalTail | null },
): Result<VerifiedRows, RowProblem> {
  const lastSent = db.prepare('SELECT max(seq) FROM outbox').pluck().get() as number | null;
  const ledger = verifyLedger(db, tails.ledger, lastSent ?? 0);
  if (!ledger.ok) return ledger;
  const audit = verifyChain('audit', auditRows(db), auditHash, tails.audit);
  return audit.ok ? ok({ ...ledger.value, audit: audit.value }) : audit;
}

function verifyLedger(db: ReadableDb, tail: JournalTail | null, lastSent: number): Result<ChainSummary, RowProblem> {
  const rows = db.prepare<[], LedgerRow>('SELECT * FROM ledger ORDER BY seq').iterate();
  const verified = verifyChain('ledger', rows, ledgerHash, tail);
  if (verified.ok && verified.value.rows < lastSent) {
    return err(tailMissing('ledger', verified.value.rows + 1, `rows up to ${lastSent} were uploaded`));
  }
  return verified;
}

function auditRows(db: ReadableDb): Iterable<AuditRow> {
  return db.prepare<[], AuditRow>('SELECT * FROM audit ORDER BY seq').iterate();
}

function verifyChain<Row extends Chained>(
  chain: RowProblem['chain'],
  rows: Iterable<Row>,
  hashOf: (row: Row) => Buffer,
  tail: JournalTail | null,
): Result<ChainSummary, RowProblem> {
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
  chain: RowProblem['chain'],
  row: Row,
  seq: number,
  previous: Uint8Array,
  hashOf: (row: Row) => Buffer,
): RowProblem | null {
  if (row.seq !== seq) return { code: 'row-missing', chain, seq, detail: `after it comes row ${row.seq}` };
  if (Buffer.compare(hashOf(row), row.hash) !== 0) {
    return { code: 'row-changed', chain, seq, detail: 'its hash is not the hash of its columns' };
  }
  if (Buffer.compare(row.previous_hash, previous) !== 0) {
    return { code: 'chain-broken', chain, seq, detail: `its previous hash is not the hash of row ${seq - 1}` };
  }
  return null;
}

function journalProblem(chain: RowProblem['chain'], row: Chained, tail: JournalTail | null): RowProblem | null {
  if (tail?.seq !== row.seq || Buffer.compare(tail.hash, row.hash) === 0) return null;
  return { code: 'row-changed', chain, seq: row.seq, detail: 'the journal has another row of this number' };
}

function tailMissing(chain: RowProblem['chain'], seq: number, detail: string): RowProblem {
  return { code: 'tail-missing', chain, seq, detail };
}

function hex(hash: Uint8Array): string {
  return Buffer.from(hash).toString('hex');
}
