import { existsSync } from 'node:fs';
import { err, ok, type Result } from './contract/result.ts';
import type { StationConfig } from './contract/station-config.ts';
import { readJsonFile } from './json-file.ts';
import { parseSigners, type SignerKey } from './pass/keyring.ts';
import { loadInstalledTrust } from './station-trust.ts';
import { isSignedPack, parseSignedPack } from './trust/signed-pack.ts';
import { emptyTrust, type Trust } from './trust/trust.ts';
import { hasInstalledTrust } from './trust/tuf/installed-set.ts';
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

export type TrustOptions = {
  readonly signers: readonly SignerKey[];
  /** Newest signed time that the station has judged by, milliseconds since the epoch; null: none. */
  readonly notBefore: number | null;
};

/** The trust that is installed in a data directory, where one is, with the keys of `--signers` added. */
export async function trustOf(
  directory: string | undefined,
  config: StationConfig | null,
  { signers, notBefore }: TrustOptions,
): Promise<Result<Trust, string>> {
  if (directory === undefined || !hasInstalledTrust(directory)) return ok(emptyTrust(signers));
  if (config === null) return err(`${directory} has trust installed, but no station.json that pins its root`);
  const installed = await loadInstalledTrust(directory, config, notBefore);
  return installed.ok ? ok(installed.value.trust.withSigners(signers)) : err(installed.error.message);
}

/** `--rules`: an id or locality that the trust knows, or a file, plain or signed by a key that the trust has for packs. */
export function rulesOf(trust: Trust, name: string): Result<RulePack, string> {
  const known = trust.pack(name);
  if (known !== null) return ok(known);
  if (!existsSync(name)) return err(`there is no rule pack "${name}", and no file of that name`);
  const json = readJsonFile(name, MAX_FILE_BYTES);
  if (!json.ok) return json;
  if (isSignedPack(json.value)) {
    const signed = parseSignedPack(json.value, trust.keyring);
    return signed.ok ? signed : err(`${name}: ${signed.error}`);
  }
  const pack = parseRulePack(json.value);
  return pack.ok ? ok(pack.value) : err(`${name}: ${pack.error.at}: ${pack.error.message}`);
}
