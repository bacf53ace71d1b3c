import { lstat, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { err, ok, type Result } from '../contract/result.ts';
import type { StationConfig } from '../contract/station-config.ts';
import { csvText, UTF8_BOM } from './csv-text.ts';
import { type ExportManifest, MANIFEST_FILE } from './export-manifest.ts';
import { type ExportProblem, exportProblem, fileProblem } from './export-problem.ts';
import { EXPORT_COLUMNS, type ExportRow, exportCells } from './export-row.ts';
import { HashedFile, syncFolder } from './hashed-file.ts';
import { beginUnfinished } from './unfinished-folder.ts';

export type ExportRequest = {
  /** Rows of the day, oldest first; read once, a hundred at a time. What it throws passes through. */
  readonly entries: Iterable<ExportRow> | AsyncIterable<ExportRow>;
  /** Local day, YYYY-MM-DD. */
  readonly day: string;
  /** An existing folder, such as the root of a USB stick; the export becomes a new folder in it. */
  readonly to: string;
  readonly station: Pick<StationConfig, 'station' | 'site'>;
  readonly now: Date;
};

export type ExportReport = {
  readonly directory: string;
  readonly rows: number;
  readonly manifest: ExportManifest;
  /** False where the system cannot say that the folder's name is on the disk: let the stick be ejected properly. */
  readonly durable: boolean;
};

/** About two milliseconds of work: a scan that comes meanwhile waits no longer. */
const ROWS_AT_A_TIME = 100;
const MOST_EXPORTS = 1000;

/**
 * Writes a day's log as `<site>-<day>.csv` and `manifest.json` into a new folder `chot-<station>-<day>`, or `…-2`, `…-3`
 * when that is taken. All is written and fsynced under a temporary name first; the final name appears by one rename.
 * Between pieces the event loop runs, so that scans are answered while a large day is exported.
 */
export async function exportDay(request: ExportRequest): Promise<Result<ExportReport, ExportProblem>> {
  const { day, to, station, now } = request;
  if (!isDay(day)) return err(exportProblem('day-invalid', day));
  const begun = await files(to, () => beginUnfinished(to, station.station, now));
  if (!begun.ok) return begun;
  const unfinished = begun.value;
  try {
    const manifest = await writeContent(request, unfinished);
    if (!manifest.ok) return manifest;
    const named = await files(to, () => giveName(unfinished, to, `chot-${station.station}-${day}`));
    if (!named.ok) return named;
    if (named.value === null) return err(exportProblem('too-many-exports', to));
    const directory = named.value;
    const durable = await files(to, () => syncFolder(to));
    if (!durable.ok) {
      await rm(directory, { recursive: true, force: true }).catch(() => {});
      return durable;
    }
    return ok({ directory, rows: manifest.value.rows, manifest: manifest.value, durable: durable.value });
  } finally {
    // Gone after the rename. Where the disk itself is gone, there is nothing left to remove.
    await rm(unfinished, { recursive: true, force: true }).catch(() => {});
  }
}

async function writeContent(request: ExportRequest, folder: string): Promise<Result<ExportManifest, ExportProblem>> {
  const { day, to, station, now } = request;
  const name = `${station.site.id}-${day}.csv`;
  const opened = await files(to, () => HashedFile.create(join(folder, name)));
  if (!opened.ok) return opened;
  const file = opened.value;
  let rows = 0;
  let [firstHash, lastHash]: (string | null)[] = [null, null];
  let piece: string[][] = [];
  const flush = async () => {
    const text = csvText(piece);
    piece = [];
    return files(to, () => file.write(text));
  };
  try {
    const begun = await files(to, () => file.write(UTF8_BOM + csvText([EXPORT_COLUMNS])));
    if (!begun.ok) return begun;
    for await (const row of request.entries) {
      rows++;
      firstHash ??= row.hash;
      lastHash = row.hash;
      piece.push(exportCells(row));
      if (piece.length < ROWS_AT_A_TIME) continue;
      const written = await flush();
      if (!written.ok) return written;
    }
    const last = await flush();
    if (!last.ok) return last;
    const finished = await files(to, () => file.finish());
    if (!finished.ok) return finished;
    const manifest: ExportManifest = {
      schema: 'chot-export-1',
      station: station.station,
      site: { id: station.site.id, name: station.site.name },
      day,
      createdAt: now.toISOString(),
      rows,
      firstHash: firstHash ?? null,
      lastHash: lastHash ?? null,
      files: [{ name, ...finished.value, rows }],
    };
    const sealed = await files(to, () => writeManifest(folder, manifest));
    return sealed.ok ? ok(manifest) : sealed;
  } finally {
    await file.close().catch(() => {});
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

async function files<T>(folder: string, use: () => Promise<T>): Promise<Result<T, ExportProblem>> {
  try {
    return ok(await use());
  } catch (error) {
    return err(fileProblem(error, folder));
  }
}

function isDay(day: string): boolean {
  const instant = Date.parse(`${day}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(day);
}
