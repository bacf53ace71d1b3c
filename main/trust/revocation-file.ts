import { Buffer } from 'node:buffer';
import type { Pass } from '../contract/pass.ts';
import { err, ok, type Result } from '../contract/result.ts';
import { revocationHashes } from './revocation-hash.ts';
import {
  REVOCATION_HASH_BYTES,
  REVOCATION_HEAD,
  REVOCATION_KINDS,
  REVOCATION_MAGIC,
  REVOCATION_VERSION,
  type RevocationKind,
} from './revocation-layout.ts';
import { findHash, firstOutOfOrder, type HashTable } from './sorted-hashes.ts';

/** The certificates that a country has revoked (docs/trust-formats.md), used as the file lies there. */
export type RevocationList = {
  /** ISO 3166-1 alpha-2 in capitals. */
  readonly country: string;
  /** Milliseconds since the epoch. */
  readonly issuedAt: number;
  /** When to look for a newer one. */
  readonly nextUpdate: number;
  /** It must not be relied on from then on. */
  readonly expiresAt: number;
  readonly counts: { readonly [kind in RevocationKind]: number };
  has(pass: Pass): boolean;
};

/** `error`: what is wrong, and where. */
export function openRevocationFile(bytes: Uint8Array): Result<RevocationList, string> {
  if (bytes.length < REVOCATION_HEAD.size) return err('it is cut short');
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.toString('latin1', 0, REVOCATION_MAGIC.length) !== REVOCATION_MAGIC)
    return err('it is no revocation file');
  const version = buffer.readUInt8(REVOCATION_HEAD.version);
  if (version !== REVOCATION_VERSION) return err(`it has version ${version}, this program reads ${REVOCATION_VERSION}`);
  if (buffer.readUInt8(REVOCATION_HEAD.reserved) !== 0) return err('its header has values without a meaning');
  const country = buffer.toString('latin1', REVOCATION_HEAD.country, REVOCATION_HEAD.reserved);
  if (!/^[A-Z]{2}$/.test(country)) return err('its country is no two capital letters');
  const instant = (place: number) => buffer.readUInt32BE(place) * 1000;
  const issuedAt = instant(REVOCATION_HEAD.issuedAt);
  const nextUpdate = instant(REVOCATION_HEAD.nextUpdate);
  const expiresAt = instant(REVOCATION_HEAD.expiresAt);
  if (!(issuedAt < nextUpdate && nextUpdate <= expiresAt)) return err('its times are not in order');
  const counts = REVOCATION_KINDS.map((_, index) => buffer.readUInt32BE(REVOCATION_HEAD.counts + index * 4));
  const tables = tablesOf(bytes, counts);
  if (tables.end !== bytes.length) return err('its length is not what it says');
  for (const kind of REVOCATION_KINDS) {
    const misplaced = firstOutOfOrder(tables.of[kind]);
    if (misplaced !== -1) return err(`${kind} hash ${misplaced} is out of order, or there twice`);
  }
  return ok({
    country,
    issuedAt,
    nextUpdate,
    expiresAt,
    counts: byKind((kind) => tables.of[kind].count),
    has: (pass) => {
      const hashes = revocationHashes(pass);
      return REVOCATION_KINDS.some((kind) => hashes[kind].some((hash) => findHash(tables.of[kind], hash) !== -1));
    },
  });
}

function tablesOf(bytes: Uint8Array, counts: readonly number[]) {
  let end: number = REVOCATION_HEAD.size;
  const of = byKind((_, index): HashTable => {
    const count = counts[index] ?? 0;
    const from = end;
    end += count * REVOCATION_HASH_BYTES;
    return { bytes, from, count, hashBytes: REVOCATION_HASH_BYTES, tailBytes: 0 };
  });
  return { of, end };
}

function byKind<T>(make: (kind: RevocationKind, index: number) => T): { readonly [kind in RevocationKind]: T } {
  const entries = REVOCATION_KINDS.map((kind, index) => [kind, make(kind, index)] as const);
  return Object.fromEntries(entries) as { [kind in RevocationKind]: T };
}
