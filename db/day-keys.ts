import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { destroyDurably, makeDirectory, writeDurably } from './durable-file.ts';
import { RecordError } from './problem.ts';
import { openStationKey } from './station-key.ts';

/** Keys that protect the personal columns of one local day; all derived from that day's data key. */
export type DayKey = {
  /** AES-256-GCM key of the person. */
  readonly seal: KeyObject;
  /** HMAC-SHA-256 key of person references. */
  readonly personRef: KeyObject;
  /** HMAC-SHA-256 key of pass identity references. */
  readonly identityRef: KeyObject;
};

/**
 * Data keys of a data directory: `keys/days/<day>.key`, each wrapped by the station key. They never lie in the SQLite
 * file or its backups, so that destroying one file erases that day everywhere (DESIGN section 2.5).
 */
export type DayKeys = {
  /** The key of a day, made and fsynced on its first use. @throws RecordError when the day's key file is damaged */
  forWriting(day: string): DayKey;
  /** null: erased, or never made. @throws RecordError when the day's key file is damaged */
  forReading(day: string): DayKey | null;
  /** Days that have a key, oldest first. */
  days(): readonly string[];
  /** Forgets a day's key and destroys its file; durable when it returns, also where it was begun before. @throws system errors */
  destroy(day: string): void;
};

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** version 01 · nonce · wrapped key · tag */
const WRAPPED_BYTES = 1 + NONCE_BYTES + KEY_BYTES + TAG_BYTES;

/**
 * @param recordHasRows a record with rows must already have its station key: a new one could read nothing of it
 * @param credentials as `openStationKey`
 * @throws RecordError
 */
export function openDayKeys(directory: string, recordHasRows: boolean, credentials: string | null): DayKeys {
  const stationKey = openStationKey(join(directory, 'keys'), recordHasRows, credentials);
  const daysDirectory = join(directory, 'keys', 'days');
  const known = new Map<string, DayKey>();
  const names = existsSync(daysDirectory) ? readdirSync(daysDirectory).filter((name) => name.endsWith('.key')) : [];
  const days = new Set(names.map((name) => name.slice(0, -'.key'.length)).filter((day) => DAY.test(day)));

  function forReading(day: string): DayKey | null {
    assertDay(day);
    const cached = known.get(day);
    if (cached !== undefined) return cached;
    if (!days.has(day)) return null;
    const file = readIfThere(join(daysDirectory, `${day}.key`));
    if (file === null) {
      // Another process has destroyed it.
      days.delete(day);
      return null;
    }
    const key = derive(unwrap(stationKey, day, file));
    known.set(day, key);
    return key;
  }

  function forWriting(day: string): DayKey {
    const existing = forReading(day);
    if (existing !== null) return existing;
    const dataKey = randomBytes(KEY_BYTES);
    makeDirectory(daysDirectory);
    writeDurably(join(daysDirectory, `${day}.key`), wrap(stationKey, day, dataKey));
    const key = derive(dataKey);
    days.add(day);
    known.set(day, key);
    return key;
  }

  function destroy(day: string): void {
    assertDay(day);
    known.delete(day);
    destroyDurably(join(daysDirectory, `${day}.key`));
    days.delete(day);
  }

  return { forWriting, forReading, days: () => [...days].sort(), destroy };
}

function readIfThere(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function wrap(stationKey: Buffer, day: string, dataKey: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', stationKey, nonce);
  cipher.setAAD(wrapContext(day));
  const wrapped = Buffer.concat([cipher.update(dataKey), cipher.final()]);
  return Buffer.concat([Uint8Array.of(1), nonce, wrapped, cipher.getAuthTag()]);
}

function unwrap(stationKey: Buffer, day: string, file: Buffer): Buffer {
  const damaged = new RecordError('record-corrupt', `the data key of ${day} is damaged: restore the keys folder`);
  if (file.length !== WRAPPED_BYTES || file[0] !== 1) throw damaged;
  const nonce = file.subarray(1, 1 + NONCE_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', stationKey, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(wrapContext(day));
  decipher.setAuthTag(file.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(file.subarray(1 + NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch {
    throw damaged;
  }
}

function wrapContext(day: string): Buffer {
  return Buffer.from(`chot-day-key-1\0${day}`);
}

/** HKDF-SHA-256 (RFC 5869), no salt: the data key is already uniformly random. */
function derive(dataKey: Buffer): DayKey {
  const subkey = (info: string) =>
    createSecretKey(Buffer.from(hkdfSync('sha256', dataKey, '', `chot-1 ${info}`, KEY_BYTES)));
  return { seal: subkey('person seal'), personRef: subkey('person ref'), identityRef: subkey('identity ref') };
}

function assertDay(day: string): void {
  if (!DAY.test(day)) throw new RangeError(`not a day: ${JSON.stringify(day)}`);
}
