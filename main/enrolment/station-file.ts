import { chmodSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writeDurably } from '../../db/durable-file.ts';
import { err, ok, type Result } from '../contract/result.ts';
import { type StationConfig, stationConfigSchema } from '../contract/station-config.ts';
import { readJsonFile } from '../json-file.ts';

/** What an enrolment changes in station.json. */
export type CentralConfig = {
  readonly central: NonNullable<StationConfig['central']>;
  /** null: stays as it is. */
  readonly rootSha256: string | null;
};

/**
 * Writes central and pinned root into `station.json`, whole or not at all; all else in it stays as its owner wrote it, and
 * so do its permissions. Tells whether there was anything to change; the error is a sentence.
 * @throws system errors of writing
 */
export function writeCentral(directory: string, { central, rootSha256 }: CentralConfig): Result<boolean, string> {
  const path = join(directory, 'station.json');
  const json = readJsonFile(path, 256 * 1024);
  if (!json.ok) return json;
  if (!isRecord(json.value)) return err(`${path} is no object`);
  const trust = isRecord(json.value.trust) ? json.value.trust : {};
  const next = {
    ...json.value,
    central,
    ...(rootSha256 === null ? {} : { trust: { ...trust, rootSha256 } }),
  };
  const [before, after] = [json.value, next].map((value) => stationConfigSchema.safeParse(value));
  if (!before?.success || !after?.success) return err(`${path} is not valid: mend it first`);
  if (JSON.stringify(before.data) === JSON.stringify(after.data)) return ok(false);
  const { mode } = statSync(path);
  writeDurably(path, Buffer.from(`${JSON.stringify(next, null, 2)}\n`));
  chmodSync(path, mode & 0o777);
  return ok(true);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
