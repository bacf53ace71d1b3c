import type { Facts } from '../contract/facts.ts';
import type { PersonId, StatusReference } from '../contract/pass.ts';
import type { PassStatus } from '../contract/verdict.ts';
import { createKeyring, type Keyring, type SignerKey } from '../pass/keyring.ts';
import type { RulePack } from '../verdict/rule-pack.ts';
import { SHIPPED_PACKS } from '../verdict/shipped-packs.ts';
import type { FactsIndex } from './facts-file.ts';
import { mergeFacts } from './merge-facts.ts';
import type { TrustProblem } from './problem.ts';
import { passStatusOf, statusAt } from './status-list.ts';
import type { StatusListToken } from './status-list-token.ts';

/** What a station trusts: read once, asked at every scan. Pure: every time is an argument. */
export type Trust = {
  readonly keyring: Keyring;
  /** The newest signed time, milliseconds since the epoch; null: there is no trust metadata. */
  readonly issuedAt: number | null;
  /** Number of signer keys. */
  readonly signers: number;
  /** What is left out because it cannot be relied on: status lists, keys of the list of signers. For the officer. */
  readonly notices: readonly TrustProblem[];
  /**
   * By the list's number (a seal) or URI (CWT claim 65535). `none`: the pass names no list; `unknown`: the list is missing
   * or past its exp, the index is beyond it, or the value has no meaning here.
   */
  status(reference: StatusReference | null, now: number): PassStatus;
  /** Of the person with these identifiers; null: none is known. */
  facts(ids: readonly PersonId[]): Facts | null;
  /** By locality, else by id; the trust's own pack before one that ships. */
  pack(localityOrId: string): RulePack | null;
  /** The same trust with further signers (`--signers`). */
  withSigners(keys: Iterable<SignerKey>): Trust;
};

export type TrustParts = {
  readonly keys: readonly SignerKey[];
  readonly issuedAt: number | null;
  /** By number; their signatures verified. */
  readonly statusLists: ReadonlyMap<string, StatusListToken>;
  readonly facts: readonly FactsIndex[];
  readonly packs: readonly RulePack[];
  readonly notices: readonly TrustProblem[];
};

export function createTrust(parts: TrustParts): Trust {
  const byUri = new Map([...parts.statusLists.values()].map((token) => [token.uri, token]));
  const packs = [...parts.packs, ...SHIPPED_PACKS];
  return {
    keyring: createKeyring(parts.keys),
    issuedAt: parts.issuedAt,
    signers: parts.keys.length,
    notices: parts.notices,
    status: (reference, now) => {
      if (reference === null) return 'none';
      const token = parts.statusLists.get(reference.list) ?? byUri.get(reference.list);
      if (token === undefined || (token.expiresAt !== null && !(now < token.expiresAt))) return 'unknown';
      const value = statusAt(token.list, reference.index);
      return value.ok ? passStatusOf(value.value) : 'unknown';
    },
    facts: (ids) => {
      const [first, ...others] = parts.facts.flatMap((index) => index.find(ids));
      return first === undefined ? null : mergeFacts([first, ...others]);
    },
    pack: (name) => packs.find(({ locality }) => locality === name) ?? packs.find(({ id }) => id === name) ?? null,
    withSigners: (keys) => createTrust({ ...parts, keys: [...parts.keys, ...keys] }),
  };
}

/** The trust of these signers alone and of the packs that ship: `chot scan` without a data directory. */
export function emptyTrust(keys: readonly SignerKey[] = []): Trust {
  return createTrust({ keys, issuedAt: null, statusLists: new Map(), facts: [], packs: [], notices: [] });
}
