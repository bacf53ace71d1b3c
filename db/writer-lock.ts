import { join } from 'node:path';
import { type FileLock, lockFile } from './file-lock.ts';
import { RecordError } from './problem.ts';

export type WriterLock = FileLock;

/**
 * Makes this process the one writer of a data directory, or fails at once with `data-in-use`. The record itself stays
 * unlocked between transactions, for readers beside.
 * @throws RecordError
 */
export function acquireWriterLock(directory: string): WriterLock {
  const lock = lockFile(join(directory, 'writer.lock'));
  if (lock !== null) return lock;
  throw new RecordError('data-in-use', `another process writes to ${directory}: stop it, or wait until it ends`);
}
