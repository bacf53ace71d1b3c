import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDirectory, writeDurably } from './durable-file.ts';
import { isThere } from './is-there.ts';
import { RecordError } from './problem.ts';

const KEY_BYTES = 32;
/** Name of the credential, and of the file in `keys`. */
const CREDENTIAL = 'chot-station-key';
const FILE = 'station.key';

/**
 * The key that wraps the day keys, 32 bytes: handed to the process by systemd, which can keep it encrypted by the machine's
 * TPM (systemd.exec(5), LoadCredentialEncrypted=), else a file that its owner alone can read, made at its first need.
 * @param recordHasRows then the key must be there: a new one could read nothing
 * @param credentials directory of what systemd handed over ($CREDENTIALS_DIRECTORY); null: nothing
 * @throws RecordError
 */
export function openStationKey(keysDirectory: string, recordHasRows: boolean, credentials: string | null): Buffer {
  const handed = credentials === null ? null : readKey(join(credentials, CREDENTIAL));
  const path = join(keysDirectory, FILE);
  const kept = readKey(path);
  if (handed !== null && kept !== null && !handed.equals(kept)) {
    throw new RecordError(
      'record-corrupt',
      `${path} is another key than the credential ${CREDENTIAL}: remove the wrong one`,
    );
  }
  const known = handed ?? kept;
  if (known !== null) return known;
  if (recordHasRows) {
    throw new RecordError(
      'record-corrupt',
      `${path} is missing, and no credential ${CREDENTIAL} was handed over, but the record has rows: restore the keys folder`,
    );
  }
  makeDirectory(keysDirectory);
  const key = randomBytes(KEY_BYTES);
  writeDurably(path, key);
  return key;
}

/** Where the station key is: as a file in `keys`, and handed over by systemd. A copy of a record may have come without. */
export function stationKeyPlaces(
  keysDirectory: string,
  credentials: string | null,
): { readonly file: boolean; readonly handed: boolean } {
  const handed = credentials !== null && isThere(join(credentials, CREDENTIAL));
  return { file: isThere(join(keysDirectory, FILE)), handed };
}

/** Whether there is a station key at all. */
export function hasStationKey(keysDirectory: string, credentials: string | null): boolean {
  const { file, handed } = stationKeyPlaces(keysDirectory, credentials);
  return file || handed;
}

function readKey(path: string): Buffer | null {
  if (!isThere(path)) return null;
  const key = readFileSync(path);
  if (key.length !== KEY_BYTES) throw new RecordError('record-corrupt', `${path} is damaged: restore it`);
  return key;
}
