import { isDeepStrictEqual } from 'node:util';
import { certificate, personalQr, question } from '../../fixtures/verdict/judge-input.ts';
import { factsSchema } from '../../main/contract/facts.ts';
import type { Person } from '../../main/contract/pass.ts';
import { REASONS } from '../../main/contract/reasons.ts';
import { err, ok, type Result } from '../../main/contract/result.ts';
import { createKeyring, type Keyring, parseSigners } from '../../main/pass/keyring.ts';
import { type FactsIndex, openFactsFile } from '../../main/trust/facts-file.ts';
import { openFactsTarget } from '../../main/trust/facts-target.ts';
import { jsonOf } from '../../main/trust/json-target.ts';
import { createPlaces } from '../../main/trust/places.ts';
import { parsePlaces } from '../../main/trust/places-file.ts';
import { openRevocationFile } from '../../main/trust/revocation-file.ts';
import { createRoster } from '../../main/trust/roster.ts';
import { parseRoster } from '../../main/trust/roster-file.ts';
import { parseSignedPack } from '../../main/trust/signed-pack.ts';
import { verifySignedTime } from '../../main/trust/signed-time.ts';
import { passStatusOf, type StatusList, statusAt } from '../../main/trust/status-list.ts';
import { parseStatusList } from '../../main/trust/status-list-token.ts';
import { parseTimestamp } from '../../main/trust/timestamp.ts';
import { checkStatusList } from '../../main/trust/verified-status-list.ts';
import { judge } from '../../main/verdict/judge.ts';
import { parseRulePack, type RulePack } from '../../main/verdict/rule-pack.ts';
import { LOCALITY } from './made-up-lists.ts';
import { readMetadataSet } from './read-metadata-set.ts';
import { NONCE, STATUS_LIST, type TrustCorpus } from './trust-corpus.ts';
import type { TrustKind } from './trust-kinds.ts';

/**
 * Reads a file as the station does and uses what it read. The value: all that was signed, to be compared with what the
 * issuer said; null where the kind is not signed itself (its hash is, by the metadata). `error`: why it was refused, in a
 * word.
 */
export type Use = (bytes: Uint8Array, from: string) => Result<unknown, string> | Promise<Result<unknown, string>>;

const NOW = 1_795_000_000_000;
const ZONE = 'Asia/Ho_Chi_Minh';
const PERSON: Person = {
  name: 'NGUYEN VAN A',
  birthDate: '1987-01-18',
  ids: [
    { type: 'cccd', value: '001093029317' },
    { type: 'cmnd', value: '012345678' },
  ],
};
const REFUSED = 'refused';
const UNSIGNED = null;

export function trustUses({ signers, identity, metadata }: TrustCorpus): Readonly<Record<TrustKind, Use>> {
  const list = parseSigners(signers);
  if (!list.ok || list.value.skipped.length > 0)
    throw new Error(`the corpus has broken signers: ${JSON.stringify(list)}`);
  const keyring = createKeyring(list.value.keys);
  return {
    status: (bytes) => useStatusList(bytes, keyring),
    'status-import': (bytes) => {
      const token = parseStatusList(bytes);
      if (!token.ok) return token;
      probe(token.value.list);
      return ok(UNSIGNED);
    },
    signers: useSigners,
    facts: async (bytes) => {
      const index = await openFactsFile(bytes);
      return index.ok ? useFacts(index.value) : err(REFUSED);
    },
    'facts-encrypted': async (bytes) => {
      const index = await openFactsTarget({ name: 'facts', part: LOCALITY }, bytes, identity);
      return index.ok ? ok(index.value.find(PERSON)) : err(index.error.code);
    },
    revocation: (bytes) => {
      const list = openRevocationFile(bytes);
      if (!list.ok) return err(REFUSED);
      const pass = certificate(NOW, [], { signatureHash: '00'.repeat(16) });
      expectType(typeof list.value.has(pass) === 'boolean', 'has');
      return ok(UNSIGNED);
    },
    places: (bytes) => {
      const file = parsePlaces(bytes);
      if (!file.ok) return err(REFUSED);
      const places = createPlaces(file.value);
      for (const { code } of file.value.units) places.origin(code);
      expectType(places.search('Ben').length <= 9, 'search');
      return ok(UNSIGNED);
    },
    roster: (bytes) => {
      const file = parseRoster(bytes);
      if (!file.ok) return err(REFUSED);
      const { finding } = createRoster(file.value).find(PERSON, NOW, ZONE);
      expectType(['listed', 'not-listed', 'outside-shift'].includes(finding), finding);
      return ok(UNSIGNED);
    },
    'signed-pack': (bytes) => {
      const json = jsonOf(bytes);
      const pack = json.ok ? parseSignedPack(json.value, keyring) : json;
      return pack.ok ? pack : err(REFUSED);
    },
    pack: (bytes) => {
      const json = jsonOf(bytes);
      const pack = json.ok ? parseRulePack(json.value) : err(REFUSED);
      if (!pack.ok) return err(REFUSED);
      judgeBy(pack.value);
      return ok(UNSIGNED);
    },
    timestamp: (bytes) => {
      const json = jsonOf(bytes);
      const issuedAt = json.ok ? parseTimestamp(json.value) : json;
      if (!issuedAt.ok) return err(REFUSED);
      expectType(Number.isFinite(issuedAt.value), 'issuedAt');
      return ok(UNSIGNED);
    },
    time: (bytes) => verifySignedTime(bytes, keyring, NONCE),
    metadata: (bytes, file) => readMetadataSet(metadata, file, bytes),
  };
}

