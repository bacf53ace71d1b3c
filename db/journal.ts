import {
  closeSync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { AuditRow } from './audit.ts';
import { makeDirectory, syncDirectory } from './durable-file.ts';
import type { LedgerRow } from './ledger-row.ts';

/**
 * The record a second time, beside the SQLite file: `journal/<day>.jsonl` for the ledger, `journal/audit.jsonl` for the
 * audit log. One JSON object a line: the row by column name, BLOB columns in base64. Written and fdatasynced after the
 * row's commit and before it is acknowledged; docs/ledger-format.md has the format.
 */
export type Journal = {
  /** Appends rows in order; durable when it returns. A failure leaves no half line behind. @throws system errors */
  ledger(rows: readonly LedgerRow[]): void;
  audit(row: AuditRow): void;
  close(): void;
};

type OpenFile = { readonly name: string; readonly fd: number; size: number };

const AUDIT = 'audit';

export function openJournal(directory: string): Journal {
  const journal = join(directory, 'journal');
  makeDirectory(journal);
  /** The day's file and the audit file stay open: opening costs more than writing. */
  const open = new Map<'ledger' | 'audit', OpenFile>();

  function file(slot: 'ledger' | 'audit', name: string): OpenFile {
    const current = open.get(slot);
    if (current?.name === name) return current;
    close(slot);
    const fd = openSync(join(journal, `${name}.jsonl`), 'a+', 0o600);
    const opened = { name, fd, size: endOfLastLine(fd) };
    ftruncateSync(fd, opened.size);
    syncDirectory(journal);
    open.set(slot, opened);
    return opened;
  }

  function close(slot: 'ledger' | 'audit'): void {
    const current = open.get(slot);
    if (current === undefined) return;
    open.delete(slot);
    closeSync(current.fd);
  }

  function append(slot: 'ledger' | 'audit', name: string, lines: string): void {
    const target = file(slot, name);
    const bytes = Buffer.from(lines);
    try {
      let written = 0;
      while (written < bytes.length) written += writeSync(target.fd, bytes, written);
      fdatasyncSync(target.fd);
      target.size += bytes.length;
    } catch (error) {
      // Opening it again cuts off the half line, also where cutting it off here would fail too.
      close(slot);
      throw error;
    }
  }

  return {
    ledger(rows) {
      for (const [day, ofDay] of groupByDay(rows)) append('ledger', day, ofDay.map(journalLine).join(''));
    },
    audit: (row) => append('audit', AUDIT, journalLine(row)),
    close() {
      close('ledger');
      close('audit');
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

/** The last whole line of a journal file. */
export type JournalTail = { readonly seq: number; readonly hash: Uint8Array };
export type JournalTails = { readonly ledger: JournalTail | null; readonly audit: JournalTail | null };

/** The newest row of each chain that the journal knows; reads only the ends of its files. */
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

function journalFiles(journal: string): string[] {
  try {
    return readdirSync(journal).filter((name) => /^(\d{4}-\d{2}-\d{2}|audit)\.jsonl$/.test(name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function tailOf(path: string): JournalTail | null {
  const fd = openSync(path, 'r');
  try {
    const line = lastLine(fd);
    if (line === null) return null;
    const { seq, hash } = JSON.parse(line) as { seq: number; hash: string };
    return { seq, hash: Buffer.from(hash, 'base64') };
  } finally {
    closeSync(fd);
  }
}

const CHUNK = 64 * 1024;
const NEWLINE = 0x0a;

/** Offset just behind the last newline; what follows it is a line that a crash cut short. */
function endOfLastLine(fd: number): number {
  return offsetBehindNewline(fd, fstatSync(fd).size);
}

function lastLine(fd: number): string | null {
  const end = endOfLastLine(fd);
  if (end === 0) return null;
  const start = offsetBehindNewline(fd, end - 1);
  const line = Buffer.alloc(end - start);
  readSync(fd, line, 0, line.length, start);
  return line.toString('utf8');
}

/** The greatest offset ≤ `end` that is 0 or just behind a newline. */
function offsetBehindNewline(fd: number, end: number): number {
  const chunk = Buffer.alloc(CHUNK);
  for (let to = end; to > 0; to -= Math.min(CHUNK, to)) {
    const from = Math.max(0, to - CHUNK);
    const read = readSync(fd, chunk, 0, to - from, from);
    const newline = chunk.subarray(0, read).lastIndexOf(NEWLINE);
    if (newline !== -1) return from + newline + 1;
  }
  return 0;
}
