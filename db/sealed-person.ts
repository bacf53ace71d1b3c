import { createCipheriv, createDecipheriv, createHmac, type KeyObject, randomBytes } from 'node:crypto';
import * as z from 'zod';
import { ID_TYPES, type Person } from '../main/contract/pass.ts';
import type { DayKey } from './day-keys.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** The plain text is filled up with spaces to a multiple of this, so that its length does not tell the name. */
const PADDING = 256;

/** What is sealed of a row. The identity of its pass is there so that its reference can be made anew under a later key. */
export type Sealed = { readonly person: Person; readonly identity: string | null };

/**
 * The person of a row as stored: nonce (12 bytes) · AES-256-GCM of the JSON `{name, birthDate, ids, identity}` · tag (16
 * bytes), bound to its row by the additional data `chot-person-1`, 00, the row's uuid.
 */
export function sealPerson(key: DayKey, uuid: string, { person, identity }: Sealed): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key.seal, nonce);
  cipher.setAAD(context(uuid));
  return Buffer.concat([nonce, cipher.update(plainText(person, identity)), cipher.final(), cipher.getAuthTag()]);
}

/** null: the bytes were not sealed by this key for this row. */
export function openPerson(key: DayKey, uuid: string, sealed: Uint8Array): Person | null {
  return openSealed(key, uuid, sealed)?.person ?? null;
}

/** As `openPerson`; rows of before version 30 hold no identity. */
export function openSealed(key: DayKey, uuid: string, sealed: Uint8Array): Sealed | null {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return null;
  const decipher = createDecipheriv('aes-256-gcm', key.seal, sealed.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(context(uuid));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    const plain = Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
    const { identity = null, ...person } = stored.parse(JSON.parse(plain.toString('utf8')));
    return { person, identity };
  } catch {
    return null;
  }
}

/** The shape alone: a row that was recorded is read back, even where today's contract would be narrower. */
const stored = z.object({
  name: z.string(),
  birthDate: z.string().nullable(),
  ids: z.array(z.object({ type: z.enum(ID_TYPES), value: z.string() })),
  identity: z.string().nullable().optional(),
});

/**
 * Refers to the same person within one day without naming them: lower-case hex of the first 16 bytes of
 * HMAC-SHA-256 over `type`, 00, `value` of the strongest identifier, or over the name and birth date without one.
 */
export function personRef(key: DayKey, person: Person): string {
  const strongest = ID_TYPES.map((type) => person.ids.find((id) => id.type === type)).find((id) => id !== undefined);
  const named = strongest
    ? `${strongest.type}\0${fold(strongest.value)}`
    : `name\0${fold(person.name)}\0${person.birthDate ?? ''}`;
  return keyedHash(key.personRef, named);
}

/** Refers to the same pass within one day: as `personRef`, over the pass identity. */
export function identityRef(key: DayKey, identity: string): string {
  return keyedHash(key.identityRef, identity);
}

function keyedHash(key: KeyObject, text: string): string {
  return createHmac('sha256', key).update(text).digest('hex').slice(0, 32);
}

function fold(text: string): string {
  return text.normalize('NFKC').toUpperCase().replaceAll(/\s+/g, ' ').trim();
}

function context(uuid: string): Buffer {
  return Buffer.from(`chot-person-1\0${uuid}`);
}

function plainText({ name, birthDate, ids }: Person, identity: string | null): Buffer {
  const stored = { name, birthDate, ids: ids.map(({ type, value }) => ({ type, value })), identity };
  const json = Buffer.from(JSON.stringify(stored));
  return Buffer.concat([json, Buffer.alloc(PADDING - (json.length % PADDING), ' ')]);
}
