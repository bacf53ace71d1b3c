import { TIME_TYPE } from '../contract/central-api.ts';
import { err, ok, type Result } from '../contract/result.ts';
import { decodeCbor } from '../pass/cbor.ts';
import { parseCoseSign1, TYP, verifyCoseSign1 } from '../pass/cose-sign1.ts';
import type { Keyring } from '../pass/keyring.ts';

/** What a key must list among its `formats` to sign the time. */
const TIME_FORMAT = 'time';

/** Claim keys: iat (RFC 8392 section 3.1.6), nonce (RFC 9711 section 4.1). */
const IAT = 6;
const NONCE = 10;
/** The last second that a four-digit year can tell. */
const LATEST_SECOND = 253_402_300_799;

export type SignedTimeProblem =
  | 'time-form'
  | 'time-type'
  | 'time-claims'
  | 'time-key-unknown'
  | 'time-signature'
  | 'time-nonce'
  | 'time-key-expired';

/**
 * The time, in milliseconds since the epoch, that an answer to `POST /v1/time` tells: a COSE_Sign1 (tag 18) with typ
 * `application/chot-time+cwt` in its protected header (RFC 9596) and the claims iat, in seconds, whole or not, and nonce. It
 * counts if a key that may sign the time signed it, with the nonce that was just sent, within the validity of that key by
 * the very time that it tells: no other clock is needed.
 */
export function verifySignedTime(
  bytes: Uint8Array,
  keyring: Keyring,
  nonce: Uint8Array,
): Result<number, SignedTimeProblem> {
  const message = parseCoseSign1(bytes);
  if (!message.ok || !message.value.tagged) return err('time-form');
  const cose = message.value;
  if (cose.protectedHeader.get(TYP) !== TIME_TYPE) return err('time-type');
  const candidates = cose.kid === null ? [] : keyring.find(cose.kid, TIME_FORMAT);
  if (candidates.length === 0) return err('time-key-unknown');
  const key = verifyCoseSign1(cose, candidates);
  if (key === null) return err('time-signature');
  const claims = readClaims(cose.payload);
  if (claims === null) return err('time-claims');
  if (!sameBytes(claims.nonce, nonce)) return err('time-nonce');
  const { notBefore, notAfter } = key.signer;
  const valid = (notBefore === null || notBefore <= claims.time) && (notAfter === null || claims.time <= notAfter);
  return valid ? ok(claims.time) : err('time-key-expired');
}

function readClaims(payload: Uint8Array): { readonly time: number; readonly nonce: Uint8Array } | null {
  const decoded = decodeCbor(payload);
  if (!decoded.ok || !(decoded.value instanceof Map)) return null;
  const iat: unknown = decoded.value.get(IAT);
  const nonce: unknown = decoded.value.get(NONCE);
  if (typeof iat !== 'number' || !(iat > 0 && iat <= LATEST_SECOND) || !(nonce instanceof Uint8Array)) return null;
  return { time: Math.round(iat * 1000), nonce };
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
