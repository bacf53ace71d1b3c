import { existsSync } from 'node:fs';
import { homedir, platform } from 'node:os';
import { isAbsolute, join } from 'node:path';
import * as z from 'zod';
import { err, ok, type Result } from './contract/result.ts';
import { type StationConfig, stationConfigSchema } from './contract/station-config.ts';
import { readJsonFile } from './json-file.ts';

/** Where a station keeps its data when nobody says otherwise: the user's data folder of the platform. */
export function defaultDataDirectory(environment: NodeJS.ProcessEnv): string {
  if (environment.CHOT_DATA) return environment.CHOT_DATA;
  if (platform() === 'win32') return join(environment.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'chot');
  if (platform() === 'darwin') return join(homedir(), 'Library', 'Application Support', 'chot');
  return join(environment.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'chot');
}

/** Directory of the credentials that systemd handed to this process (systemd.exec(5), CREDENTIALS); null: none. */
export function credentialsOf(environment: NodeJS.ProcessEnv): string | null {
  return environment.CREDENTIALS_DIRECTORY || null;
}

/** Paths in `station.json` are taken from the data directory, so that it can be moved whole. */
export function inDataDirectory(directory: string, path: string): string {
  return isAbsolute(path) ? path : join(directory, path);
}

export type ConfigProblem = { readonly code: 'missing' | 'invalid'; readonly detail: string };

export const MAX_CONFIG_BYTES = 256 * 1024;

/** Reads and checks `station.json`; the detail names every key that is wrong. */
export function readStationConfig(directory: string): Result<StationConfig, ConfigProblem> {
  const path = join(directory, 'station.json');
  if (!existsSync(path))
    return err({
      code: 'missing',
      detail: `${path} is missing: write it as the README shows, or name another directory with --data`,
    });
  const json = readJsonFile(path, MAX_CONFIG_BYTES);
  if (!json.ok) return err({ code: 'invalid', detail: json.error });
  const parsed = stationConfigSchema.safeParse(json.value);
  return parsed.success
    ? ok(parsed.data)
    : err({ code: 'invalid', detail: `${path}: ${z.prettifyError(parsed.error)}` });
}

/** A station is enrolled once a central has accepted its key; time cannot be simulated on it. */
export function isEnrolled(directory: string): boolean {
  return existsSync(join(directory, 'enrolment.json'));
}
