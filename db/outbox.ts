import type { Checkin } from '../main/contract/checkin.ts';
import type { Result } from '../main/contract/result.ts';
import type { Attempts } from './attempts.ts';
import { checkin, type LedgerRow, type RecordedEntry } from './ledger-row.ts';
import type { WritableDb } from './open.ts';
import { countOutbox, outboxReaders, outboxWriter } from './outbox-rows.ts';
import type { RecordProblem } from './problem.ts';
import { assertStillWritable } from './still-writable.ts';

/** What became of one uploaded row. `unanswered`: it stays waiting, one attempt older. */
export type UploadOutcome =
  | { readonly seq: number; readonly outcome: 'acknowledged' | 'unanswered' }
  | { readonly seq: number; readonly outcome: 'parked'; readonly reason: string };

export type WaitingRow = {
  readonly checkin: Checkin;
  readonly attempts: number;
  /** Its person was recorded and does not open, though its day's key was not destroyed: restoring the keys may mend it. */
  readonly damaged: boolean;
};
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
  /** All outcomes of one answer, in one transaction. After a failure they wait, or may be settled again; the central dedupes. */
  settle(outcomes: readonly UploadOutcome[]): Result<null, RecordProblem>;
  counts(): { readonly waiting: number; readonly parked: number };
  parked(limit: number): ParkedRow[];
  /** Makes every parked row wait again, on an officer's demand; tells how many. */
  retryParked(): number;
};

/**
 * @param open reads a ledger row's person
 * @param now wall time in milliseconds since the epoch
 * @returns the outbox, and what to call for each row that was appended to the ledger
 */
export function openOutbox(
  db: WritableDb,
  open: (row: LedgerRow) => RecordedEntry,
  attempt: Attempts['writeInDetail'],
  now: () => number,
): { readonly outbox: Outbox; readonly entered: () => void } {
  const { waiting, parked } = outboxReaders(db);
  const settle = outboxWriter(db);
  const unpark = db.prepare(
    "UPDATE outbox SET state = 'waiting', reason = NULL, settled_at_ms = NULL WHERE state = 'parked'",
  );
  /** Counted once, then kept: the screen asks after each passage, and a backlog may be a million rows. */
  const counts = countOutbox(db);

  const outbox: Outbox = {
    waiting: (afterSeq, limit) =>
      waiting(afterSeq, limit).map((row) => {
        const entry = open(row);
        return { checkin: checkin(entry), attempts: row.attempts, damaged: entry.personState === 'damaged' };
      }),
    settle: (outcomes) =>
      attempt(() => {
        const settled = settle(outcomes, now());
        counts.waiting -= settled.acknowledged + settled.parked;
        counts.parked += settled.parked;
        assertStillWritable(db.name);
        return null;
      }),
    counts: () => ({ ...counts }),
    parked,
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
