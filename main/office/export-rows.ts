import type { RecordedEntry } from '../../db/record.ts';
import type { ExportRow } from './export-row.ts';

/** Rows of the ledger as they are handed out, with the local time of the pack's time zone. */
export function* exportRows(entries: Iterable<RecordedEntry>, timeZone: string): Generator<ExportRow> {
  const localTime = localTimeIn(timeZone);
  for (const entry of entries) {
    yield {
      ...entry,
      localTime: localTime(entry.at),
      name: entry.person?.name ?? null,
      birthDate: entry.person?.birthDate ?? null,
      ids: entry.person?.ids ?? [],
      hash: Buffer.from(entry.hash).toString('hex'),
    };
  }
}

/** `2021-09-24 08:15:00` in the pack's time zone: the Swedish way of writing a time is this one. */
function localTimeIn(timeZone: string): (at: number) => string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return (at) => format.format(at);
}
