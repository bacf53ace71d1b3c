import { type AuditRow, auditAfter } from './audit.ts';
import { type Journal, type JournalTail, readJournalTails } from './journal.ts';
import { rowsAfter } from './ledger.ts';
import type { LedgerRow } from './ledger-row.ts';
import type { ReadableDb } from './open.ts';
import { RecordError } from './problem.ts';

const BATCH = 500;

/**
 * A crash between commit and journal leaves the journal behind: it catches up before anything else is recorded.
 * @throws RecordError when the journal knows more than the record: the record lost rows, and going on would fork its chain
 * @returns the newest seq of the audit log, which the journal has now
 */
export function catchUpJournal(directory: string, db: ReadableDb, journal: Journal): number {
  const tails = readJournalTails(directory);
  copyMissing('ledger', tails.ledger, rowsAfter(db), (rows) => journal.ledger(rows));
  return copyMissing('audit log', tails.audit, auditAfter(db), (rows) => journal.audit(rows));
}

function copyMissing<Row extends LedgerRow | AuditRow>(
  chain: string,
  tail: JournalTail | null,
  rowsAfterSeq: (seq: number, limit: number) => Row[],
  copy: (rows: readonly Row[]) => void,
): number {
  if (tail !== null) assertKnown(chain, tail, rowsAfterSeq(tail.seq - 1, 1)[0]);
  let seq = tail?.seq ?? 0;
  for (;;) {
    const rows = rowsAfterSeq(seq, BATCH);
    const last = rows.at(-1);
    if (last === undefined) return seq;
    copy(rows);
    seq = last.seq;
  }
}

function assertKnown(chain: string, tail: JournalTail, row: LedgerRow | AuditRow | undefined): void {
  if (row?.seq === tail.seq && Buffer.compare(row.hash, tail.hash) === 0) return;
  throw new RecordError(
    'record-damaged',
    `the newest row of the journal, ${tail.seq}, is not in the ${chain}: the record was cut back or exchanged`,
  );
}
