import type { DayKey, DayKeys } from './day-keys.ts';
import type { Erasures } from './erasures.ts';
import { type LedgerRow, type RecordedEntry, recordedEntry } from './ledger-row.ts';
import type { ReadableDb } from './open.ts';
import { RecordError } from './problem.ts';
import { resealedRows } from './resealed.ts';
import { openSealed, type Sealed } from './sealed-person.ts';

/** Gives a row with its person in clear, as far as the day's key still opens it. */
export type RowOpener = (row: LedgerRow) => RecordedEntry;

/** What is sealed of a row, or why nothing can be read of it (`RecordedEntry.personState`). */
export type SealedReader = (row: LedgerRow) => Sealed | Exclude<RecordedEntry['personState'], 'clear'>;

export function rowOpener(read: SealedReader): RowOpener {
  return (row) => {
    const sealed = read(row);
    return typeof sealed === 'string' ? recordedEntry(row, null, sealed) : recordedEntry(row, sealed.person, 'clear');
  };
}

export function sealedReader(db: ReadableDb, keys: DayKeys, erasures: Erasures): SealedReader {
  const resealed = resealedRows(db);
  const lookedAgain = new Set<string>();

  return function read(row) {
    if (row.person_sealed === null) return 'none';
    // Whatever key the day may have by now is not that of this row.
    if (row.seq <= erasures.through(row.day)) return 'erased';
    const anew = row.seq <= (erasures.resealed(row.day)?.through ?? 0) ? resealed(row.seq) : row;
    if (anew === undefined) return 'damaged';
    if (anew.person_sealed === null) return 'erased';
    const key = keyOf(keys, row.day);
    if (key === 'damaged') return 'damaged';
    if (key === null) {
      // Beside a process that erases a person: the audit log tells by which key the day is read by now.
      if (lookedAgain.has(row.day)) return 'erased';
      lookedAgain.add(row.day);
      erasures.refresh();
      return read(row);
    }
    return openSealed(key, row.uuid, anew.person_sealed) ?? 'damaged';
  };
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
