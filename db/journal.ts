import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditRow } from './audit.ts';
import { makeDirectory, syncDirectory } from './durable-file.ts';
import { type JournalFile, lastLine, openJournalFile } from './journal-file.ts';
import type { LedgerRow } from './ledger-row.ts';
import { RecordError } from './problem.ts';

/**
 * The record a second time, beside the SQLite file: `journal/<day>.jsonl` for the ledger, `journal/audit.jsonl` for the
 * audit log. One JSON object a line: the row by column name, BLOB columns in base64. Written and fdatasynced after the
 * row's commit and before it is acknowledged; docs/ledger-format.md has the format.
 */
export type Journal = {
  /** Appends rows in order; durable when it returns. A failure leaves no half line behind. @throws system errors */
  ledger(rows: readonly LedgerRow[]): void;
  /** As `ledger`. */
  audit(rows: readonly AuditRow[]): void;
  /** Makes room for coming rows; for a moment when nobody waits. @throws system errors */
  makeRoom(): void;
  close(): void;
};

type Slot = 'ledger' | 'audit';
export const AUDIT = 'audit';

export function openJournal(directory: string): Journal {
  const journal = join(directory, 'journal');
  makeDirectory(journal);
  /** The day's file and the audit file stay open: opening costs more than writing. */
  const open = new Map<Slot, { readonly name: string; readonly file: JournalFile }>();

  function fileOf(slot: Slot, name: string): JournalFile {
    const current = open.get(slot);
    if (current?.name === name) return current.file;
    close(slot);
    const file = openJournalFile(join(journal, `${name}.jsonl`));
    open.set(slot, { name, file });
    try {
      syncDirectory(journal);
    } catch (error) {
      close(slot);
      throw error;
    }
    return file;
  }

  function close(slot: Slot): void {
    const current = open.get(slot);
    open.delete(slot);
    current?.file.close();
  }

  function append(slot: Slot, name: string, rows: readonly (LedgerRow | AuditRow)[]): void {
    const file = fileOf(slot, name);
    try {
      file.append(rows.map(journalLine));
    } catch (error) {
      close(slot);
      throw error;
    }
  }

  return {
    ledger(rows) {
      for (const [day, ofDay] of groupByDay(rows)) append('ledger', day, ofDay);
    },
    audit: (rows) => append('audit', AUDIT, rows),
    makeRoom: () => open.get('ledger')?.file.makeRoom(),
    close() {
      try {
        close('ledger');
      } finally {
        close('audit');
      }
    },
  };
}

/** Neighbouring rows of one day; rows of different days stay in order. */
function groupByDay(rows: readonly LedgerRow[]): [string, LedgerRow[]][] {
  const groups: [string, LedgerRow[]][] = [];
  for (const row of rows) {
    const last = groups.at(-1);
    if (last?.[0] === row.day) last[1].push(row);
    else groups.push([row.day, [row]]);
  }
  return groups;
}

export function journalLine(row: LedgerRow | AuditRow): string {
  const columns = Object.entries(row).map(([column, value]) => [
    column,
    value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
  ]);
  return `${JSON.stringify(Object.fromEntries(columns))}\n`;
}

/** The newest row of a chain that the journal knows. */
export type JournalTail = { readonly seq: number; readonly hash: Uint8Array };
export type JournalTails = { readonly ledger: JournalTail | null; readonly audit: JournalTail | null };

/** Reads only the ends of the files. @throws system errors */
export function readJournalTails(directory: string): JournalTails {
  let ledger: JournalTail | null = null;
  let audit: JournalTail | null = null;
  for (const name of journalFiles(join(directory, 'journal'))) {
    const tail = tailOf(join(directory, 'journal', name));
    if (tail === null) continue;
    if (name === `${AUDIT}.jsonl`) audit = tail;
    else if (ledger === null || tail.seq > ledger.seq) ledger = tail;
  }
  return { ledger, audit };
}

/** Names of the files in a `journal` folder, oldest day first. */
export function journalFiles(journal: string): string[] {
  try {
    return readdirSync(journal)
      .filter((name) => /^(\d{4}-\d{2}-\d{2}|audit)\.jsonl$/.test(name))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function tailOf(path: string): JournalTail | null {
  const line = lastLine(path);
  if (line === null) return null;
  const tail = journalTail(line);
  if (tail !== null) return tail;
  throw new RecordError('record-damaged', `the last line of ${path} is no row`);
}

/** What a line of the journal says of its row; null: it is not one that was written here. */
export function journalTail(line: string): JournalTail | null {
  try {
    const { seq, hash } = (JSON.parse(line) ?? {}) as { readonly seq?: unknown; readonly hash?: unknown };
    if (!Number.isSafeInteger(seq) || typeof hash !== 'string') return null;
    return { seq: seq as number, hash: Buffer.from(hash, 'base64') };
  } catch {
    return null;
  }
}
