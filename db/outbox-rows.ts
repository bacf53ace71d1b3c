import type { LedgerRow } from './ledger-row.ts';
import type { ReadableDb, WritableDb } from './open.ts';
import type { ParkedRow, UploadOutcome } from './outbox.ts';

/** Queries of the outbox. A ledger row that it does not know is waiting and was never sent (migration 0010). */

export type QueuedRow = LedgerRow & { readonly attempts: number };

export function outboxReaders(db: ReadableDb): {
  waiting(afterSeq: number, limit: number): QueuedRow[];
  parked(limit: number): ParkedRow[];
} {
  // Left to itself SQLite walks the whole ledger for the few rows that were tried: minutes for a backlog of 100,000.
  const tried = db.prepare<[number, number], QueuedRow>(`
    SELECT ledger.*, outbox.attempts FROM outbox INDEXED BY outbox_waiting CROSS JOIN ledger USING (seq)
    WHERE outbox.state = 'waiting' AND outbox.seq > ? ORDER BY outbox.seq LIMIT ?`);
  const untried = db.prepare<[number, number], QueuedRow>(`
    SELECT ledger.*, 0 AS attempts FROM ledger
    WHERE seq > max(?, (SELECT seq FROM outbox_mark))
      AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.seq = ledger.seq)
    ORDER BY seq LIMIT ?`);
  const parked = db.prepare<[number], ParkedRow>(`
    SELECT outbox.seq, ledger.uuid, outbox.reason, outbox.attempts
    FROM outbox INDEXED BY outbox_parked CROSS JOIN ledger USING (seq)
    WHERE outbox.state = 'parked' ORDER BY outbox.seq LIMIT ?`);
  return {
    waiting: (afterSeq, limit) =>
      [...tried.all(afterSeq, limit), ...untried.all(afterSeq, limit)].sort((a, b) => a.seq - b.seq).slice(0, limit),
    parked: (limit) => parked.all(limit),
  };
}

/** Settles all outcomes in one transaction; tells how many rows stopped waiting. */
export function outboxWriter(
  db: WritableDb,
): (outcomes: readonly UploadOutcome[], at: number) => { acknowledged: number; parked: number } {
  const put = db.prepare<[number, UploadState, string | null, number | null]>(`
    INSERT INTO outbox (seq, state, reason, settled_at_ms, attempts) VALUES (?, ?, ?, ?, 1)
    ON CONFLICT (seq) DO UPDATE
    SET state = excluded.state, reason = excluded.reason, settled_at_ms = excluded.settled_at_ms, attempts = attempts + 1
    WHERE state = 'waiting'`);
  const moveMark = db.prepare(`
    UPDATE outbox_mark SET seq = coalesce(
      (SELECT ledger.seq - 1 FROM ledger WHERE ledger.seq > outbox_mark.seq
        AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.seq = ledger.seq) ORDER BY ledger.seq LIMIT 1),
      (SELECT max(seq) FROM ledger), 0)`);
  const settle = db.transaction((outcomes: readonly UploadOutcome[], at: number) => {
    const settled = { acknowledged: 0, parked: 0 };
    for (const row of outcomes) {
      const reason = row.outcome === 'parked' ? row.reason.slice(0, 500) : null;
      if (row.outcome === 'unanswered') put.run(row.seq, 'waiting', null, null);
      else settled[row.outcome] += put.run(row.seq, row.outcome, reason, at).changes;
    }
    moveMark.run();
    return settled;
  });
  return (outcomes, at) => settle.immediate(outcomes, at);
}

type UploadState = 'waiting' | 'acknowledged' | 'parked';

export function countOutbox(db: ReadableDb): { waiting: number; parked: number } {
  const counts = db.prepare<[], { waiting: number; parked: number }>(`
    SELECT (SELECT count(*) FROM outbox WHERE state = 'parked') AS parked,
      (SELECT count(*) FROM outbox WHERE state = 'waiting')
      + (SELECT coalesce(max(ledger.seq), 0) FROM ledger) - mark.seq
      - (SELECT count(*) FROM outbox WHERE outbox.seq > mark.seq) AS waiting
    FROM outbox_mark AS mark`);
  return counts.get() ?? { waiting: 0, parked: 0 };
}
