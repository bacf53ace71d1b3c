import { err, ok, type Result } from '../contract/result.ts';
import { parseSignerEntry, type SignerEntryProblem, type SignerKey } from './signer-entry.ts';

export type { SignerKey };

export type SignersProblem = 'signers-not-a-list';

/** An entry that gives no key; `index` is its place in the list, from 0. */
type SkippedSigner = SignerEntryProblem & { readonly index: number; readonly kid: string | null };

export type SignerList = { readonly keys: readonly SignerKey[]; readonly skipped: readonly SkippedSigner[] };

/**
 * The keys of a list of signers. An entry that gives none is skipped and named, for its owner to see: refusing the whole
 * list for it would turn everybody else away, and a key that is not there admits nobody.
 */
export function parseSigners(json: unknown): Result<SignerList, SignersProblem> {
  if (!Array.isArray(json)) return err('signers-not-a-list');
  const keys: SignerKey[] = [];
  const skipped: SkippedSigner[] = [];
  json.forEach((item: unknown, index) => {
    const entry = parseSignerEntry(item);
    if (entry.ok) keys.push(entry.value);
    else skipped.push({ index, kid: kidText(item), ...entry.error });
  });
  return ok({ keys, skipped });
}

function kidText(item: unknown): string | null {
  const kid = typeof item === 'object' && item !== null && 'kid' in item ? item.kid : null;
  return typeof kid === 'string' ? kid.slice(0, 128) : null;
}

export type Keyring = {
  /** Every key with that kid (base64) that may sign that format: a kid is short, two keys can share one. */
  find(kid: string, format: string): readonly SignerKey[];
};

const NONE: readonly SignerKey[] = [];

export function createKeyring(keys: Iterable<SignerKey>): Keyring {
  const byFormat = new Map<string, Map<string, SignerKey[]>>();
  for (const key of keys) {
    for (const format of new Set(key.formats)) {
      const byKid = byFormat.get(format) ?? new Map<string, SignerKey[]>();
      byFormat.set(format, byKid);
      byKid.set(key.kid, [...(byKid.get(key.kid) ?? []), key]);
    }
  }
  return { find: (kid, format) => byFormat.get(format)?.get(kid) ?? NONE };
}
