import * as z from 'zod';
import { err, ok, type Result } from '../contract/result.ts';
import { parseJws } from '../pass/jws.ts';
import type { Keyring } from '../pass/keyring.ts';
import { verifySignature } from '../pass/verify-signature.ts';
import { parseRulePack, type RulePack } from '../verdict/rule-pack.ts';
import { jsonOf } from './json-target.ts';

/** What a key must list among its `formats` to sign rule packs. */
const RULES_FORMAT = 'rules';
export const SIGNED_PACK_TYPE = 'chot-rules+json';

const part = z.string().max(6 << 20);
/** Flattened JWS JSON serialisation (RFC 7515 section 7.2.2), everything in the protected header. */
const envelopeSchema = z.strictObject({ protected: part, payload: part, signature: part });

/** Whether it claims to be a signed pack: a plain one has none of these members. */
export function isSignedPack(json: unknown): boolean {
  return typeof json === 'object' && json !== null && 'payload' in json && 'signature' in json;
}

/**
 * A rule pack that a key which may sign packs has signed: its header gives `alg` (that of the key), `kid` (as in the list of
 * signers) and `typ`. The pack is in force with its key at the longest. `error`: what is wrong, and where.
 */
export function parseSignedPack(json: unknown, keyring: Keyring): Result<RulePack, string> {
  const envelope = envelopeSchema.safeParse(json);
  if (!envelope.success) return err('it is no signed rule pack {protected, payload, signature}');
  const jws = parseJws(`${envelope.data.protected}.${envelope.data.payload}.${envelope.data.signature}`);
  if (jws === null) return err('it is no JWS (RFC 7515)');
  const { typ, alg, kid } = jws.header;
  if (typ !== SIGNED_PACK_TYPE) return err(`its typ is not ${SIGNED_PACK_TYPE}`);
  const candidates = typeof kid === 'string' ? keyring.find(kid, RULES_FORMAT) : [];
  if (candidates.length === 0) return err('no key that may sign rule packs has its kid');
  const key = candidates.find((each) => each.alg === alg && verifySignature(each, jws.signedBytes, jws.signature));
  if (key === undefined) return err('its signature is false');
  const payload = jsonOf(jws.payload);
  const pack = payload.ok ? parseRulePack(payload.value) : null;
  if (pack === null) return err('its payload is not JSON in UTF-8');
  if (!pack.ok) return err(`${pack.error.at || 'its payload'}: ${pack.error.message}`);
  const { notBefore, notAfter } = key.signer;
  const validFrom = latest(pack.value.validFrom, notBefore);
  return ok({ ...pack.value, validFrom, validTo: earliest(pack.value.validTo, notAfter) });
}

function latest(instant: string | null, ms: number | null): string | null {
  return ms === null || (instant !== null && Date.parse(instant) >= ms) ? instant : new Date(ms).toISOString();
}

function earliest(instant: string | null, ms: number | null): string | null {
  return ms === null || (instant !== null && Date.parse(instant) <= ms) ? instant : new Date(ms).toISOString();
}
