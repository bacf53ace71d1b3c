import type { ReadableDb } from './open.ts';

/**
 * Signed time of the trust that the newest row was judged by, milliseconds since the epoch; null: none was judged by any.
 * Trust that is older has been put back.
 */
export function newestTrust(db: ReadableDb): number | null {
  const query = db.prepare<[], number>(
    'SELECT trust_issued_at_ms FROM ledger WHERE trust_issued_at_ms IS NOT NULL ORDER BY seq DESC LIMIT 1',
  );
  return query.pluck().get() ?? null;
}
