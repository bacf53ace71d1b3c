import { hash } from 'node:crypto';
import type { Pass, StatusReference } from '../contract/pass.ts';
import { err, ok, type Result } from '../contract/result.ts';
import { decodeBase45 } from './base45.ts';
import { decodeCbor } from './cbor.ts';
import { type CoseSign1, parseCoseSign1, verifyCoseSign1 } from './cose-sign1.ts';
import { readDcc } from './dcc.ts';
import type { FormatProblem, PassFormatReader } from './format-reader.ts';
import { inflate } from './inflate.ts';
import type { Keyring } from './keyring.ts';
import { instantOf } from './numeric-date.ts';

const PREFIX = 'HC1:';

/** EU DCC, and Vietnam's vaccine passport (Decision 5772/QD-BYT): `HC1:` + base45(zlib(COSE_Sign1(CWT))). */
export const hc1: PassFormatReader = {
  format: 'hc1',
  recognises: (text) => text.startsWith(PREFIX),
  read: readHc1,
};

function readHc1(text: string, keyring: Keyring): Result<Pass, FormatProblem> {
  const compressed = decodeBase45(text.slice(PREFIX.length));
  if (compressed === null) return err('base45');
  const inflated = inflate(compressed);
  if (!inflated.ok) return inflated;
  const message = parseCoseSign1(inflated.value);
  if (!message.ok) return message;
  const claims = readClaims(message.value.payload);
  if (!claims.ok) return claims;
  const dcc = readDcc(claims.value.dcc);
  if (!dcc.ok) return dcc;
  const { issuer, issuedAt, expiresAt, status } = claims.value;
  return ok({
    format: 'hc1',
    issuer,
    kid: message.value.kid,
    alg: message.value.alg,
    ...verifyWith(keyring, message.value),
    issuedAt,
    expiresAt,
    person: dcc.value.person,
    events: dcc.value.events,
    status,
    identity: hash('sha256', message.value.signedBytes, 'hex'),
    signatureHash: signatureHash(message.value),
  });
}

/** Bytes of R, the first half of an ES256 signature: the second half can be changed by anybody and still verifies. */
const R_BYTES = 32;

/** Hex of 16 bytes (eu-digital-green-certificates/dgc-gateway, RevocationBatchDto, hash type SIGNATURE). */
function signatureHash({ alg, signature }: CoseSign1): string {
  return hash('sha256', alg === 'ES256' ? signature.subarray(0, R_BYTES) : signature, 'hex').slice(0, 32);
}

function verifyWith(keyring: Keyring, message: CoseSign1): Pick<Pass, 'signature' | 'signer'> {
  const candidates = message.kid === null ? [] : keyring.find(message.kid, 'hc1');
  const [first] = candidates;
  if (first === undefined) return { signature: 'unknown-key', signer: null };
  const key = verifyCoseSign1(message, candidates);
  return key === null ? { signature: 'invalid', signer: null } : { signature: 'valid', signer: key.signer };
}

/** Claim keys: RFC 8392 section 3.1.1; hcert_spec section 3.3. */
const ISS = 1;
const EXP = 4;
const IAT = 6;
const HCERT = -260;
const EU_DCC_V1 = 1;
/** Status list reference (draft-ietf-oauth-status-list section 6.3): `{"status_list": {"idx": uint, "uri": text}}`. */
const STATUS = 65535;

type Claims = {
  readonly issuer: string | null;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly status: StatusReference | null;
  readonly dcc: ReadonlyMap<unknown, unknown>;
};

function readClaims(payload: Uint8Array): Result<Claims, FormatProblem> {
  const decoded = decodeCbor(payload);
  if (!decoded.ok) return decoded;
  const claims = decoded.value;
  if (!(claims instanceof Map)) return err('cwt');
  const hcert: unknown = claims.get(HCERT);
  const dcc: unknown = hcert instanceof Map ? hcert.get(EU_DCC_V1) : null;
  const issuer: unknown = claims.get(ISS) ?? null;
  const issuedAt = instantOf(claims.get(IAT));
  const expiresAt = instantOf(claims.get(EXP));
  if (!(dcc instanceof Map) || issuedAt === null || expiresAt === null) return err('cwt');
  if (issuer !== null && (typeof issuer !== 'string' || issuer.length > MAX_ISSUER_LENGTH)) return err('cwt');
  if (!claims.has(STATUS)) return ok({ issuer, issuedAt, expiresAt, status: null, dcc });
  const status = statusOf(claims.get(STATUS));
  return status === null ? err('cwt') : ok({ issuer, issuedAt, expiresAt, status, dcc });
}

/** A reference that cannot be read is a broken pass, never a pass without one. */
function statusOf(claim: unknown): StatusReference | null {
  const reference: unknown = claim instanceof Map ? claim.get('status_list') : null;
  if (!(reference instanceof Map)) return null;
  const list: unknown = reference.get('uri');
  const index: unknown = reference.get('idx');
  if (typeof list !== 'string' || typeof index !== 'number') return null;
  return Number.isSafeInteger(index) && index >= 0 && list !== '' ? { list, index } : null;
}

const MAX_ISSUER_LENGTH = 80;
