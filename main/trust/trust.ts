import type { FactsFinding } from '../contract/facts.ts';
import type { PlaceChoice } from '../contract/panels.ts';
import type { Pass, Person } from '../contract/pass.ts';
import type { Origin, PassStatus, TrustList } from '../contract/verdict.ts';
import { createKeyring, type Keyring, type SignerKey } from '../pass/keyring.ts';
import type { RulePack } from '../verdict/rule-pack.ts';
import { SHIPPED_PACKS } from '../verdict/shipped-packs.ts';
import type { FactsIndex } from './facts-file.ts';
import { mergeFound } from './merge-facts.ts';
import { overdueLists } from './overdue-lists.ts';
import type { Places } from './places.ts';
import type { TrustProblem } from './problem.ts';
import { hasRevocation, type RevocationLists, revocationOf } from './revocation.ts';
import type { Roster, RosterEntry } from './roster.ts';
import { passStatusOf, statusAt, worseStatus } from './status-list.ts';
import type { StatusListToken } from './status-list-token.ts';

/** What a station trusts: read once, asked at every scan. Pure: every time is an argument, in milliseconds. */
export type Trust = {
  readonly keyring: Keyring;
  /** The newest signed time, milliseconds since the epoch; null: there is no trust metadata. */
  readonly issuedAt: number | null;
  /** Number of signer keys. */
  readonly signers: number;
  /** What is left out because it cannot be relied on: status lists, keys of the list of signers. For the officer. */
  readonly notices: readonly TrustProblem[];
  /** Lists that are past their time, or due for a newer copy by their own word. For the officer. */
  overdue(now: number): readonly TrustProblem[];
  /** Lists that this trust has. */
  readonly lists: ReadonlySet<TrustList>;
  /**
   * Those of them that can speak of this pass now: places that are in force, and the revocation list of its country. It is
   * what a rule pack may require.
   */
  listsFor(pass: Pass, now: number): ReadonlySet<TrustList>;
  /**
   * The worse of what the pass's status list says, by its number (a seal) or URI (CWT claim 65535), and of what the
   * revocation lists say. `none`: it names no list and none speaks of it; `unknown`: a list is missing, cannot be read or is
   * past its time, the index is beyond it, or the value has no meaning here.
   */
  status(pass: Pass, now: number): PassStatus;
  /** Of the person; null: none is known. */
  facts(person: Person): FactsFinding | null;
  /** Of the unit with this code, or of one that it lies in; null: the unit is not known. */
  origin(unit: string | null, now: number): Origin;
  /** Units in an epidemic area whose name or code fits what an officer has typed, without diacritics. */
  epidemicUnits(typed: string): readonly PlaceChoice[];
  /** Whether the site's roster has the person, and the shift that is on for them. */
  roster(person: Person, now: number, timeZone: string): RosterEntry;
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
  readonly revocation: RevocationLists;
  readonly facts: readonly FactsIndex[];
  readonly places: Places | null;
  readonly roster: Roster | null;
  readonly packs: readonly RulePack[];
  readonly notices: readonly TrustProblem[];
};

const NO_ROSTER: RosterEntry = { finding: 'no-roster', shift: null };

export function createTrust(parts: TrustParts): Trust {
  const { facts, places, roster, revocation } = parts;
  const byUri = new Map([...parts.statusLists.values()].map((token) => [token.uri, token]));
  const packs = [...parts.packs, ...SHIPPED_PACKS];
  const lists = listsOf(parts);
  const placesInForce = (now: number) => places !== null && places.validFrom <= now && now < places.validTo;
  return {
    keyring: createKeyring(parts.keys),
    issuedAt: parts.issuedAt,
    signers: parts.keys.length,
    notices: parts.notices,
    overdue: (now) => overdueLists(parts, now),
    lists,
    listsFor: (pass, now) => {
      const speaking = new Set(lists);
      if (!placesInForce(now)) speaking.delete('places');
      if (!hasRevocation(revocation, pass)) speaking.delete('revocation');
      return speaking;
    },
    status: (pass, now) => worseStatus(listed(pass, now), revocationOf(revocation, pass, now)),
    facts: (person) => mergeFound(facts.flatMap((index) => index.find(person))),
    origin: (unit, now) => (unit === null || !placesInForce(now) ? 'unknown' : (places?.origin(unit) ?? 'unknown')),
    epidemicUnits: (typed) => places?.search(typed) ?? [],
    roster: (person, now, timeZone) => roster?.find(person, now, timeZone) ?? NO_ROSTER,
    pack: (name) => packs.find(({ locality }) => locality === name) ?? packs.find(({ id }) => id === name) ?? null,
    withSigners: (keys) => createTrust({ ...parts, keys: [...parts.keys, ...keys] }),
  };

  function listed({ status: reference }: Pass, now: number): PassStatus {
    if (reference === null) return 'none';
    const token = parts.statusLists.get(reference.list) ?? byUri.get(reference.list);
    if (token === undefined || (token.expiresAt !== null && !(now < token.expiresAt))) return 'unknown';
    const value = statusAt(token.list, reference.index);
    return value.ok ? passStatusOf(value.value) : 'unknown';
  }
}

function listsOf({ facts, places, roster, revocation }: TrustParts): ReadonlySet<TrustList> {
  const there: Record<TrustList, boolean> = {
    facts: facts.length > 0,
    places: places !== null,
    roster: roster !== null,
    revocation: revocation.size > 0,
  };
  return new Set((Object.keys(there) as TrustList[]).filter((list) => there[list]));
}

/** The trust of these signers alone and of the packs that ship: `chot scan` without a data directory. */
export function emptyTrust(keys: readonly SignerKey[] = []): Trust {
  const none = { statusLists: new Map(), revocation: new Map(), facts: [], places: null, roster: null, packs: [] };
  return createTrust({ keys, issuedAt: null, ...none, notices: [] });
}
