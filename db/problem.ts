import Database from 'better-sqlite3';
import type { Outage } from '../main/contract/messages.ts';

/**
 * Why the record cannot be opened; each is an outage that the screen can say. `record-damaged`: `recoverRecord` can mend it ·
 * `record-recovered`: it was mended, and somebody must acknowledge it · `record-corrupt`: a person must mend it.
 */
export type RecordProblemCode = Extract<
  Outage,
  | 'record-failed'
  | 'record-corrupt'
  | 'record-damaged'
  | 'record-recovered'
  | 'record-from-the-future'
  | 'disk-full'
  | 'data-in-use'
>;
/** `detail` is for the person who mends it: it names the file and what to do, and holds nothing personal. */
export type RecordProblem = { readonly code: RecordProblemCode; readonly detail: string };

/** Why a row was not recorded. Nobody may be admitted on either. */
export type AppendProblem = Extract<RecordProblemCode, 'record-failed' | 'disk-full'>;

/** A failure inside `db/` that already knows its code. It never leaves the folder: entry points turn it into a value. */
export class RecordError extends Error {
  readonly code: RecordProblemCode;

  constructor(code: RecordProblemCode, detail: string) {
    super(detail);
    this.name = 'RecordError';
    this.code = code;
  }
}

const NO_SPACE = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL']);

/**
 * The problem behind what SQLite or the file system threw. Anything else is a bug and is thrown on.
 * Codes: sqlite.org/rescode.html, errno(3).
 */
export function recordProblem(error: unknown): RecordProblem {
  if (error instanceof RecordError) return { code: error.code, detail: error.message };
  const code = systemCode(error);
  if (code === null) throw error;
  const detail = `${code}: ${(error as Error).message}`;
  if (NO_SPACE.has(code)) return { code: 'disk-full', detail };
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') return { code: 'record-damaged', detail };
  return { code: 'record-failed', detail };
}

export function appendProblem(problem: RecordProblem): AppendProblem {
  return problem.code === 'disk-full' ? 'disk-full' : 'record-failed';
}

/** Of the database itself, and not of a file beside it. */
export function isOfSqlite(error: unknown): boolean {
  return error instanceof Database.SqliteError;
}

/** The row is refused for what it says: another one may be taken at once. */
export function isOfTheRow(error: unknown): boolean {
  return error instanceof Database.SqliteError && /^SQLITE_(CONSTRAINT|TOOBIG|MISMATCH|RANGE)/.test(error.code);
}

function systemCode(error: unknown): string | null {
  if (error instanceof Database.SqliteError) return error.code;
  if (error instanceof Error && 'code' in error && typeof error.code === 'string' && 'syscall' in error) {
    return error.code;
  }
  return null;
}
