import type { DayKey, DayKeys } from './day-keys.ts';
import type { Erasures } from './erasures.ts';
import { type LedgerRow, type RecordedEntry, recordedEntry } from './ledger-row.ts';
import type { ReadableDb } from './open.ts';
import { RecordError } from './problem.ts';
import { resealedRows } from './resealed.ts';
import { openPerson } from './sealed-person.ts';

/** Gives a row with its person in clear, as far as the day's key still opens it. */
export type RowOpener = (row: LedgerRow) => RecordedEntry;

export function rowOpener(db: ReadableDb, keys: DayKeys, erasures: Erasures): RowOpener {
  const resealed = resealedRows(db);
  const lookedAgain = new Set<string>();

  function open(row: LedgerRow): RecordedEntry {
    if (row.person_sealed === null) return recordedEntry(row, null, 'none');
    // Whatever key the day may have by now is not that of this row.
    if (row.seq <= erasures.through(row.day)) return recordedEntry(row, null, 'erased');
    const anew = row.seq <= (erasures.resealed(row.day)?.through ?? 0) ? resealed(row.seq) : row;
    if (anew === undefined) return recordedEntry(row, null, 'damaged');
    if (anew.person_sealed === null) return recordedEntry(row, null, 'erased');
    const key = keyOf(keys, row.day);
    if (key === 'damaged') return recordedEntry(row, null, 'damaged');
    if (key === null) {
      // Beside a process that erases a person: the audit log tells by which key the day is read by now.
      if (lookedAgain.has(row.day)) return recordedEntry(row, null, 'erased');
      lookedAgain.add(row.day);
      erasures.refresh();
      return open(row);
    }
    const person = openPerson(key, row.uuid, anew.person_sealed);
    return recordedEntry({ ...row, ...anew }, person, person === null ? 'damaged' : 'clear');
  }

  return open;
}

/** null: the day has no key that opens anything. */
export function readableKey(keys: DayKeys, day: string): DayKey | null {
  const key = keyOf(keys, day);
  return key === 'damaged' ? null : key;
}

/** A day whose key file is damaged must not keep the rows of other days from being read. */
function keyOf(keys: DayKeys, day: string): DayKey | 'damaged' | null {
  try {
    return keys.forReading(day);
  } catch (error) {
    if (error instanceof RecordError) return 'damaged';
    throw error;
  }
}
