import { join } from 'node:path';
import { openDayKeys } from './day-keys.ts';
import { generationsOf, readErasures } from './erasures.ts';
import { ledgerDays } from './ledger.ts';
import type { LedgerRow, RecordedEntry } from './ledger-row.ts';
import type { ReadableDb } from './open.ts';
import { rowOpener, sealedReader } from './open-row.ts';
import { hasStationKey } from './station-key.ts';

/** `key-missing`: persons of a day have no key, and the audit log knows of no erasure · `key-damaged`: the key of that day does not open them. */
export type KeyProblem = {
  readonly code: 'key-missing' | 'key-damaged';
  readonly seq: number;
  readonly detail: string;
};

/**
 * Whether each day's key opens that day's first person that was not erased; null: it does. A copy of a record that came without its keys has
 * none to check.
 */
export function verifyDayKeys(directory: string, db: ReadableDb, credentials: string | null): KeyProblem | null {
  if (!hasStationKey(join(directory, 'keys'), credentials)) return null;
  const erasures = readErasures(db);
  const keys = openDayKeys(directory, true, credentials, generationsOf(erasures));
  const open = rowOpener(sealedReader(db, keys, erasures));
  const first = db.prepare<[string, number], LedgerRow>(`
    SELECT * FROM ledger WHERE day = ? AND seq > ? AND person_sealed IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM resealed WHERE resealed.seq = ledger.seq AND resealed.person_sealed IS NULL)
    ORDER BY seq LIMIT 1`);
  for (const day of ledgerDays(db)) {
    // The first under the day's key, and the first that was recorded under it since somebody was erased.
    const from = erasures.through(day);
    for (const after of new Set([from, Math.max(from, erasures.resealed(day)?.through ?? 0)])) {
      const row = first.get(day, after);
      const problem = row === undefined ? null : problemOf(row, open(row).personState);
      if (problem !== null) return problem;
    }
  }
  return null;
}

function problemOf({ seq, day }: LedgerRow, state: RecordedEntry['personState']): KeyProblem | null {
  if (state === 'erased') {
    const detail = `the key of ${day} in keys/days is gone, and with it the day's persons; the audit log tells of no erasure`;
    return { code: 'key-missing', seq, detail };
  }
  if (state !== 'damaged') return null;
  return { code: 'key-damaged', seq, detail: `the key of ${day} in keys/days does not open the day's persons` };
}
