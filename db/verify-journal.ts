import { join } from 'node:path';
import { AUDIT, journalFiles, journalLine, journalTail } from './journal.ts';
import { journalLines } from './journal-lines.ts';
import type { LedgerRow } from './ledger-row.ts';
import type { ReadableDb } from './open.ts';

/** `journal-changed`: a line is not the row as recorded · `journal-behind`: rows are not in the journal. */
export type JournalProblem = {
  readonly code: 'journal-changed' | 'journal-behind';
  readonly seq: number | null;
  readonly detail: string;
};

/**
 * Whether the journal has the first `rows` rows of the ledger, each as the ledger has it; null: it has. The last one may
 * still be on its way there. Later lines are left alone: a station may be recording.
 */
export function verifyJournal(directory: string, db: ReadableDb, rows: number): JournalProblem | null {
  const rowBySeq = db.prepare<[number], LedgerRow>('SELECT * FROM ledger WHERE seq = ?');
  const found = new Uint8Array(rows + 1);
  const folder = join(directory, 'journal');
  for (const file of journalFiles(folder).filter((name) => name !== `${AUDIT}.jsonl`)) {
    for (const line of journalLines(join(folder, file))) {
      const seq = journalTail(line)?.seq ?? null;
      if (seq !== null && seq > rows) continue;
      const row = seq === null ? undefined : rowBySeq.get(seq);
      if (seq === null || row === undefined || journalLine(row) !== `${line}\n`) {
        return { code: 'journal-changed', seq, detail: `journal/${file} has a line that is not this row as recorded` };
      }
      found[seq] = 1;
    }
  }
  const missing = found.indexOf(0, 1);
  if (missing === -1 || missing === rows) return null;
  return { code: 'journal-behind', seq: missing, detail: 'the journal does not have this row' };
}
