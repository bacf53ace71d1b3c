import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { err, ok, type Result } from '../contract/result.ts';

/** better-sqlite3 13 needs Node-API 10, which older lines of Node lack. */
const OLDEST_MAJOR = 24;

export type NodePlaces = {
  /** `CHOT_NODE`; when given, no other is taken. */
  readonly named: string | undefined;
  /** The directory of the app's package.json, and Electron's resources directory when the app is packaged. */
  readonly app: string;
  readonly resources: string | null;
};

/** The path of a Node that can run the station, or what was looked for and what to do. */
export function findNode(places: NodePlaces): Result<string, string> {
  const beside = join('node_modules', '.bin', 'node');
  const candidates =
    places.named === undefined
      ? [...(places.resources === null ? [] : [join(places.resources, 'node')]), join(places.app, beside)]
      : [places.named];
  for (const path of candidates) {
    if (existsSync(path) && majorOf(path) >= OLDEST_MAJOR) return ok(path);
  }
  return err(`no Node ${OLDEST_MAJOR} or newer at ${candidates.join(' or ')}; name one in CHOT_NODE`);
}

function majorOf(path: string): number {
  try {
    return Number.parseInt(execFileSync(path, ['--version'], { encoding: 'utf8', timeout: 5_000 }).slice(1), 10);
  } catch {
    return 0;
  }
}
