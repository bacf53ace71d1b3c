import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Key } from '@tufjs/models';

/** SubjectPublicKeyInfo of Ed25519 before its 32 bytes (RFC 8410 section 4). */
const ED25519_SPKI = Buffer.from('302a300506032b6570032100', 'hex');

/**
 * What is wrong with the keys of a root or of delegations; null: nothing. tuf-js counts key ids towards a threshold, so a
 * key that is listed under two ids, in whatever spelling, would count twice.
 */
export function keysProblem(keys: Readonly<Record<string, Key>>): string | null {
  const seen = new Map<string, string>();
  for (const [id, key] of Object.entries(keys)) {
    const public_ = publicKeyOf(key);
    if (public_ === null) return `the key ${id} is not in a form that stations read`;
    const same = JSON.stringify(public_.export({ format: 'jwk' }));
    const other = seen.get(same);
    if (other !== undefined) return `the keys ${other} and ${id} are one and the same`;
    seen.set(same, id);
  }
  return null;
}

/** Hexadecimal for Ed25519, PEM for all. */
function publicKeyOf({ keyType, keyVal }: Key): KeyObject | null {
  const text = keyVal.public ?? '';
  try {
    if (text.startsWith('-----BEGIN PUBLIC KEY-----')) return createPublicKey(text);
    if (keyType !== 'ed25519' || !/^[0-9a-f]{64}$/.test(text)) return null;
    return createPublicKey({
      key: Buffer.concat([ED25519_SPKI, Buffer.from(text, 'hex')]),
      format: 'der',
      type: 'spki',
    });
  } catch {
    return null;
  }
}
