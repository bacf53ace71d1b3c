import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { err, ok, type Result } from '../main/contract/result.ts';
import { removeDurably, writeDurably } from './durable-file.ts';
import { type RecordProblem, recordProblem } from './problem.ts';

/**
 * `recovery.json` of a data directory: the record is damaged and must be restored before anything else (`due`), or was
 * restored, which somebody must have seen before anybody is admitted (`done`).
 */
const noteSchema = z.discriminatedUnion('state', [
  z.strictObject({
    state: z.literal('due'),
    reason: z.string(),
    /** Folder that the damaged files are set aside to, from the data directory; null: not begun. */
    setAside: z.string().nullable(),
  }),
  z.strictObject({
    state: z.literal('done'),
    reason: z.string(),
    /** Milliseconds since the epoch. */
    at: z.number(),
    /** Rows of the ledger that the restored record has, and how many of them a backup gave. */
    rows: z.int(),
    fromBackup: z.int(),
    /** Rows that the journal or the damaged file has, but that no longer follow from what is there. */
    unchained: z.int(),
    /** Lines of the journal that are no row. */
    brokenLines: z.int(),
    setAside: z.string(),
  }),
]);
export type RecoveryNote = z.infer<typeof noteSchema>;
export type RecoveryDone = Extract<RecoveryNote, { state: 'done' }>;

const FILE = 'recovery.json';

/** null: there is nothing to restore or to acknowledge. A note that cannot be read demands what it may have demanded. */
export function readRecoveryNote(directory: string): RecoveryNote | null {
  let text: string;
  try {
    text = readFileSync(join(directory, FILE), 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  }
  try {
    return noteSchema.parse(JSON.parse(text));
  } catch {
    return { state: 'due', reason: `${FILE} cannot be read`, setAside: null };
  }
}

/** @throws system errors */
export function writeRecoveryNote(directory: string, note: RecoveryNote): void {
  writeDurably(join(directory, FILE), Buffer.from(`${JSON.stringify(note)}\n`));
}

/** @throws system errors */
export function removeRecoveryNote(directory: string): void {
  removeDurably(join(directory, FILE));
}

/** Has the record restored before anything else is done with it. */
export function demandRecovery(directory: string, reason: string): Result<null, RecordProblem> {
  try {
    if (readRecoveryNote(directory) === null) writeRecoveryNote(directory, { state: 'due', reason, setAside: null });
    return ok(null);
  } catch (error) {
    return err(recordProblem(error));
  }
}

/** For the person who acknowledges it. */
export function recoveryInWords({ reason, rows, fromBackup, unchained, setAside, at }: RecoveryDone): string {
  const lost = unchained === 0 ? '' : `; ${unchained} later rows do not follow from them and lie in ${setAside}`;
  return (
    `restored at ${new Date(at).toISOString()}: ${rows} rows, ${fromBackup} of them from a backup${lost}; ` +
    `the damaged files lie in ${setAside}; it was: ${reason}`
  );
}