/** Every lookup in range answers, every other is refused. */
function probe(list: StatusList): void {
  for (const index of [0, 17, list.size - 1]) {
    const value = statusAt(list, index);
    expectType(
      value.ok === index < list.size && index >= 0 && (!value.ok || passStatusOf(value.value) !== undefined),
      'index',
    );
  }
  for (const index of [-1, 0.5, list.size, Number.NaN, 2 ** 53])
    expectType(!statusAt(list, index).ok, `index ${index}`);
}

function useStatusList(bytes: Uint8Array, keyring: Keyring): Result<unknown, string> {
  const parsed = parseStatusList(bytes);
  if (parsed.ok) probe(parsed.value.list);
  const token = checkStatusList(bytes, STATUS_LIST, keyring);
  if (!token.ok) return err(parsed.ok ? 'not vouched for' : parsed.error);
  // how it was wrapped may differ; what it says may not
  const { cose: _, ...said } = token.value;
  return ok(JSON.parse(JSON.stringify(said)));
}

function useSigners(bytes: Uint8Array): Result<unknown, string> {
  const json = jsonOf(bytes);
  const list = json.ok ? parseSigners(json.value) : json;
  if (!list.ok) return err(REFUSED);
  const keyring = createKeyring(list.value.keys);
  for (const { kid, formats, alg } of list.value.keys) {
    expectType(alg === null || ['ES256', 'PS256', 'EdDSA'].includes(alg), 'alg');
    for (const format of formats) expectType(keyring.find(kid, format).length > 0, 'a key that is not found');
  }
  return ok(UNSIGNED);
}

function useFacts(index: FactsIndex): Result<unknown, string> {
  for (const { facts } of index.find(PERSON)) {
    const parsed = factsSchema.safeParse(facts);
    expectType(parsed.success, `facts: ${parsed.error?.message}`);
  }
  return ok(UNSIGNED);
}

/** Judging by whatever pack has a valid form is total. */
function judgeBy(pack: RulePack): void {
  for (const pass of [certificate(NOW, []), personalQr(NOW), certificate(NOW, [], { signature: 'invalid' })]) {
    const { colour, reasons } = judge(question(NOW, pack, pass));
    expectType(colour === REASONS[reasons[0]], 'colour');
    expectType(colour !== 'green' || pass.signature === 'valid', 'green without a signature');
  }
}

/** What the type promises and the value does not keep; caught as a failure of its own kind. */
export class BrokenPromise extends Error {}

function expectType(holds: boolean, what: string): void {
  if (!holds) throw new BrokenPromise(what);
}

export function sameAsSigned(signed: unknown, read: unknown): boolean {
  return isDeepStrictEqual(signed, read);
}
