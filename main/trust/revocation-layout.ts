/** Places and values of a revocation file, as docs/trust-formats.md tables them. Integers are big-endian. */

export const REVOCATION_MAGIC = 'CHOTDCCR';
export const REVOCATION_VERSION = 1;

export const REVOCATION_HEAD = {
  magic: 0,
  version: 8,
  /** ISO 3166-1 alpha-2 in capitals. */
  country: 9,
  reserved: 11,
  /** Seconds since the epoch. */
  issuedAt: 12,
  nextUpdate: 16,
  expiresAt: 20,
  /** Numbers of hashes of each kind, in the order in which their tables follow the header. */
  counts: 24,
  size: 36,
} as const;

/** Kinds of hash of the DCC gateway (RevocationBatchDto, hashType), in the order of the file. */
export const REVOCATION_KINDS = ['uci', 'countryCodeUci', 'signature'] as const;
export type RevocationKind = (typeof REVOCATION_KINDS)[number];

/** Of a SHA-256. */
export const REVOCATION_HASH_BYTES = 16;
