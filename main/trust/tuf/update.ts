import { err, ok, type Result } from '../../contract/result.ts';
import { TrustFileError } from '../problem.ts';
import { createDisk, type Disk } from './disk.ts';
import { createFetcher } from './fetch-file.ts';
import { fetchFirstRoot, fetchMetadata } from './fetch-metadata.ts';
import { fetchTargets } from './fetch-target.ts';
import { currentSet, installSet, sweep } from './install-set.ts';
import { type InstalledSet, openSet } from './installed-set.ts';
import { trustLayout } from './layout.ts';
import { Refusal } from './refusal.ts';
import type { TrustSource } from './source.ts';
import { type UpdateProblem, updateProblem } from './update-problem.ts';
import { sha256Of } from './verifier.ts';

export type UpdateRequest = {
  /** The station's data directory. */
  readonly directory: string;
  readonly source: TrustSource;
  /** SHA-256 of the first root, lower-case hex. */
  readonly rootSha256: string;
  /** Milliseconds since the epoch; signed time that is known to have passed counts where this is behind it. */
  readonly now: number;
  /** Newest signed time that the station has judged by, milliseconds since the epoch; null: none. */
  readonly notBefore: number | null;
  /** Targets that this station keeps (`wantedTargets`). */
  readonly wanted: (name: string) => boolean;
  /** Makes this the only update that runs, by a file that the system unlocks when its holder dies; null: another one runs. */
  readonly lock: (path: string) => (() => void) | null;
  /** Asked before the switch: what is wrong with the set for this station, as a sentence; null: it can be used. */
  readonly accept?: (set: InstalledSet) => Promise<string | null>;
  readonly signal?: AbortSignal;
  readonly disk?: Disk;
};

export type TrustUpdate = {
  /** Another set was switched to; false: the source has nothing newer. */
  readonly changed: boolean;
  /** What is in use now. */
  readonly set: InstalledSet;
  readonly fetched: { readonly files: number; readonly bytes: number };
};

/**
 * Brings the trust of a data directory up to date with a source, or refuses it and leaves the last good set in use. Safe at
 * any moment to kill, to call off, to run out of disk or of power: what was learned of roots and downloaded of targets is
 * kept, and the next update goes on from there. Beside a running station, too. All that is damaged here is fetched anew.
 */
export async function updateTrust(request: UpdateRequest): Promise<Result<TrustUpdate, UpdateProblem>> {
  try {
    return ok(await update(request));
  } catch (error) {
    return err(updateProblem(error));
  }
}

async function update(request: UpdateRequest): Promise<TrustUpdate> {
  const { directory, source, rootSha256, wanted, signal = new AbortController().signal } = request;
  const { disk = createDisk(), accept = async () => null } = request;
  const layout = trustLayout(directory);
  await disk.makeDirectory(layout.trust);
  const unlock = request.lock(layout.lock);
  if (unlock === null) throw new Refusal('busy', '', 'the lock is held');
  try {
    for (const folder of [layout.sets, layout.targets, layout.roots, layout.partial]) await disk.makeDirectory(folder);
    const fetcher = createFetcher(source, signal);
    const current = currentSet(layout);
    const { verifier, files, same } = await fetchMetadata({ ...request, layout, disk, fetcher, current });
    await fetchTargets({ layout, disk }, fetcher, verifier.targets(wanted));
    const old = same && current !== null ? openedSet(request, current) : null;
    const set = old ?? (await installSet({ layout, disk, directory, rootSha256, wanted, accept }, files));
    await sweep({ layout, disk }, set);
    return { changed: old === null, set, fetched: fetcher.fetched };
  } finally {
    unlock();
  }
}

/** null: it is damaged, so that it must be written anew. */
function openedSet(request: UpdateRequest, n: number): InstalledSet | null {
  try {
    return openSet(request, n, `${n}`);
  } catch (error) {
    if (error instanceof TrustFileError) return null;
    throw error;
  }
}

/** SHA-256 of the root that a source begins with, to be compared with what the issuer gives on paper; it verifies nothing. */
export async function offeredRoot(source: TrustSource): Promise<Result<string, UpdateProblem>> {
  try {
    return ok(sha256Of(await fetchFirstRoot(createFetcher(source, new AbortController().signal))));
  } catch (error) {
    return err(updateProblem(error));
  }
}
