import { createHmac, type KeyObject } from 'node:crypto';
import { ID_TYPES, type IdType, type PersonId } from '../contract/pass.ts';

/** How facts and rosters name a person without naming one (DESIGN section 4). */

/** A telephone is shared within a family: nobody is recognised by it. */
export const LOOKUP_TYPES: readonly IdType[] = ID_TYPES.filter((type) => type !== 'phone');

/**
 * HMAC-SHA-256, keyed with the file's key, over the UTF-8 of `type:value`: `type` of the contract's ID_TYPES, `value` in NFC
 * without white space and in upper case (`cccd:001093029317`, `uvci:URN:UVCI:01:VN:ABC`). A file gives the first ten bytes
 * of it or more.
 */
export function personHash(key: KeyObject, { type, value }: PersonId): Buffer {
  const canonical = value.normalize('NFC').replace(/\s+/g, '').toUpperCase();
  return createHmac('sha256', key).update(`${type}:${canonical}`, 'utf8').digest();
}
