import type { DayKey, DayKeys } from './day-keys.ts';
import type { Erasures } from './erasures.ts';
import { type LedgerRow, type RecordedEntry, recordedEntry } from './ledger-row.ts';
import { RecordError } from './problem.ts';
import { openPerson } from './sealed-person.ts';

/** A row with its person in clear, as far as the day's key still opens it. */
export function openRow(row: LedgerRow, keys: DayKeys, erasures: Pick<Erasures, 'through'>): RecordedEntry {
  if (row.person_sealed === null) return recordedEntry(row, null, 'none');
  // Whatever key the day may have by now is not that of this row.
  if (row.seq <= erasures.through(row.day)) return recordedEntry(row, null, 'erased');
  const key = dayKey(keys, row.day);
  if (key === 'damaged') return recordedEntry(row, null, 'damaged');
  if (key === null) return recordedEntry(row, null, 'erased');
  const person = openPerson(key, row.uuid, row.person_sealed);
  return recordedEntry(row, person, person === null ? 'damaged' : 'clear');
}

/** A day whose key file is damaged must not keep the rows of other days from being read. */
function dayKey(keys: DayKeys, day: string): DayKey | 'damaged' | null {
  try {
    return keys.forReading(day);
  } catch (error) {
    if (error instanceof RecordError) return 'damaged';
    throw error;
  }
}
