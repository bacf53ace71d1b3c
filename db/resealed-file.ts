import { createHash, type Hash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readdirSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { makeDirectory, removeDurably, syncDirectory } from './durable-file.ts';
import { isThere } from './is-there.ts';
import { journalLines } from './journal-lines.ts';
import { RecordError } from './problem.ts';
import type { ResealedRow } from './resealed.ts';

/**
 * `resealed/<day>.<generation>.jsonl`: what was sealed anew of a day, beside the SQLite file as the journal is beside it, so
 * that a record restored from an older backup has it too. A line is the row by column name, `person_sealed` in base64. The
 * audit log has the SHA-256 of the whole: a file that was left unfinished, or changed, is none.
 */
const FOLDER = 'resealed';
const NAME = /^(\d{4}-\d{2}-\d{2})\.(\d{1,6})\.jsonl$/;
const LINES_AT_ONCE = 500;

export function resealedPath(directory: string, day: string, generation: number): string {
  return join(directory, FOLDER, `${day}.${generation}.jsonl`);
}

/** Durable when it returns. Tells the SHA-256, lower-case hex. @throws system errors */
export function writeResealed(path: string, rows: Iterable<ResealedRow>): string {
  makeDirectory(dirname(path));
  const fd = openSync(path, 'w', 0o600);
  const hash = createHash('sha256');
  let lines: string[] = [];
  const flush = () => {
    const bytes = Buffer.from(lines.join(''));
    lines = [];
    hash.update(bytes);
    for (let written = 0; written < bytes.length; ) written += writeSync(fd, bytes, written);
  };
  try {
    for (const row of rows) {
      lines.push(lineOf(row));
      if (lines.length === LINES_AT_ONCE) flush();
    }
    flush();
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  syncDirectory(dirname(path));
  return hash.digest('hex');
}

/** @throws RecordError where the file is not there, or not the one that the audit log tells of */
export function* readResealed(path: string, sha256: string): Generator<ResealedRow> {
  if (!isThere(path)) throw new RecordError('record-corrupt', `${path} is missing: restore it`);
  const hash = createHash('sha256');
  for (const line of journalLines(path)) hash.update(`${line}\n`);
  if (hash.digest('hex') !== sha256) {
    throw new RecordError('record-corrupt', `${path} is not as the audit log has it: restore it`);
  }
  for (const line of journalLines(path)) {
    const { person_sealed: sealed, ...row } = lineSchema.parse(JSON.parse(line));
    yield { ...row, person_sealed: sealed === null ? null : Buffer.from(sealed, 'base64') };
  }
}

/** Of the rows of a day, oldest first, as they lie in the table. */
export function sha256OfResealed(rows: Iterable<ResealedRow>): string {
  const hash: Hash = createHash('sha256');
  for (const row of rows) hash.update(lineOf(row));
  return hash.digest('hex');
}

/** Removes the files of all generations that `isKept` does not keep. @throws system errors */
export function removeResealed(directory: string, isKept: (day: string, generation: number) => boolean): void {
  const folder = join(directory, FOLDER);
  for (const name of isThere(folder) ? readdirSync(folder) : []) {
    const [, day, generation] = NAME.exec(name) ?? [];
    if (day !== undefined && !isKept(day, Number(generation))) removeDurably(join(folder, name));
  }
}

const lineSchema = z.object({
  seq: z.int(),
  person_ref: z.string().nullable(),
  identity_ref: z.string().nullable(),
  person_sealed: z.string().nullable(),
});

function lineOf({ seq, person_ref, identity_ref, person_sealed }: ResealedRow): string {
  const sealed = person_sealed === null ? null : Buffer.from(person_sealed).toString('base64');
  return `${JSON.stringify({ seq, person_ref, identity_ref, person_sealed: sealed })}\n`;
}
