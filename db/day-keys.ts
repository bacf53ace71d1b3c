import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { destroyDurably, makeDirectory, writeDurably } from './durable-file.ts';
import { isThere } from './is-there.ts';
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
  /** AES-256-GCM key of the search index. */
  readonly search: KeyObject;
  /** HMAC-SHA-256 key of where a term lies in it. */
  readonly searchPlace: KeyObject;
};

/**
 * Data keys of a data directory: `keys/days/<day>.key`, each wrapped by the station key. They never lie in the SQLite
 * file or its backups, so that destroying one file erases that day everywhere (DESIGN section 2.5). Where a person of a day
 * was erased, everybody else was sealed anew under the day's next key: `<day>.2.key`, `<day>.3.key` and so on.
 */
export type DayKeys = {
  /** The key of a day, made and fsynced on its first use. @throws RecordError when the day's key file is damaged */
  forWriting(day: string): DayKey;
  /** null: erased, or never made. @throws RecordError when the day's key file is damaged */
  forReading(day: string): DayKey | null;
  /** Days that have a key, oldest first. */
  days(): readonly string[];
  /** Makes the key of a day's next generation, durably, in place of one that was begun before. @throws system errors */
  makeNext(day: string): { readonly generation: number; readonly key: DayKey };
  /** Forgets a day's key and destroys its file; durable when it returns, also where it was begun before. @throws system errors */
  destroy(day: string): void;
  /**
   * Destroys the keys that a later generation has replaced, and those of a generation that was never begun. A later one is
   * kept where the current one is not there: it is then the only one that opens anything. @throws system errors
   */
  destroyOthers(day: string): void;
  /** Days that have keys which `destroyOthers` would destroy. */
  daysWithOthers(): readonly string[];
};

/** By which generation of its key a day is read and written, from 1; the audit log has it. */
export type Generations = (day: string) => number;

const DAY = /^\d{4}-\d{2}-\d{2}$/;
/** `<day>.key` is of generation 1. */
const FILE = /^(\d{4}-\d{2}-\d{2})(?:\.([2-9]|[1-9]\d{1,5}))?\.key$/;
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
export function openDayKeys(
  directory: string,
  recordHasRows: boolean,
  credentials: string | null,
  generationOf: Generations,
): DayKeys {
  const stationKey = openStationKey(join(directory, 'keys'), recordHasRows, credentials);
  const daysDirectory = join(directory, 'keys', 'days');
  const known = new Map<string, DayKey>();
  const files = keyFiles(daysDirectory);
  const pathOf = (day: string, generation: number) => join(daysDirectory, fileName(day, generation));

  function read(day: string, generation: number): DayKey | null {
    assertDay(day);
    const name = fileName(day, generation);
    const cached = known.get(name);
    if (cached !== undefined) return cached;
    const file = readIfThere(join(daysDirectory, name));
    if (file === null) {
      // Another process has destroyed it.
      files.get(day)?.delete(generation);
      return null;
    }
    const key = derive(unwrap(stationKey, wrapContext(day, generation), file, day));
    known.set(name, key);
    return key;
  }

  function make(day: string, generation: number): DayKey {
    assertDay(day);
    const dataKey = randomBytes(KEY_BYTES);
    makeDirectory(daysDirectory);
    writeDurably(pathOf(day, generation), wrap(stationKey, wrapContext(day, generation), dataKey));
    const key = derive(dataKey);
    files.set(day, (files.get(day) ?? new Set()).add(generation));
    known.set(fileName(day, generation), key);
    return key;
  }

  function destroy(day: string, generation: number): void {
    assertDay(day);
    known.delete(fileName(day, generation));
    destroyDurably(pathOf(day, generation));
    files.get(day)?.delete(generation);
  }

  function others(day: string): number[] {
    const current = generationOf(day);
    const all = [...(files.get(day) ?? [])];
    return all.filter((each) => each < current || (each > current && all.includes(current)));
  }

  return {
    forWriting: (day) => read(day, generationOf(day)) ?? make(day, generationOf(day)),
    forReading: (day) => read(day, generationOf(day)),
    days: () => [...files.keys()].filter((day) => files.get(day)?.has(generationOf(day)) === true).sort(),
    makeNext(day) {
      const generation = generationOf(day) + 1;
      return { generation, key: make(day, generation) };
    },
    destroy: (day) => destroy(day, generationOf(day)),
    destroyOthers(day) {
      for (const generation of others(day)) destroy(day, generation);
    },
    daysWithOthers: () => [...files.keys()].filter((day) => others(day).length > 0).sort(),
  };
}

function fileName(day: string, generation: number): string {
  return generation === 1 ? `${day}.key` : `${day}.${generation}.key`;
}

/** The generations of each day that have a file. */
function keyFiles(daysDirectory: string): Map<string, Set<number>> {
  const files = new Map<string, Set<number>>();
  for (const name of isThere(daysDirectory) ? readdirSync(daysDirectory) : []) {
    const [, day, later = '1'] = FILE.exec(name) ?? [];
    if (day !== undefined) files.set(day, (files.get(day) ?? new Set()).add(Number(later)));
  }
  return files;
}

function readIfThere(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function wrap(stationKey: Buffer, context: Buffer, dataKey: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', stationKey, nonce);
  cipher.setAAD(context);
  const wrapped = Buffer.concat([cipher.update(dataKey), cipher.final()]);
  return Buffer.concat([Uint8Array.of(1), nonce, wrapped, cipher.getAuthTag()]);
}

function unwrap(stationKey: Buffer, context: Buffer, file: Buffer, day: string): Buffer {
  const damaged = new RecordError('record-corrupt', `the data key of ${day} is damaged: restore the keys folder`);
  if (file.length !== WRAPPED_BYTES || file[0] !== 1) throw damaged;
  const nonce = file.subarray(1, 1 + NONCE_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', stationKey, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(context);
  decipher.setAuthTag(file.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(file.subarray(1 + NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch {
    throw damaged;
  }
}

function wrapContext(day: string, generation: number): Buffer {
  return Buffer.from(`chot-day-key-1\0${day}${generation === 1 ? '' : `\0${generation}`}`);
}

/** HKDF-SHA-256 (RFC 5869), no salt: the data key is already uniformly random. */
function derive(dataKey: Buffer): DayKey {
  const subkey = (info: string) =>
    createSecretKey(Buffer.from(hkdfSync('sha256', dataKey, '', `chot-1 ${info}`, KEY_BYTES)));
  return {
    seal: subkey('person seal'),
    personRef: subkey('person ref'),
    identityRef: subkey('identity ref'),
    search: subkey('search index'),
    searchPlace: subkey('search place'),
  };
}

function assertDay(day: string): void {
  if (!DAY.test(day)) throw new RangeError(`not a day: ${JSON.stringify(day)}`);
}
