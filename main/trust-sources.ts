import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { err, ok, type Result } from './contract/result.ts';
import { readJsonFile } from './json-file.ts';
import { parseSigners, type SignerKey } from './pass/keyring.ts';
import { emptyTrust, type Trust } from './trust/trust.ts';
import { loadTrust, TRUST_FOLDER } from './trust/trust-folder.ts';
import { parseRulePack, type RulePack } from './verdict/rule-pack.ts';

/** Files that the command line names beside, or instead of, the trust of a data directory. Errors are sentences. */

export const MAX_FILE_BYTES = 64 * 1024 * 1024;

/** Keys of all files; entries that give no key are told by `say`. */
export function readSignerFiles(paths: readonly string[], say: (message: string) => void): Result<SignerKey[], string> {
  const keys: SignerKey[] = [];
  for (const path of paths) {
    const json = readJsonFile(path, MAX_FILE_BYTES);
    if (!json.ok) return json;
    const list = parseSigners(json.value);
    if (!list.ok) return err(`${path} is not a list of signers [{kid, country, certificate} or {kid, publicKey}]`);
    for (const entry of list.value.skipped)
      say(`${path}: entry ${entry.index} (kid ${entry.kid ?? '?'}) is skipped: ${entry.detail}`);
    keys.push(...list.value.keys);
  }
  return ok(keys);
}

/** The trust of a data directory where it has one, with the keys of `--signers` added. */
export function trustOf(directory: string | undefined, signers: readonly SignerKey[]): Result<Trust, string> {
  const folder = directory === undefined ? null : join(directory, TRUST_FOLDER);
  if (folder === null || !existsSync(folder)) return ok(emptyTrust(signers));
  const trust = loadTrust(folder);
  return trust.ok ? ok(trust.value.withSigners(signers)) : err(trust.error.message);
}

/** `--rules`: an id or locality that the trust knows, or a file. */
export function rulesOf(trust: Trust, name: string): Result<RulePack, string> {
  const known = trust.pack(name);
  if (known !== null) return ok(known);
  if (!existsSync(name)) return err(`there is no rule pack "${name}", and no file of that name`);
  const json = readJsonFile(name, MAX_FILE_BYTES);
  if (!json.ok) return json;
  const pack = parseRulePack(json.value);
  return pack.ok ? ok(pack.value) : err(`${name}: ${pack.error.at}: ${pack.error.message}`);
}
