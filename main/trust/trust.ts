import type { FactsFinding } from '../contract/facts.ts';
import type { PlaceChoice } from '../contract/messages.ts';
import type { Pass, Person } from '../contract/pass.ts';
import type { Origin, PassStatus, RosterFinding, TrustList } from '../contract/verdict.ts';
import { createKeyring, type Keyring, type SignerKey } from '../pass/keyring.ts';
import type { RulePack } from '../verdict/rule-pack.ts';
import { SHIPPED_PACKS } from '../verdict/shipped-packs.ts';
import type { FactsIndex } from './facts-file.ts';
import { mergeFound } from './merge-facts.ts';
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
  /** Lists that this trust has: what a rule pack may require. */
  readonly lists: ReadonlySet<TrustList>;
  /**
   * What the pass's status list says, by its number (a seal) or URI (CWT claim 65535), and the revocation hashes.
   * `none`: it names no list; `unknown`: the list is missing or past its exp, the index is beyond it, or the value has no
   * meaning here.
   */
  status(pass: Pass, now: number): PassStatus;
  /** Of the person; null: none is known. */
  facts(person: Person): FactsFinding | null;
  /** Of the unit with this code, or of one that it lies in; null: the unit is not known. */
  origin(unit: string | null): Origin;
  /** Units in an epidemic area whose name or code fits what an officer has typed, without diacritics. */
  epidemicUnits(typed: string): readonly PlaceChoice[];
  /** Whether the site's roster has the person, and the shift that is on for them; `now` in milliseconds. */
  roster(person: Person, now: number, timeZone: string): RosterEntry;
  /** By locality, else by id; the trust's own pack before one that ships. */
  pack(localityOrId: string): RulePack | null;
  /** The same trust with further signers (`--signers`). */
  withSigners(keys: Iterable<SignerKey>): Trust;
};

/** `shift`: the one that is on, its start in milliseconds since the epoch; null: none is. */
export type RosterEntry = {
  readonly finding: Exclude<RosterFinding, 'quota-full'>;
  readonly shift: { readonly name: string; readonly startedAt: number; readonly quota: number | null } | null;
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
    lists: new Set(parts.facts.length > 0 ? ['facts'] : []),
    status: ({ status: reference }, now) => {
      if (reference === null) return 'none';
      const token = parts.statusLists.get(reference.list) ?? byUri.get(reference.list);
      if (token === undefined || (token.expiresAt !== null && !(now < token.expiresAt))) return 'unknown';
      const value = statusAt(token.list, reference.index);
      return value.ok ? passStatusOf(value.value) : 'unknown';
    },
    facts: (person) => mergeFound(parts.facts.flatMap((index) => index.find(person))),
    origin: () => 'unknown',
    epidemicUnits: () => [],
    roster: () => ({ finding: 'no-roster', shift: null }),
    pack: (name) => packs.find(({ locality }) => locality === name) ?? packs.find(({ id }) => id === name) ?? null,
    withSigners: (keys) => createTrust({ ...parts, keys: [...parts.keys, ...keys] }),
  };
}

/** The trust of these signers alone and of the packs that ship: `chot scan` without a data directory. */
export function emptyTrust(keys: readonly SignerKey[] = []): Trust {
  return createTrust({ keys, issuedAt: null, statusLists: new Map(), facts: [], packs: [], notices: [] });
}
