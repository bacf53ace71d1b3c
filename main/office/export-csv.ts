import { join } from 'node:path';
import { ok, type Result } from '../contract/result.ts';
import { csvText, UTF8_BOM } from './csv-text.ts';
import { files } from './export-folder.ts';
import type { ExportManifest } from './export-manifest.ts';
import type { ExportProblem } from './export-problem.ts';
import { EXPORT_COLUMNS, type ExportRow, exportCells } from './export-row.ts';
import { HashedFile } from './hashed-file.ts';

/** About two milliseconds of work: a scan that comes meanwhile waits no longer. */
const ROWS_AT_A_TIME = 100;

export type WrittenCsv = Pick<ExportManifest, 'firstHash' | 'lastHash' | 'rows'> & {
  readonly file: ExportManifest['files'][number];
};

/**
 * Writes rows as a CSV file. Between pieces the event loop runs, so that scans are answered while a large day is exported.
 * @param entries oldest first; read once, a hundred at a time. What it throws passes through.
 * @param to the folder that problems are told of
 */
export async function writeCsv(
  folder: string,
  name: string,
  entries: Iterable<ExportRow> | AsyncIterable<ExportRow>,
  to: string,
): Promise<Result<WrittenCsv, ExportProblem>> {
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
    for await (const row of entries) {
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
    return ok({
      rows,
      firstHash: firstHash ?? null,
      lastHash: lastHash ?? null,
      file: { name, ...finished.value, rows },
    });
  } finally {
    await file.close().catch(() => {});
  }
}
