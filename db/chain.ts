import { hash } from 'node:crypto';
import { encode } from 'cborg';

/** A column as SQLite's STRICT tables hold it: INTEGER (safe), TEXT, BLOB or NULL. */
export type ColumnValue = number | string | Uint8Array | null;

/** What the first row of a chain names as its previous hash. */
export const GENESIS_HASH: Uint8Array = new Uint8Array(32);

/**
 * The bytes that a row's hash covers: one array of definite length in deterministic CBOR (RFC 8949 section 4.2.1) of the
 * chain's domain (`chot-ledger-1`, `chot-audit-1`), then every column of the row but `hash`, in the order of the table,
 * ciphertext and previous hash included. INTEGER is a CBOR integer, TEXT a text string, BLOB a byte string, NULL null.
 * The encoding is injective, so two different rows never share bytes; docs/ledger-format.md gives a worked example.
 */
export function chainBytes(domain: string, columns: readonly ColumnValue[]): Uint8Array {
  for (const value of columns) {
    if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new RangeError(`not an integer: ${value}`);
  }
  return encode([domain, ...columns]);
}

/** SHA-256 of `chainBytes`. */
export function chainHash(domain: string, columns: readonly ColumnValue[]): Buffer {
  return hash('sha256', chainBytes(domain, columns), 'buffer');
}
