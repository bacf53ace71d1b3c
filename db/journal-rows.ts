import { join } from 'node:path';
import type { AuditRow } from './audit.ts';
import { AUDIT, journalFiles } from './journal.ts';
import { journalLines } from './journal-lines.ts';
import type { LedgerRow } from './ledger-row.ts';

/**
 * The lines of the ledger's journal, file by file, in the order of each; of a row that is in it twice, both.
 * @throws system errors
 */
export function* ledgerLines(directory: string): Generator<string> {
  const folder = join(directory, 'journal');
  for (const name of journalFiles(folder)) {
    if (name !== `${AUDIT}.jsonl`) yield* journalLines(join(folder, name));
  }
}

/** As `ledgerLines`, of the audit log. */
export function* auditLines(directory: string): Generator<string> {
  const folder = join(directory, 'journal');
  for (const name of journalFiles(folder)) {
    if (name === `${AUDIT}.jsonl`) yield* journalLines(join(folder, name));
  }
}

const BLOBS: ReadonlySet<string> = new Set(['person_sealed', 'previous_hash', 'hash']);

/** The row that a line stands for; null: it is none. Whether it is one that was recorded, its hash alone tells. */
export function rowOfLine<Row extends LedgerRow | AuditRow>(line: string, columns: readonly string[]): Row | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof parsed !== 'object' || parsed === null) return null;
  const row: Record<string, string | number | Uint8Array | null> = {};
  for (const column of columns) {
    const value: unknown = (parsed as Record<string, unknown>)[column];
    if (value === null) row[column] = null;
    else if (BLOBS.has(column)) {
      if (typeof value !== 'string') return null;
      row[column] = Buffer.from(value, 'base64');
    } else if (typeof value === 'string' || Number.isSafeInteger(value)) row[column] = value as string | number;
    else return null;
  }
  return row as unknown as Row;
}
