import type { DayKeys } from './day-keys.ts';
import { type LedgerRow, type RecordedEntry, recordedEntry } from './ledger-row.ts';
import { openPerson } from './sealed-person.ts';

/** A row with its person in clear, as far as the day's key still opens it. */
export function openRow(row: LedgerRow, keys: DayKeys): RecordedEntry {
  if (row.person_sealed === null) return recordedEntry(row, null, 'none');
  const key = keys.forReading(row.day);
  if (key === null) return recordedEntry(row, null, 'erased');
  const person = openPerson(key, row.uuid, row.person_sealed);
  return recordedEntry(row, person, person === null ? 'damaged' : 'clear');
}
