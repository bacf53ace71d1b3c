import { Buffer } from 'node:buffer';
import { Tagged } from 'cborg';
import { err, ok, type Result } from '../contract/result.ts';
import { type CborProblem, decodeCbor } from './cbor.ts';
import { sigStructure } from './sig-structure.ts';
import { type VerifyingKey, verifySignature } from './verify-signature.ts';

/** Header labels (RFC 9052 section 3.1; `typ` RFC 9596). */
const ALG = 1;
const CRIT = 2;
const CONTENT_TYPE = 3;
const KID = 4;
export const TYP = 16;

const CWT_TAG = 61;
const SIGN1_TAG = 18;

type CoseAlgorithm = 'ES256' | 'PS256';
export type CoseProblem = CborProblem | 'cose';

/** The parts of a COSE_Sign1 message (RFC 9052 section 4.2), not yet verified. */
export type CoseSign1 = {
  /** As in the message, tag 18 or 61+18 in front; where false, the bare array. */
  readonly tagged: boolean;
  readonly protectedHeader: ReadonlyMap<unknown, unknown>;
  readonly unprotectedHeader: ReadonlyMap<unknown, unknown>;
  /**
   * From the protected header, else from the unprotected one (some issuers do so; harmless, since a key serves a single
   * algorithm); null where it is absent or one that passes do not use.
   */
  readonly alg: CoseAlgorithm | null;
  /** base64, from the protected header, else from the unprotected one; null where neither has one. */
  readonly kid: string | null;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
  /** Sig_structure with empty external_aad (RFC 9052 section 4.4). */
  readonly signedBytes: Uint8Array;
};

/** The two that EU DCC allows (hcert_spec section 3.3.2); numbers of the IANA registry COSE Algorithms. */
const ALGORITHMS: ReadonlyMap<unknown, CoseAlgorithm> = new Map([
  [-7, 'ES256'],
  [-37, 'PS256'],
]);

export function parseCoseSign1(bytes: Uint8Array): Result<CoseSign1, CoseProblem> {
  const decoded = decodeCbor(bytes);
  if (!decoded.ok) return decoded;
  const tagged = decoded.value instanceof Tagged;
  const content = decoded.value instanceof Tagged ? untag(decoded.value) : decoded.value;
  if (!Array.isArray(content) || content.length !== 4) return err('cose');
  const [protectedBytes, unprotectedHeader, payload, signature] = content as unknown[];
  if (!(protectedBytes instanceof Uint8Array) || !(unprotectedHeader instanceof Map)) return err('cose');
  if (!(payload instanceof Uint8Array) || !(signature instanceof Uint8Array)) return err('cose');
  const header = parseProtected(protectedBytes);
  if (!header.ok) return header;
  const protectedHeader = header.value;
  if (!criticalUnderstood(protectedHeader, unprotectedHeader)) return err('cose');
  const inEither = (label: number) => (protectedHeader.has(label) ? protectedHeader : unprotectedHeader).get(label);
  const kid = inEither(KID);
  if (kid !== undefined && !(kid instanceof Uint8Array)) return err('cose');
  return ok({
    tagged,
    protectedHeader,
    unprotectedHeader,
    alg: ALGORITHMS.get(inEither(ALG)) ?? null,
    kid: kid === undefined ? null : base64(kid),
    payload,
    signature,
    signedBytes: sigStructure(protectedBytes, payload),
  });
}

/** Without the copy that Buffer.from makes of a view. */
function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

/** What tag 18 holds, with or without tag 61 in front, which must not stand alone (RFC 8392 section 6); else null. */
function untag(message: Tagged): unknown {
  const inner: unknown = message.tag === CWT_TAG ? message.value : message;
  return inner instanceof Tagged && inner.tag === SIGN1_TAG ? inner.value : null;
}

/** An empty byte string stands for the empty map (RFC 9052 section 3). */
function parseProtected(bytes: Uint8Array): Result<Map<unknown, unknown>, CoseProblem> {
  if (bytes.length === 0) return ok(new Map());
  const decoded = decodeCbor(bytes);
  if (!decoded.ok) return decoded;
  return decoded.value instanceof Map ? ok(decoded.value) : err('cose');
}

/** A message whose `crit` names a header that is not processed here must be refused (RFC 9052 section 3.1). */
function criticalUnderstood(inside: ReadonlyMap<unknown, unknown>, outside: ReadonlyMap<unknown, unknown>): boolean {
  if (outside.has(CRIT)) return false;
  if (!inside.has(CRIT)) return true;
  const labels = inside.get(CRIT);
  const understood: unknown[] = [ALG, CONTENT_TYPE, KID, TYP];
  return Array.isArray(labels) && labels.length > 0 && labels.every((l) => understood.includes(l) && inside.has(l));
}

/** The first of the candidates that made the signature, or null: a key that does not fit the algorithm is no match. */
export function verifyCoseSign1<K extends VerifyingKey>(message: CoseSign1, candidates: readonly K[]): K | null {
  const { alg, signedBytes, signature } = message;
  if (alg === null) return null;
  return candidates.find((key) => key.alg === alg && verifySignature(key, signedBytes, signature)) ?? null;
}
