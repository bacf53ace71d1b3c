import { Buffer } from 'node:buffer';
import { parseStrictJson } from './strict-json.ts';

/** A JWS in compact serialisation (RFC 7515 section 3.1), not yet verified. */
export type Jws = {
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
  /** What is signed: ASCII of the first two parts and the dot between them (section 5.1). */
  readonly signedBytes: Uint8Array;
};

/** Null for anything that is not one, or whose `crit` asks for an extension (section 4.1.11: none is understood here). */
export function parseJws(compact: string): Jws | null {
  const parts = compact.split('.', 4);
  const [header, payload, signature] = parts.map(decodeBase64url);
  if (parts.length !== 3 || !header || !payload || !signature) return null;
  const parsed = parseStrictJson(header);
  if (!isObject(parsed) || 'crit' in parsed) return null;
  const signedBytes = Buffer.from(compact.slice(0, compact.lastIndexOf('.')), 'latin1');
  return { header: parsed, payload, signature, signedBytes };
}

/**
 * Base64url without padding, in its one canonical spelling, else null: Node's decoder takes `+`, `/`, `=` and junk too, and
 * ignores the bits that are left over, so that several texts would stand for the same bytes.
 */
export function decodeBase64url(text: string): Uint8Array | null {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
