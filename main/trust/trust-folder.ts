import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { err, ok, type Result } from '../contract/result.ts';
import { createKeyring, type Keyring, parseSigners, type SignerKey } from '../pass/keyring.ts';
import { parseRulePack, type RulePack } from '../verdict/rule-pack.ts';
import type { FactsIndex } from './facts-file.ts';
import { indexFacts } from './facts-json.ts';
import type { TrustProblem } from './problem.ts';
import type { StatusListToken } from './status-list-token.ts';
import { parseTimestamp } from './timestamp.ts';
import { createTrust, type Trust } from './trust.ts';
import { checkStatusList } from './verified-status-list.ts';

/** Where the trust lies in a data directory. */
export const TRUST_FOLDER = 'trust';

/** Largest file of each kind, in bytes. */
const CAPS = { keys: 16 << 20, status: 32 << 20, facts: 256 << 20, rules: 4 << 20, timestamp: 1 << 16 } as const;

/** Carries a problem out of the reading; never leaves this file. */
class Refusal extends Error {
  readonly problem: TrustProblem;
  constructor(problem: TrustProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

/**
 * The trust of a folder of plain files: `keys/signers.json`, `status/<n>.cwt`, `facts/<locality>.json`,
 * `rules/<locality>.json`, `timestamp.json` (DESIGN section 4). Keys must be there, the rest may be missing: a list that
 * is not there makes the passes that name it abnormal, no timestamp leaves the age unknown. A file that is there and
 * broken refuses the whole, except a status list: that one is left out and noted.
 */
export function loadTrust(directory: string): Result<Trust, TrustProblem> {
  try {
    return ok(readTrust(directory));
  } catch (error) {
    if (error instanceof Refusal) return err(error.problem);
    throw error;
  }
}

function readTrust(directory: string): Trust {
  if (!isDirectory(directory)) {
    const message = 'There is no trust folder here: load keys and lists from the central or from a USB stick.';
    throw new Refusal({ code: 'trust-missing', file: basename(directory), message });
  }
  const notices: TrustProblem[] = [];
  const keys = readKeys(directory, notices);
  return createTrust({
    keys,
    issuedAt: readIssuedAt(directory),
    statusLists: readStatusLists(directory, createKeyring(keys), notices),
    facts: readFacts(directory),
    revocation: new Map(),
    places: null,
    roster: null,
    packs: readPacks(directory),
    notices,
  });
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return false;
    throw new Refusal(problem('file-unreadable', basename(path), `the system says ${codeOf(error)}`));
  }
}

const SIGNERS = 'keys/signers.json';

function readKeys(directory: string, notices: TrustProblem[]): readonly SignerKey[] {
  const json = readJson(directory, SIGNERS, CAPS.keys);
  if (json === undefined) throw new Refusal(problem('file-missing', SIGNERS, 'it is not there'));
  const list = parseSigners(json);
  if (!list.ok) throw new Refusal(problem('file-invalid', SIGNERS, 'it is not a JSON list of signers'));
  for (const { index, kid, detail } of list.value.skipped) {
    notices.push(problem('file-invalid', SIGNERS, `entry ${index} (kid ${kid ?? 'none'}) is left out: ${detail}`));
  }
  return list.value.keys;
}

function readIssuedAt(directory: string): number | null {
  const json = readJson(directory, 'timestamp.json', CAPS.timestamp);
  if (json === undefined) return null;
  const timestamp = parseTimestamp(json);
  if (!timestamp.ok) throw new Refusal(problem('file-invalid', 'timestamp.json', timestamp.error));
  return timestamp.value;
}

function readStatusLists(directory: string, keyring: Keyring, notices: TrustProblem[]): Map<string, StatusListToken> {
  const lists = new Map<string, StatusListToken>();
  for (const { name, file } of filesOf(directory, 'status', /^(0|[1-9]\d{0,4})\.cwt$/)) {
    const bytes = readBytes(directory, file, CAPS.status);
    const token = bytes === undefined ? null : checkStatusList(bytes, name, keyring);
    if (token?.ok) lists.set(name, token.value);
    else notices.push(problem('file-invalid', file, `it is left out: ${token?.error ?? 'it vanished while reading'}`));
  }
  return lists;
}

function readFacts(directory: string): FactsIndex[] {
  return filesOf(directory, 'facts', LOCALITY_FILE).map(({ file }) => {
    const index = indexFacts(readJson(directory, file, CAPS.facts));
    if (!index.ok) throw new Refusal(problem('file-invalid', file, index.error));
    return index.value;
  });
}

function readPacks(directory: string): RulePack[] {
  return filesOf(directory, 'rules', LOCALITY_FILE).map(({ name, file }) => {
    const pack = parseRulePack(readJson(directory, file, CAPS.rules));
    if (!pack.ok) {
      throw new Refusal(problem('file-invalid', file, `${pack.error.at || 'the file'}: ${pack.error.message}`));
    }
    if (pack.value.locality !== name) throw new Refusal(problem('file-invalid', file, 'it is for another locality'));
    return pack.value;
  });
}

const LOCALITY_FILE = /^([a-z0-9][a-z0-9-]{0,63})\.json$/;

/** Files of a subfolder whose name fits, by name; others are not ours to read. */
function filesOf(directory: string, folder: string, form: RegExp): { readonly name: string; readonly file: string }[] {
  let names: string[];
  try {
    names = readdirSync(join(directory, folder));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw new Refusal(problem('file-unreadable', folder, `the system says ${codeOf(error)}`));
  }
  return names
    .sort()
    .flatMap((file) => form.exec(file)?.[1] ?? [])
    .map((name) => ({ name, file: `${folder}/${name}${folder === 'status' ? '.cwt' : '.json'}` }));
}

/** undefined: there is no such file. */
function readJson(directory: string, file: string, cap: number): unknown {
  const bytes = readBytes(directory, file, cap);
  if (bytes === undefined) return undefined;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new Refusal(problem('file-invalid', file, 'it is not JSON in UTF-8'));
  }
}

function readBytes(directory: string, file: string, cap: number): Uint8Array | undefined {
  const path = join(directory, file);
  try {
    if (statSync(path).size > cap) throw new Refusal(problem('file-too-large', file, `it has more than ${cap} bytes`));
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new Refusal(problem('file-unreadable', file, `the system says ${codeOf(error)}`));
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'an unknown error';
}

function problem(code: TrustProblem['code'], file: string, what: string): TrustProblem {
  return { code, file, message: `${file}: ${what}. Load the trust again, from the central or from a USB stick.` };
}
