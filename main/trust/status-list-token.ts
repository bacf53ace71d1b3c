import { Buffer } from 'node:buffer';
import { err, ok, type Result } from '../contract/result.ts';
import { decodeCbor } from '../pass/cbor.ts';
import { type CoseSign1, parseCoseSign1, TYP } from '../pass/cose-sign1.ts';
import { instantOf } from '../pass/numeric-date.ts';
import { openStatusList, type StatusList, type StatusListProblem } from './status-list.ts';

/** A status list with what carries it. Nothing here verifies a signature: `cose` is for who does. */
export type StatusListToken = {
  readonly list: StatusList;
  readonly form: 'cwt' | 'jwt' | 'bare';
  /** Claim sub: the URI by which passes name the list. */
  readonly uri: string | null;
  /** Milliseconds since the epoch. */
  readonly issuedAt: number | null;
  /** When to look for a newer list: as long after it was issued as its ttl says. */
  readonly refreshAt: number | null;
  /** The list must not be relied on from then on. */
  readonly expiresAt: number | null;
  /** The signed message, of a CWT. */
  readonly cose: CoseSign1 | null;
};

export type StatusTokenProblem = StatusListProblem | 'status-form' | 'status-claims';
type Parsed = Result<StatusListToken, StatusTokenProblem>;

/**
 * Any form of a list: CWT (COSE_Sign1, tag 18), JWT, or the bare map {bits, lst} in JSON or CBOR; CBOR also written as
 * hex text.
 */
export function parseStatusList(file: Uint8Array): Parsed {
  const text = Buffer.from(file.buffer, file.byteOffset, Math.min(file.length, 8)).toString('latin1').trimStart();
  if (text.startsWith('{')) return parseJson(wholeText(file));
  if (text.startsWith('eyJ')) return parseJwt(wholeText(file));
  if (/^[0-9a-fA-F]{2}/.test(text)) return parseHex(wholeText(file));
  const bare = decodeCbor(file);
  return bare.ok && bare.value instanceof Map ? parseClaimsList(bare.value, BARE) : parseStatusListCwt(file);
}

/** The content of a status list in JSON, `{bits, lst}` with `lst` in base64url (section 4.2). */
export function parseStatusListPayload(json: unknown): Result<StatusList, StatusListProblem> {
  const { bits, lst } = (typeof json === 'object' && json !== null ? json : {}) as { bits?: unknown; lst?: unknown };
  if (typeof lst !== 'string' || !/^[A-Za-z0-9_-]+={0,2}$/.test(lst)) return err('status-lst');
  return openStatusList(bits, Buffer.from(lst, 'base64url'));
}

/** CWT claim keys (RFC 8392 section 3.1; draft section 5.2). */
const SUB = 2;
const EXP = 4;
const IAT = 6;
const TTL = 65534;
const STATUS_LIST = 65533;
const CWT_TYPE = 'application/statuslist+cwt';

/** A Status List Token as CWT (draft section 5.2): tag 18 alone, typ in the protected header, sub and iat required. */
export function parseStatusListCwt(bytes: Uint8Array): Parsed {
  const message = parseCoseSign1(bytes);
  if (!message.ok || !message.value.tagged) return err('status-form');
  if (message.value.protectedHeader.get(TYP) !== CWT_TYPE) return err('status-form');
  const claims = decodeCbor(message.value.payload);
  if (!claims.ok || !(claims.value instanceof Map)) return err('status-claims');
  const content: unknown = claims.value.get(STATUS_LIST);
  if (!(content instanceof Map)) return err('status-claims');
  const wrapping = wrappingOf('cwt', message.value, {
    sub: claims.value.get(SUB),
    iat: claims.value.get(IAT),
    exp: claims.value.get(EXP),
    ttl: claims.value.get(TTL),
  });
  return wrapping === null ? err('status-claims') : parseClaimsList(content, wrapping);
}

type Wrapping = Omit<StatusListToken, 'list'>;
const BARE: Wrapping = { form: 'bare', uri: null, issuedAt: null, refreshAt: null, expiresAt: null, cose: null };

type Claims = { readonly sub: unknown; readonly iat: unknown; readonly exp: unknown; readonly ttl: unknown };

function wrappingOf(form: 'cwt' | 'jwt', cose: CoseSign1 | null, { sub, iat, exp, ttl }: Claims): Wrapping | null {
  const issuedAt = instantOf(iat);
  const expiresAt = exp === undefined ? null : instantOf(exp);
  if (typeof sub !== 'string' || issuedAt === null || (exp !== undefined && expiresAt === null)) return null;
  if (ttl === undefined) return { form, uri: sub, issuedAt, refreshAt: null, expiresAt, cose };
  const lifetime = instantOf(ttl);
  return lifetime === null || lifetime === 0
    ? null
    : { form, uri: sub, issuedAt, refreshAt: issuedAt + lifetime, expiresAt, cose };
}

function parseClaimsList(content: ReadonlyMap<unknown, unknown>, wrapping: Wrapping): Parsed {
  const lst = content.get('lst');
  if (!(lst instanceof Uint8Array)) return err('status-lst');
  const list = openStatusList(content.get('bits'), lst);
  return list.ok ? ok({ ...wrapping, list: list.value }) : list;
}

function parseJson(text: string): Parsed {
  const list = parseStatusListPayload(jsonOf(text));
  return list.ok ? ok({ ...BARE, list: list.value }) : list;
}

function parseHex(text: string): Parsed {
  const digits = text.replace(/\s/g, '');
  if (!/^([0-9a-fA-F]{2})+$/.test(digits)) return err('status-form');
  const bytes = Buffer.from(digits, 'hex');
  // Once only: what hex hides must not be text again.
  return (bytes[0] ?? 0) < 0x80 ? err('status-form') : parseStatusList(bytes);
}

/** Draft section 5.1: the claims are those of the payload, compact serialisation (RFC 7515 section 7.1). */
function parseJwt(text: string): Parsed {
  const parts = text.trim().split('.');
  const [, payload = ''] = parts;
  if (parts.length !== 3 || parts.some((part) => !/^[A-Za-z0-9_-]+$/.test(part))) return err('status-form');
  const claims = jsonOf(Buffer.from(payload, 'base64url').toString('utf8'));
  if (typeof claims !== 'object' || claims === null) return err('status-claims');
  const { sub, iat, exp, ttl, status_list: content } = claims as Record<string, unknown>;
  const wrapping = wrappingOf('jwt', null, { sub, iat, exp, ttl });
  const list = parseStatusListPayload(content);
  if (!list.ok) return list;
  return wrapping === null ? err('status-claims') : ok({ ...wrapping, list: list.value });
}

function wholeText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
}

/** undefined where the text is no JSON. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
