import { err, ok, type Result } from '../contract/result.ts';
import { createKeyring, type Keyring, parseSigners, type SignerKey } from '../pass/keyring.ts';
import type { RulePack } from '../verdict/rule-pack.ts';
import type { FactsIndex } from './facts-file.ts';
import { openFactsTarget } from './facts-target.ts';
import { jsonOf } from './json-target.ts';
import { createPlaces, type Places } from './places.ts';
import { parsePlaces } from './places-file.ts';
import { fileProblem, TrustFileError, type TrustProblem } from './problem.ts';
import type { RevocationLists } from './revocation.ts';
import { openRevocationFile, type RevocationList } from './revocation-file.ts';
import { createRoster, type Roster } from './roster.ts';
import { parseRoster } from './roster-file.ts';
import { parseSignedPack } from './signed-pack.ts';
import type { StatusListToken } from './status-list-token.ts';
import { parseTargetName, SIGNERS, type Target, type TargetKind, targetCap } from './targets.ts';
import { createTrust, type Trust } from './trust.ts';
import type { TrustFiles } from './trust-files.ts';
import { checkStatusList } from './verified-status-list.ts';

/** Carries a problem out of the reading; never leaves this file. */
class Refusal extends Error {
  readonly problem: TrustProblem;
  constructor(problem: TrustProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

/**
 * The trust that lies in verified targets. Keys must be there, the rest may be missing: what a rule pack requires is for
 * the judge. A file that is there and broken, or facts that this station cannot decrypt, refuse the whole, since what is
 * not read could be against somebody. Only a list of statuses or revocations is left out and noted, because the passes that
 * it speaks of are abnormal then. `own.identity`: the age identity of this station, `AGE-SECRET-KEY-1…`; null: it has none.
 */
export async function loadTrust(
  files: TrustFiles,
  own: { readonly identity: string | null },
): Promise<Result<Trust, TrustProblem>> {
  try {
    return ok(await readTrust(files, own.identity));
  } catch (error) {
    if (error instanceof Refusal) return err(error.problem);
    throw error;
  }
}

async function readTrust(files: TrustFiles, identity: string | null): Promise<Trust> {
  const notices: TrustProblem[] = [];
  const keys = readKeys(files, notices);
  const keyring = createKeyring(keys);
  return createTrust({
    keys,
    issuedAt: files.issuedAt,
    statusLists: readStatusLists(files, keyring, notices),
    revocation: readRevocation(files, notices),
    facts: await readFacts(files, identity),
    places: readPlaces(files),
    roster: readRoster(files),
    packs: readPacks(files, keyring),
    notices,
  });
}

function readKeys(files: TrustFiles, notices: TrustProblem[]): readonly SignerKey[] {
  const [target] = targetsOf(files, 'keys');
  if (target === undefined) throw new Refusal(fileProblem('file-missing', SIGNERS, 'it is not there'));
  const json = valid(target, jsonOf(readBytes(files, target)));
  const list = parseSigners(json);
  if (!list.ok) throw new Refusal(fileProblem('file-invalid', SIGNERS, 'it is not a JSON list of signers'));
  for (const { index, kid, detail } of list.value.skipped) {
    notices.push(fileProblem('file-invalid', SIGNERS, `entry ${index} (kid ${kid ?? 'none'}) is left out: ${detail}`));
  }
  return list.value.keys;
}

function readStatusLists(files: TrustFiles, keyring: Keyring, notices: TrustProblem[]): Map<string, StatusListToken> {
  const lists = new Map<string, StatusListToken>();
  for (const target of targetsOf(files, 'status')) {
    const token = checkStatusList(readBytes(files, target), target.part, keyring);
    if (token.ok) lists.set(target.part, token.value);
    else notices.push(fileProblem('file-invalid', target.name, `it is left out: ${token.error}`));
  }
  return lists;
}

/** One that cannot be read is null: then nothing is known of its country's certificates. */
function readRevocation(files: TrustFiles, notices: TrustProblem[]): RevocationLists {
  const lists = new Map<string, RevocationList | null>();
  for (const target of targetsOf(files, 'revocation')) {
    const country = target.part.toUpperCase();
    const opened = openRevocationFile(readBytes(files, target));
    const list = opened.ok && opened.value.country !== country ? err('it is of another country') : opened;
    lists.set(country, list.ok ? list.value : null);
    if (!list.ok) notices.push(fileProblem('file-invalid', target.name, list.error));
  }
  return lists;
}

async function readFacts(files: TrustFiles, identity: string | null): Promise<FactsIndex[]> {
  const all: FactsIndex[] = [];
  for (const target of targetsOf(files, 'facts')) {
    const facts = await openFactsTarget(target, readBytes(files, target), identity);
    if (!facts.ok) throw new Refusal(facts.error);
    all.push(facts.value);
  }
  return all;
}

function readPlaces(files: TrustFiles): Places | null {
  const target = onlyTarget(files, 'places');
  if (target === null) return null;
  const file = valid(target, parsePlaces(readBytes(files, target)));
  return createPlaces(ownPart(target, file, file.locality));
}

function readRoster(files: TrustFiles): Roster | null {
  const target = onlyTarget(files, 'roster');
  if (target === null) return null;
  const file = valid(target, parseRoster(readBytes(files, target)));
  return createRoster(ownPart(target, file, file.site));
}

function readPacks(files: TrustFiles, keyring: Keyring): RulePack[] {
  return targetsOf(files, 'rules').map((target) => {
    const json = valid(target, jsonOf(readBytes(files, target)));
    const pack = valid(target, parseSignedPack(json, keyring));
    return ownPart(target, pack, pack.locality);
  });
}

function targetsOf(files: TrustFiles, kind: TargetKind): Target[] {
  return files.names.flatMap((name) => parseTargetName(name) ?? []).filter((target) => target.kind === kind);
}

/** A station is at one site of one locality. */
function onlyTarget(files: TrustFiles, kind: TargetKind): Target | null {
  const [target, other] = targetsOf(files, kind);
  if (other !== undefined)
    throw new Refusal(fileProblem('file-invalid', other.name, `there is ${target?.name} as well`));
  return target ?? null;
}

/** @throws Refusal where the file says that it is of another locality or site than its name does */
function ownPart<T>(target: Target, content: T, part: string): T {
  if (part === target.part) return content;
  throw new Refusal(fileProblem('file-invalid', target.name, `it is of "${part}"`));
}

/** @throws Refusal */
function valid<T>(target: Target, parsed: Result<T, string>): T {
  if (parsed.ok) return parsed.value;
  throw new Refusal(fileProblem('file-invalid', target.name, parsed.error));
}

/** @throws Refusal */
function readBytes(files: TrustFiles, target: Target): Uint8Array {
  const cap = targetCap(target);
  let bytes: Uint8Array;
  try {
    bytes = files.read(target.name);
  } catch (error) {
    if (error instanceof TrustFileError) throw new Refusal(error.problem);
    throw new Refusal(fileProblem('file-unreadable', target.name, `the system says ${codeOf(error)}`));
  }
  if (bytes.length <= cap) return bytes;
  throw new Refusal(fileProblem('file-too-large', target.name, `it has more than ${cap} bytes`));
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'an unknown error';
}
