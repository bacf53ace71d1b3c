import { join } from 'node:path';
import { openDayKeys } from './day-keys.ts';
import { generationsOf, readErasures } from './erasures.ts';
import { ledgerDays } from './ledger.ts';
import type { LedgerRow } from './ledger-row.ts';
import type { ReadableDb } from './open.ts';
import { rowOpener } from './open-row.ts';
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
  const open = rowOpener(db, keys, erasures);
  const first = db.prepare<[string, number], LedgerRow>(
    'SELECT * FROM ledger WHERE day = ? AND seq > ? AND person_sealed IS NOT NULL ORDER BY seq LIMIT 1',
  );
  for (const day of ledgerDays(db)) {
    const row = first.get(day, erasures.through(day));
    if (row === undefined) continue;
    const { personState } = open(row);
    if (personState === 'erased') {
      return {
        code: 'key-missing',
        seq: row.seq,
        detail: `keys/days/${day}.key is gone, and with it the day's persons; the audit log tells of no erasure`,
      };
    }
    if (personState === 'damaged') {
      return { code: 'key-damaged', seq: row.seq, detail: `keys/days/${day}.key does not open the day's persons` };
    }
  }
  return null;
}
