import { join } from 'node:path';
import { TrustFileError } from '../problem.ts';
import type { Disk } from './disk.ts';
import { type InstalledSet, openSet } from './installed-set.ts';
import type { TrustLayout } from './layout.ts';
import { readPointer } from './pointer.ts';
import { Refusal } from './refusal.ts';
import { systemCode } from './update-problem.ts';

export type Installation = {
  readonly layout: TrustLayout;
  readonly disk: Disk;
  readonly directory: string;
  readonly rootSha256: string;
  readonly wanted: (name: string) => boolean;
  /** What is wrong with a set for this station, as a sentence; null: it can be used. */
  readonly accept: (set: InstalledSet) => Promise<string | null>;
};

/**
 * Writes a set beside the others and switches to it. The order is what a power cut leaves whole at every moment:
 *
 *  1. each metadata file of `sets/<n>` is written and fsynced, then the directories `sets/<n>`, `sets` and `targets`; every
 *     target itself was fsynced before it got its name (`fetchTargets`);
 *  2. the set is opened as a start of the station opens it, and `accept` may still refuse it;
 *  3. `trust` and the data directory are fsynced, so that all names above are durable;
 *  4. `current.new` is written and fsynced, renamed over `current`, and `trust` fsynced: from here on it is the set in use.
 *
 * Before 4 the old set is in use, after it the new one, and both are whole. @throws Refusal, system errors
 */
export async function installSet(
  { layout, disk, directory, rootSha256, wanted, accept }: Installation,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<InstalledSet> {
  const n =
    1 + Math.max(currentSet(layout) ?? 0, ...(await disk.list(layout.sets)).map(Number).filter(Number.isInteger));
  const folder = layout.set(n);
  try {
    await disk.makeDirectory(folder);
    for (const [name, bytes] of files) await disk.write(join(folder, name), bytes);
    for (const names of [folder, layout.sets, layout.targets]) await disk.syncDirectory(names);
    const wrong = await accept(openSet({ directory, rootSha256, wanted }, n, `${n}`));
    if (wrong !== null) throw new Refusal('unusable', '', wrong);
    await disk.syncDirectory(layout.trust);
    await disk.syncDirectory(directory);
  } catch (error) {
    await disk.remove(folder).catch(() => {});
    throw error;
  }
  await disk.write(layout.current, Buffer.from(`${n}\n`));
  await disk.syncDirectory(layout.trust);
  return openSet({ directory, rootSha256, wanted }, n, readPointer(layout)?.stamp ?? '');
}

/** The set in use; null: none, or the pointer is damaged. */
export function currentSet(layout: TrustLayout): number | null {
  try {
    return readPointer(layout)?.n ?? null;
  } catch (error) {
    if (error instanceof TrustFileError) return null;
    throw error;
  }
}

/**
 * Takes away what no set needs any more: only after the switch, and never as a reason to call it failed. What stays for a
 * fault of the disk goes with the next update.
 */
export async function sweep({ layout, disk }: Pick<Installation, 'layout' | 'disk'>, set: InstalledSet): Promise<void> {
  const current = String(currentSet(layout));
  const used = new Set(set.targets.map(({ sha256 }) => sha256));
  try {
    await removeAllBut(disk, layout.sets, (name) => name === current);
    await removeAllBut(disk, layout.targets, (name) => used.has(name));
    await removeAllBut(disk, layout.partial, () => false);
    await removeAllBut(disk, layout.roots, (name) => Number.parseInt(name, 10) > set.versions.root);
  } catch (error) {
    if (systemCode(error) === null) throw error;
  }
}

async function removeAllBut(disk: Disk, directory: string, kept: (name: string) => boolean): Promise<void> {
  for (const name of await disk.list(directory)) {
    if (!kept(name)) await disk.remove(join(directory, name));
  }
}
