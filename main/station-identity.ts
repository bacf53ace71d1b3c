import { linkSync, readFileSync, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeDirectory, syncDirectory, writeDurably } from '../db/durable-file.ts';
import { err, ok, type Result } from './contract/result.ts';

export { recipientOf } from './trust/age-file.ts';

/**
 * The age identity of a station (X25519, age-encryption.org/v1): facts are encrypted to it. It lies in `keys/station.age` of
 * the data directory, readable by the owner alone, in age's own form of a text file; it is never logged and never leaves.
 */
const FILE = join('keys', 'station.age');
const IDENTITY = /^AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}$/m;

/** null: none has been made yet. The error is a sentence that names the file. */
export function readStationIdentity(directory: string): Result<string | null, string> {
  const path = join(directory, FILE);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return code === 'ENOENT' || code === 'ENOTDIR' ? ok(null) : err(`${path} cannot be read: the system says ${code}`);
  }
  const identity = IDENTITY.exec(text)?.[0];
  return identity === undefined
    ? err(`${path} holds no age identity (AGE-SECRET-KEY-1…): restore the keys folder`)
    : ok(identity);
}

/** The same, made and written durably at its first need. @throws system errors of writing */
export async function stationIdentity(directory: string): Promise<Result<string, string>> {
  const known = readStationIdentity(directory);
  if (!known.ok) return known;
  if (known.value !== null) return ok(known.value);
  const { generateX25519Identity } = await import('age-encryption');
  const path = join(directory, FILE);
  const aside = `${path}.${process.pid}`;
  makeDirectory(dirname(path));
  writeDurably(aside, Buffer.from(`${await generateX25519Identity()}\n`));
  try {
    // Unlike a rename it keeps the one that another process has made in the meantime.
    linkSync(aside, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(aside);
  }
  syncDirectory(dirname(path));
  const made = readStationIdentity(directory);
  if (!made.ok) return made;
  return made.value === null ? err(`${path} vanished while it was made`) : ok(made.value);
}
