import type { ReadableDb } from './open.ts';

/**
 * Signed time of the trust that the newest row was judged by, milliseconds since the epoch; null: none was judged by any.
 * Trust that is older has been put back. A row whose clock was in doubt says nothing: a thief of the online key could sign a
 * time far ahead, and no trust after the theft would ever be new enough.
 */
export function newestTrust(db: ReadableDb): number | null {
  const query = db.prepare<[], number>(
    `SELECT trust_issued_at_ms FROM ledger
     WHERE trust_issued_at_ms IS NOT NULL AND clock = 'ok' ORDER BY seq DESC LIMIT 1`,
  );
  return query.pluck().get() ?? null;
}
