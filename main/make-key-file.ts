import { linkSync, unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeDirectory, syncDirectory, writeDurably } from '../db/durable-file.ts';

/**
 * Writes a file that is made once (0600, durably); where another process has made it in the meantime, that one stays.
 * @throws system errors of writing
 */
export function makeKeyFile(path: string, content: string): void {
  const aside = `${path}.${process.pid}`;
  makeDirectory(dirname(path));
  writeDurably(aside, Buffer.from(content));
  try {
    // Unlike a rename it keeps the other one.
    linkSync(aside, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(aside);
  }
  syncDirectory(dirname(path));
}
