import { mkdtemp, opendir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** No export takes this long: one that is older was left by a station that was killed or lost its power. */
const ABANDONED_MS = 3_600_000;

/**
 * A new, hidden folder in `to` for what is not finished yet. Abandoned ones of the same station are removed first: they
 * hold people's names, on a stick that is carried about, and nobody would look for them there.
 */
export async function beginUnfinished(to: string, station: string, now: Date): Promise<string> {
  const prefix = `.chot-${station}-unfinished-`;
  // A file in place of `to` is ENOTDIR here; mkdtemp would say ENOENT on some systems.
  for await (const entry of await opendir(to)) {
    if (!entry.name.startsWith(prefix) || !entry.isDirectory()) continue;
    const path = join(to, entry.name);
    if (now.getTime() - (await stat(path)).mtimeMs > ABANDONED_MS) await rm(path, { recursive: true, force: true });
  }
  return mkdtemp(join(to, prefix));
}
