import { lstat, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { err, ok, type Result } from '../contract/result.ts';
import { type ExportManifest, MANIFEST_FILE } from './export-manifest.ts';
import { type ExportProblem, exportProblem, fileProblem } from './export-problem.ts';
import { HashedFile, syncFolder } from './hashed-file.ts';
import { beginUnfinished } from './unfinished-folder.ts';

export type ExportReport = {
  readonly directory: string;
  readonly rows: number;
  readonly manifest: ExportManifest;
  /** False where the system cannot say that the folder's name is on the disk: let the stick be ejected properly. */
  readonly durable: boolean;
};

const MOST_EXPORTS = 1000;

/**
 * Makes a new folder `name` in `to`, or `…-2`, `…-3` when that is taken, with what `write` puts into it and the manifest that
 * it gives. All is written and fsynced under a temporary name first; the final name appears by one rename.
 */
export async function exportFolder(
  {
    to,
    station,
    name,
    now,
  }: { readonly to: string; readonly station: string; readonly name: string; readonly now: Date },
  write: (folder: string) => Promise<Result<ExportManifest, ExportProblem>>,
): Promise<Result<ExportReport, ExportProblem>> {
  const begun = await files(to, () => beginUnfinished(to, station, now));
  if (!begun.ok) return begun;
  const unfinished = begun.value;
  try {
    const written = await write(unfinished);
    if (!written.ok) return written;
    const manifest = written.value;
    const sealed = await files(to, () => writeManifest(unfinished, manifest));
    if (!sealed.ok) return sealed;
    const named = await files(to, () => giveName(unfinished, to, name));
    if (!named.ok) return named;
    if (named.value === null) return err(exportProblem('too-many-exports', to));
    const directory = named.value;
    const durable = await files(to, () => syncFolder(to));
    if (!durable.ok) {
      await rm(directory, { recursive: true, force: true }).catch(() => {});
      return durable;
    }
    return ok({ directory, rows: manifest.rows, manifest, durable: durable.value });
  } finally {
    // Gone after the rename. Where the disk itself is gone, there is nothing left to remove.
    await rm(unfinished, { recursive: true, force: true }).catch(() => {});
  }
}

async function writeManifest(folder: string, manifest: ExportManifest): Promise<void> {
  const file = await HashedFile.create(join(folder, MANIFEST_FILE));
  try {
    await file.write(`${JSON.stringify(manifest, null, 2)}\n`);
    await file.finish();
    await syncFolder(folder);
  } finally {
    await file.close().catch(() => {});
  }
}

/** The path under which the folder now stands; null when a thousand names are taken. */
async function giveName(unfinished: string, to: string, name: string): Promise<string | null> {
  for (let attempt = 1; attempt <= MOST_EXPORTS; attempt++) {
    const final = join(to, attempt === 1 ? name : `${name}-${attempt}`);
    if (await exists(final)) continue;
    await rename(unfinished, final);
    return final;
  }
  return null;
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw error;
    },
  );
}

/** What the file system says of it; else what `use` gives. */
export async function files<T>(folder: string, use: () => Promise<T>): Promise<Result<T, ExportProblem>> {
  try {
    return ok(await use());
  } catch (error) {
    return err(fileProblem(error, folder));
  }
}
