import type { Outbox, UploadOutcome } from '../../db/record.ts';
import type { BatchAnswer } from '../contract/central-api.ts';
import { BATCH_LIMITS, type Batch, batchJson, type PlannedRow, planBatches, plannedRow, splitBatch } from './plan.ts';
import type { Sender, SendResult } from './send.ts';

/** Why a pass over the outbox ended before its end. */
export type DrainStop = {
  readonly kind: 'unavailable' | 'failed' | 'misconfigured' | 'record';
  readonly detail: string;
  /** What the central asked for, in milliseconds. */
  readonly retryAfterMs: number | null;
};

export type DrainReport = {
  readonly stored: number;
  readonly duplicate: number;
  readonly parked: number;
  /** Rows that were sent, but about which the central said nothing: they wait on. */
  readonly unanswered: number;
  /** Requests that the central answered row by row. */
  readonly answered: number;
  readonly requests: number;
  /** null: every waiting row was sent. */
  readonly stopped: DrainStop | null;
};

export type DrainPorts = {
  readonly outbox: Outbox;
  readonly sender: Sender;
  readonly station: string;
  /** seq of rows that broke the central by themselves; they travel alone from then on. Filled here. */
  readonly alone: Set<number>;
  readonly signal: AbortSignal;
};

/** A batch on which the central broke this often is halved, to find out whether one row is the cause. */
const FAILURES_BEFORE_HALVING = 2;
/** More than the halvings of a full batch: a central that broke so often in a row is down. */
const MOST_FAILURES_IN_A_ROW = 12;

/**
 * Sends every waiting row once, oldest first, a page at a time, and settles each by its own answer. A row that the central
 * refuses is parked, one that it says nothing about waits on; neither keeps the others back.
 */
export async function drain(ports: DrainPorts): Promise<DrainReport> {
  const { outbox, station, alone } = ports;
  const report = { stored: 0, duplicate: 0, parked: 0, answered: 0, requests: 0 };
  const unanswered = new Set<number>();
  let failuresInARow = 0;
  let afterSeq = 0;

  for (;;) {
    const rows = outbox.waiting(afterSeq, BATCH_LIMITS.rows).map(plannedRow);
    const last = rows.at(-1);
    if (last === undefined) return { ...report, unanswered: unanswered.size, stopped: null };
    afterSeq = last.seq;
    const plan = planBatches(station, rows, alone);
    const stop =
      settle(plan.tooLarge.map((row) => park(row, 'larger than a request may be'))) ?? (await sendAll(plan.batches));
    if (stop !== null) return { ...report, unanswered: unanswered.size, stopped: stop };
  }

  async function sendAll(batches: readonly Batch[]): Promise<DrainStop | null> {
    const queue = batches.map((batch) => ({ batch, halving: false }));
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { batch, halving } = next;
      report.requests += 1;
      const result = await ports.sender.send(batchJson(station, batch), ports.signal);
      failuresInARow = result.kind === 'failed' ? failuresInARow + 1 : 0;
      const halve = () => {
        const halves = splitBatch(batch);
        if (halves !== null) queue.unshift(...halves.map((half) => ({ batch: half, halving: true })));
        return halves !== null;
      };
      const stop = handle(batch, result, halving, halve);
      if (stop !== null) return stop;
    }
    return null;
  }

  function handle(batch: Batch, result: SendResult, halving: boolean, halve: () => boolean): DrainStop | null {
    switch (result.kind) {
      case 'answered':
        report.answered += 1;
        return settle(outcomesOf(batch, result.answer));
      case 'refused':
        return halve() ? null : settle([park(batch[0], result.detail)]);
      case 'failed': {
        const stop: DrainStop = { kind: 'failed', detail: result.detail, retryAfterMs: result.retryAfterMs };
        const unsettled = settle(batch.map(({ seq }) => ({ seq, outcome: 'unanswered' })));
        if (unsettled !== null || failuresInARow >= MOST_FAILURES_IN_A_ROW) return unsettled ?? stop;
        if (batch.length === 1) {
          alone.add(batch[0].seq);
          return null;
        }
        const suspect = halving || batch.some((row) => row.attempts >= FAILURES_BEFORE_HALVING);
        return suspect && halve() ? null : stop;
      }
      case 'unavailable':
        return { kind: 'unavailable', detail: result.detail, retryAfterMs: result.retryAfterMs };
      case 'misconfigured':
        return { kind: 'misconfigured', detail: result.detail, retryAfterMs: null };
    }
  }

  function outcomesOf(batch: Batch, answer: BatchAnswer): UploadOutcome[] {
    const answers = answersByUuid(answer);
    return batch.map((row) => {
      const said = answers.get(row.uuid.toLowerCase());
      if (said === undefined) return { seq: row.seq, outcome: 'unanswered' };
      if (said.result === 'rejected') return park(row, said.reason);
      report[said.result] += 1;
      alone.delete(row.seq);
      return { seq: row.seq, outcome: 'acknowledged' };
    });
  }

  function park(row: PlannedRow, reason: string): UploadOutcome {
    alone.delete(row.seq);
    return { seq: row.seq, outcome: 'parked', reason };
  }

  function settle(outcomes: readonly UploadOutcome[]): DrainStop | null {
    if (outcomes.length === 0) return null;
    const settled = outbox.settle(outcomes);
    if (!settled.ok) return { kind: 'record', detail: settled.error.detail, retryAfterMs: null };
    for (const { seq, outcome } of outcomes) {
      if (outcome === 'parked') report.parked += 1;
      if (outcome === 'unanswered') unanswered.add(seq);
      else unanswered.delete(seq);
    }
    return null;
  }
}

type RowAnswerOf = BatchAnswer['rows'][number];

/** By uuid, not by place; a row about which the answer says two different things is not answered. */
function answersByUuid(answer: BatchAnswer): Map<string, RowAnswerOf> {
  const answers = new Map<string, RowAnswerOf>();
  const contradicted = new Set<string>();
  for (const row of answer.rows) {
    const uuid = row.uuid.toLowerCase();
    if ((answers.get(uuid) ?? row).result !== row.result) contradicted.add(uuid);
    answers.set(uuid, row);
  }
  for (const uuid of contradicted) answers.delete(uuid);
  return answers;
}
