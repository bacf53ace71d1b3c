import { Buffer } from 'node:buffer';
import { hash } from 'node:crypto';
import type { Pass } from '../contract/pass.ts';
import { err, ok, type Result } from '../contract/result.ts';
import type { FormatProblem, PassFormatReader } from './format-reader.ts';
import { type HealthCard, readHealthCard } from './health-card.ts';
import { covidEvents } from './health-card-events.ts';
import { inflateRaw } from './inflate.ts';
import { decodeBase64url, type Jws, parseJws } from './jws.ts';
import type { Keyring } from './keyring.ts';
import { instantOf } from './numeric-date.ts';
import { parseStrictJson } from './strict-json.ts';
import { verifySignature } from './verify-signature.ts';

/** A scheme is of either case (RFC 3986 section 3.1); scanners with Caps Lock on make it upper. */
const PREFIX = /^shc:\//i;
const PREFIX_LENGTH = 5;

/** SMART Health Card, for foreign visitors: `shc:/` + two digits for each character of a JWS with a deflated payload. */
export const shc: PassFormatReader = {
  format: 'shc',
  recognises: (text) => PREFIX.test(text),
  read: readShc,
};

function readShc(text: string, keyring: Keyring): Result<Pass, FormatProblem> {
  const digits = text.slice(PREFIX_LENGTH);
  if (/^\d{1,3}\/\d{1,3}\//.test(digits)) return err('one-of-several');
  const compact = compactOf(digits);
  const jws = compact === null ? null : parseJws(compact);
  const header = jws === null ? null : readHeader(jws);
  if (jws === null || header === null) return err('jws');
  const inflated = inflateRaw(jws.payload);
  if (!inflated.ok) return inflated;
  const card = readHealthCard(parseStrictJson(inflated.value));
  if (!card.ok) return card;
  const events = covidEvents(card.value);
  if (!events.ok) return events;
  const { issuer, person, rid } = card.value;
  const issuedAt = instantOf(card.value.nbf);
  const expiresAt = card.value.exp === undefined ? null : instantOf(card.value.exp);
  if (issuedAt === null || (expiresAt === null && card.value.exp !== undefined)) return err('schema');
  return ok({
    format: 'shc',
    issuer,
    ...header,
    ...verifyWith(keyring, jws, header, card.value),
    issuedAt,
    expiresAt,
    // A rid is unique for its issuer alone.
    person: { ...person, ids: rid === null ? [] : [{ type: 'uvci', value: `${issuer}#${rid}` }] },
    events: events.value,
    status: null,
    identity: hash('sha256', jws.signedBytes, 'hex'),
  });
}

/** The lowest character of a compact JWS is `-`, the highest `z`: two digits are the code of one, less that of `-`. */
const LOWEST = 0x2d;
const HIGHEST = 0x7a;
const DIGIT_0 = 0x30;

function compactOf(digits: string): string | null {
  if (digits.length % 2 !== 0 || !/^\d+$/.test(digits)) return null;
  const characters = Buffer.allocUnsafe(digits.length / 2);
  for (let at = 0; at < characters.length; at += 1) {
    const tens = digits.charCodeAt(2 * at) - DIGIT_0;
    const character = LOWEST + 10 * tens + digits.charCodeAt(2 * at + 1) - DIGIT_0;
    if (character > HIGHEST) return null;
    characters[at] = character;
  }
  return characters.toString('latin1');
}

type Header = { readonly kid: string | null; readonly alg: 'ES256' | null };

/**
 * `zip` must be DEF, or the payload is none that can be read. An `alg` other than ES256, the only one of this format,
 * proves nothing, and is null. A kid is the thumbprint of the key (RFC 7638); null where the card names none. A key or a
 * place of keys within the header would be the card's own, and is never looked at.
 */
function readHeader({ header: { zip, alg, kid = null } }: Jws): Header | null {
  if (zip !== 'DEF' || typeof alg !== 'string') return null;
  if (kid !== null && (typeof kid !== 'string' || kid.length > 128 || kid === '' || !decodeBase64url(kid))) return null;
  return { kid, alg: alg === 'ES256' ? alg : null };
}

/** A key that the list binds to another issuer is none for this card: trusted for one, it could else sign for all. */
function verifyWith(
  keyring: Keyring,
  { signedBytes, signature }: Jws,
  { kid, alg }: Header,
  { issuer }: HealthCard,
): Pick<Pass, 'signature' | 'signer'> {
  const named = kid === null ? [] : keyring.find(Buffer.from(kid, 'base64url').toString('base64'), 'shc');
  const candidates = named.filter((each) => each.issuer === null || each.issuer === issuer);
  if (candidates.length === 0) return { signature: 'unknown-key', signer: null };
  const key = candidates.find(
    (each) => each.alg === alg && alg !== null && verifySignature(each, signedBytes, signature),
  );
  return key === undefined ? { signature: 'invalid', signer: null } : { signature: 'valid', signer: key.signer };
}
