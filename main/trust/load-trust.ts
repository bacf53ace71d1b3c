import { err, ok, type Result } from '../contract/result.ts';
import { createKeyring, parseSigners, type SignerKey } from '../pass/keyring.ts';
import { parseRulePack, type RulePack } from '../verdict/rule-pack.ts';

import type { FactsIndex } from './facts-file.ts';
import { openFactsTarget } from './facts-target.ts';
import { fileProblem, TrustFileError, type TrustProblem } from './problem.ts';
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
 * not read could be against somebody; only a status list is left out and noted, because the passes that name it are then
 * abnormal. `own.identity`: the age identity of this station, `AGE-SECRET-KEY-1…`; null: it has none.
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
  return createTrust({
    keys,
    issuedAt: files.issuedAt,
    statusLists: readStatusLists(files, keys, notices),
    facts: await readFacts(files, identity),
    packs: readPacks(files),
    notices,
  });
}

function readKeys(files: TrustFiles, notices: TrustProblem[]): readonly SignerKey[] {
  const [target] = targetsOf(files, 'keys');
  if (target === undefined) throw new Refusal(fileProblem('file-missing', SIGNERS, 'it is not there'));
  const list = parseSigners(readJson(files, target));
  if (!list.ok) throw new Refusal(fileProblem('file-invalid', SIGNERS, 'it is not a JSON list of signers'));
  for (const { index, kid, detail } of list.value.skipped) {
    notices.push(fileProblem('file-invalid', SIGNERS, `entry ${index} (kid ${kid ?? 'none'}) is left out: ${detail}`));
  }
  return list.value.keys;
}

function readStatusLists(
  files: TrustFiles,
  keys: readonly SignerKey[],
  notices: TrustProblem[],
): Map<string, StatusListToken> {
  const keyring = createKeyring(keys);
  const lists = new Map<string, StatusListToken>();
  for (const target of targetsOf(files, 'status')) {
    const token = checkStatusList(readBytes(files, target), target.part, keyring);
    if (token.ok) lists.set(target.part, token.value);
    else notices.push(fileProblem('file-invalid', target.name, `it is left out: ${token.error}`));
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

function readPacks(files: TrustFiles): RulePack[] {
  return targetsOf(files, 'rules').map((target) => {
    const pack = parseRulePack(readJson(files, target));
    if (!pack.ok) {
      throw new Refusal(
        fileProblem('file-invalid', target.name, `${pack.error.at || 'the file'}: ${pack.error.message}`),
      );
    }
    if (pack.value.locality !== target.part)
      throw new Refusal(fileProblem('file-invalid', target.name, 'it is for another locality'));
    return pack.value;
  });
}

function targetsOf(files: TrustFiles, kind: TargetKind): Target[] {
  return files.names.flatMap((name) => parseTargetName(name) ?? []).filter((target) => target.kind === kind);
}

function readJson(files: TrustFiles, target: Target): unknown {
  const bytes = readBytes(files, target);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new Refusal(fileProblem('file-invalid', target.name, 'it is not JSON in UTF-8'));
  }
}

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
