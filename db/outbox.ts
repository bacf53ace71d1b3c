import type { Checkin } from '../main/contract/checkin.ts';
import { err, ok, type Result } from '../main/contract/result.ts';
import { checkin, type LedgerRow, type RecordedEntry } from './ledger-row.ts';
import type { WritableDb } from './open.ts';
import { type RecordProblem, recordProblem } from './problem.ts';

/** What became of one uploaded row. `unanswered`: it stays waiting, one attempt older. */
export type UploadOutcome =
  | { readonly seq: number; readonly outcome: 'acknowledged' | 'unanswered' }
  | { readonly seq: number; readonly outcome: 'parked'; readonly reason: string };

export type WaitingRow = { readonly checkin: Checkin; readonly attempts: number };
export type ParkedRow = {
  readonly seq: number;
  readonly uuid: string;
  readonly reason: string;
  readonly attempts: number;
};

/** Rows on their way to the central. A row enters with its ledger row and is never deleted. */
export type Outbox = {
  /** Waiting rows above `afterSeq`, oldest first, with the person in clear. */
  waiting(afterSeq: number, limit: number): WaitingRow[];
  /** All outcomes of one answer, in one transaction; after a failure they wait as before, and the central dedupes. */
  settle(outcomes: readonly UploadOutcome[]): Result<null, RecordProblem>;
  counts(): { readonly waiting: number; readonly parked: number };
  parked(limit: number): ParkedRow[];
  /** Makes every parked row wait again, on an officer's demand; tells how many. */
  retryParked(): number;
};

/**
 * @param open reads a ledger row's person
 * @param now wall time in milliseconds since the epoch
 * @returns the outbox, and what to call for each row that entered it with its ledger row
 */
export function openOutbox(
  db: WritableDb,
  open: (row: LedgerRow) => RecordedEntry,
  now: () => number,
): { readonly outbox: Outbox; readonly entered: () => void } {
  const waiting = db.prepare<[number, number], LedgerRow & { attempts: number }>(`
    SELECT ledger.*, outbox.attempts FROM outbox JOIN ledger USING (seq)
    WHERE outbox.state = 'waiting' AND outbox.seq > ? ORDER BY outbox.seq LIMIT ?`);
  const parked = db.prepare<[number], ParkedRow>(`
    SELECT outbox.seq, ledger.uuid, outbox.reason, outbox.attempts FROM outbox JOIN ledger USING (seq)
    WHERE outbox.state = 'parked' ORDER BY outbox.seq LIMIT ?`);
  const acknowledge = db.prepare(`
    UPDATE outbox SET state = 'acknowledged', attempts = attempts + 1, settled_at_ms = ?
    WHERE seq = ? AND state = 'waiting'`);
  const park = db.prepare(`
    UPDATE outbox SET state = 'parked', reason = ?, attempts = attempts + 1, settled_at_ms = ?
    WHERE seq = ? AND state = 'waiting'`);
  const attempted = db.prepare("UPDATE outbox SET attempts = attempts + 1 WHERE seq = ? AND state = 'waiting'");
  const unpark = db.prepare(
    "UPDATE outbox SET state = 'waiting', reason = NULL, settled_at_ms = NULL WHERE state = 'parked'",
  );
  /** Counted once, then kept: the screen asks after each passage, and a backlog may be a million rows. */
  const counts = countOutbox(db);

  const settle = db.transaction((outcomes: readonly UploadOutcome[]) => {
    const at = now();
    const settled = { acknowledged: 0, parked: 0 };
    for (const row of outcomes) {
      if (row.outcome === 'acknowledged') settled.acknowledged += acknowledge.run(at, row.seq).changes;
      else if (row.outcome === 'parked') settled.parked += park.run(row.reason.slice(0, 500), at, row.seq).changes;
      else attempted.run(row.seq);
    }
    return settled;
  });

  const outbox: Outbox = {
    waiting: (afterSeq, limit) =>
      waiting.all(afterSeq, limit).map((row) => ({ checkin: checkin(open(row)), attempts: row.attempts })),
    settle(outcomes) {
      try {
        const settled = settle.immediate(outcomes);
        counts.waiting -= settled.acknowledged + settled.parked;
        counts.parked += settled.parked;
        return ok(null);
      } catch (error) {
        return err(recordProblem(error));
      }
    },
    counts: () => ({ ...counts }),
    parked: (limit) => parked.all(limit),
    retryParked() {
      const { changes } = unpark.run();
      counts.parked -= changes;
      counts.waiting += changes;
      return changes;
    },
  };
  return {
    outbox,
    entered: () => {
      counts.waiting += 1;
    },
  };
}

function countOutbox(db: WritableDb): { waiting: number; parked: number } {
  const counts = db.prepare<[], { waiting: number; parked: number }>(`
    SELECT (SELECT count(*) FROM outbox WHERE state = 'waiting') AS waiting,
      (SELECT count(*) FROM outbox WHERE state = 'parked') AS parked`);
  return counts.get() ?? { waiting: 0, parked: 0 };
}
