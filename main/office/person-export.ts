import { join } from 'node:path';
import { ok, type Result } from '../contract/result.ts';
import type { StationConfig } from '../contract/station-config.ts';
import { writeCsv } from './export-csv.ts';
import { type ExportReport, exportFolder, files } from './export-folder.ts';
import type { ExportProblem } from './export-problem.ts';
import { EXPORT_COLUMNS, type ExportRow, exportCells } from './export-row.ts';
import { HashedFile } from './hashed-file.ts';

export type PersonExportRequest = {
  /** All rows of the person, oldest first. */
  readonly entries: readonly ExportRow[];
  /** An existing folder; the export becomes a new folder in it. */
  readonly to: string;
  readonly station: Pick<StationConfig, 'station' | 'site'>;
  readonly now: Date;
};

/**
 * What the station holds of one person, for that person: `person.csv`, `person.json` and `manifest.json` in a new folder
 * `chot-<station>-person-<time>`. No name of a file tells whose it is.
 */
export async function exportPerson(request: PersonExportRequest): Promise<Result<ExportReport, ExportProblem>> {
  const { entries, to, now, station } = request;
  const time = now.toISOString().replace(/[-:]|\.\d+/g, '');
  const place = { to, station: station.station, name: `chot-${station.station}-person-${time}`, now };
  return exportFolder(place, async (folder) => {
    const csv = await writeCsv(folder, 'person.csv', entries, to);
    if (!csv.ok) return csv;
    const json = await files(to, () => writeJson(join(folder, 'person.json'), request));
    if (!json.ok) return json;
    const { file, ...rows } = csv.value;
    return ok({
      schema: 'chot-person-export-1',
      station: station.station,
      site: { id: station.site.id, name: station.site.name },
      createdAt: now.toISOString(),
      ...rows,
      files: [file, { name: 'person.json', ...json.value, rows: rows.rows }],
    });
  });
}

/** The same cells as in the CSV, by the names of its columns. */
async function writeJson(
  path: string,
  { entries, station, now }: PersonExportRequest,
): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const rows = entries.map((row) => {
    const cells = exportCells(row);
    return Object.fromEntries(EXPORT_COLUMNS.map((column, at) => [column, cells[at] ?? '']));
  });
  const { id, name, address } = station.site;
  const content = { station: station.station, site: { id, name, address }, createdAt: now.toISOString(), rows };
  const file = await HashedFile.create(path);
  try {
    await file.write(`${JSON.stringify(content, null, 2)}\n`);
    return await file.finish();
  } finally {
    await file.close().catch(() => {});
  }
}
