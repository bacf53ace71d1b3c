import { Buffer } from 'node:buffer';
import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import * as z from 'zod';
import type { HealthEvent, SignerFacts } from '../contract/pass.ts';
import { err, ok, type Result } from '../contract/result.ts';
import { algorithmOf, type VerifyingKey } from './verify-signature.ts';

/** A key that passes may be signed with, and what the list of signers says of it. */
export type SignerKey = VerifyingKey & {
  /** base64; for a DSC the first 8 bytes of the SHA-256 of its DER (hcert_spec section 3.3.3). */
  readonly kid: string;
  readonly country: string | null;
  readonly signer: SignerFacts;
  /** The one issuer that the key may sign for (claim `iss` of a SMART Health Card); null: the list does not say. */
  readonly issuer: string | null;
  /** What the key may sign: pass formats, and names of other signed things such as status lists. */
  readonly formats: readonly string[];
};

/** Why an entry gives no key; `detail` is for the person who mends the list. */
export type SignerEntryProblem = {
  readonly problem: 'entry' | 'kid' | 'certificate' | 'public-key';
  readonly detail: string;
};

/** Without a `formats` of its own a key signs EU DCCs and nothing else (DESIGN section 4). */
const DEFAULT_FORMATS: readonly string[] = ['hc1'];

/** Longest URL of an issuer, in characters. */
export const MAX_ISSUER_LENGTH = 160;

const entryBase = {
  kid: z.string().min(1).max(128),
  country: z.string().max(8).optional(),
  usage: z.array(z.enum(['vaccination', 'test', 'recovery'])).optional(),
  notBefore: z.iso.datetime({ offset: true }).optional(),
  notAfter: z.iso.datetime({ offset: true }).optional(),
  formats: z.array(z.string().min(1).max(40)).min(1).optional(),
  issuer: z
    .string()
    .max(MAX_ISSUER_LENGTH)
    .regex(/^https:\/\/[!-~]*[!-.0-~]$/, 'an https URL without a slash at its end')
    .optional(),
};
/** Strict, so that a misspelt `notAfter` is an error and not a key that never expires. */
const entrySchema = z.union([
  z.strictObject({ ...entryBase, certificate: z.string().min(1).max(20_000) }),
  z.strictObject({ ...entryBase, publicKey: z.string().min(1).max(20_000) }),
]);
type Entry = z.infer<typeof entrySchema>;

/**
 * One entry of a list of signers, `{kid, country?, certificate}` or `{kid, publicKey}`: base64 DER (a certificate may wear
 * PEM armour), with optional `usage`, `notBefore`, `notAfter` (ISO 8601) and `formats`, which prevail over what the
 * certificate says, and `issuer`.
 */
export function parseSignerEntry(item: unknown): Result<SignerKey, SignerEntryProblem> {
  const parsed = entrySchema.safeParse(item);
  if (!parsed.success) return err({ problem: 'entry', detail: z.prettifyError(parsed.error).slice(0, 500) });
  const entry = parsed.data;
  const kid = canonicalBase64(entry.kid);
  if (kid === null) return err({ problem: 'kid', detail: 'kid is not base64' });
  try {
    const { key, said } = 'certificate' in entry ? readCertificate(entry.certificate) : readBareKey(entry.publicKey);
    const signer = mergeFacts(entry, said);
    const { country } = signer;
    const { formats = DEFAULT_FORMATS, issuer = null } = entry;
    return ok({ kid, country, key, alg: algorithmOf(key), signer, issuer, formats });
  } catch (error) {
    const detail = error instanceof Error ? error.message.slice(0, 500) : String(error);
    return err({ problem: 'certificate' in entry ? 'certificate' : 'public-key', detail });
  }
}

/** One spelling for a kid, whether it came in base64 or base64url, padded or not. */
function canonicalBase64(text: string): string | null {
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return null;
  return Buffer.from(text, 'base64').toString('base64');
}

type Read = { readonly key: KeyObject; readonly said: SignerFacts };

function readCertificate(text: string): Read {
  const certificate = new X509Certificate(derOf(text));
  return {
    key: certificate.publicKey,
    said: {
      country: /^C=([A-Z]{2})$/m.exec(certificate.subject)?.[1] ?? null,
      notBefore: certificate.validFromDate.getTime(),
      notAfter: certificate.validToDate.getTime(),
      usage: usageOf(certificate.keyUsage ?? []),
    },
  };
}

function readBareKey(text: string): Read {
  const key = createPublicKey({ key: derOf(text), format: 'der', type: 'spki' });
  return { key, said: { country: null, notBefore: null, notAfter: null, usage: null } };
}

/** The bytes behind base64, with or without PEM armour and line breaks. */
function derOf(text: string): Buffer {
  const base64 = text.replace(/-----(BEGIN|END) [A-Z ]+-----/g, '').replace(/\s+/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) throw new Error('not base64');
  return Buffer.from(base64, 'base64');
}

function mergeFacts(entry: Entry, said: SignerFacts): SignerFacts {
  return {
    country: entry.country ?? said.country,
    notBefore: entry.notBefore === undefined ? said.notBefore : Date.parse(entry.notBefore),
    notAfter: entry.notAfter === undefined ? said.notAfter : Date.parse(entry.notAfter),
    usage: entry.usage ?? said.usage,
  };
}

/**
 * Extended key usages of EU DCC (hcert_spec appendix A.4), in the two spellings that are in the field. Others say nothing:
 * Vietnam's production DSC carries clientAuth, emailProtection and smart-card logon alone. None of these: any kind.
 */
const USAGES: ReadonlyMap<string, HealthEvent['kind']> = new Map([
  ['1.3.6.1.4.1.1847.2021.1.1', 'test'],
  ['1.3.6.1.4.1.1847.2021.1.2', 'vaccination'],
  ['1.3.6.1.4.1.1847.2021.1.3', 'recovery'],
  ['1.3.6.1.4.1.0.1847.2021.1.1', 'test'],
  ['1.3.6.1.4.1.0.1847.2021.1.2', 'vaccination'],
  ['1.3.6.1.4.1.0.1847.2021.1.3', 'recovery'],
]);

function usageOf(oids: readonly string[]): SignerFacts['usage'] {
  const kinds = oids.flatMap((oid) => USAGES.get(oid) ?? []);
  return kinds.length === 0 ? null : [...new Set(kinds)];
}
