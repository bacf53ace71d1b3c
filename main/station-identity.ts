import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { err, ok, type Result } from './contract/result.ts';
import { makeKeyFile } from './make-key-file.ts';

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
  makeKeyFile(path, `${await generateX25519Identity()}\n`);
  const made = readStationIdentity(directory);
  if (!made.ok) return made;
  return made.value === null ? err(`${path} vanished while it was made`) : ok(made.value);
}
