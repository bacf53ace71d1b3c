import { err, ok, type Result } from '../contract/result.ts';
import type { StationConfig } from '../contract/station-config.ts';
import { writeCsv } from './export-csv.ts';
import { type ExportReport, exportFolder } from './export-folder.ts';
import { type ExportProblem, exportProblem } from './export-problem.ts';
import type { ExportRow } from './export-row.ts';

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

/** Writes a day's log as `<site>-<day>.csv` and `manifest.json` into a new folder `chot-<station>-<day>`. */
export async function exportDay(request: ExportRequest): Promise<Result<ExportReport, ExportProblem>> {
  const { day, to, station, now, entries } = request;
  if (!isDay(day)) return err(exportProblem('day-invalid', day));
  const place = { to, station: station.station, name: `chot-${station.station}-${day}`, now };
  return exportFolder(place, async (folder) => {
    const csv = await writeCsv(folder, `${station.site.id}-${day}.csv`, entries, to);
    if (!csv.ok) return csv;
    const { file, ...rows } = csv.value;
    return ok({
      schema: 'chot-export-1',
      station: station.station,
      site: { id: station.site.id, name: station.site.name },
      day,
      createdAt: now.toISOString(),
      ...rows,
      files: [file],
    });
  });
}

function isDay(day: string): boolean {
  const instant = Date.parse(`${day}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(day);
}
