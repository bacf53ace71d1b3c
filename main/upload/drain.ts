import { setImmediate } from 'node:timers/promises';
import type { Outbox, UploadOutcome } from '../../db/record.ts';
import type { BatchAnswer } from '../contract/central-api.ts';
import {
  BATCH_LIMITS,
  type Batch,
  type BatchLimits,
  batchJson,
  type PlannedRow,
  planBatches,
  plannedRow,
  splitBatch,
} from './plan.ts';
import type { CompressedBody, Sender, SendResult } from './send.ts';

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
  readonly limits?: BatchLimits;
};

/** A batch on which the central broke this often is halved, to find out whether one row is the cause. */
const FAILURES_BEFORE_HALVING = 2;
/** More than the halvings of a full batch: a central that broke so often in a row is down. */
const MOST_FAILURES_IN_A_ROW = 12;
/** A central that refused so many single rows in a row refuses them all: parking goes on another time. */
const MOST_REFUSALS_IN_A_ROW = 100;
/** A central that leaves so many rows without a word does so with all: they are counted, and wait for another pass. */
const MOST_UNANSWERED = 10_000;
/** Rows read and opened without a pause: about two milliseconds. */
const PORTION_ROWS = 50;
/** Rows that travel alone in one pass. */
const MOST_APART = 100;

/** What is ready to be sent, and what must be settled before. */
type Page = {
  /** seq of its last row. */
  readonly last: number;
  readonly parcels: readonly Parcel[];
  readonly unfit: readonly UploadOutcome[];
};
type Parcel = {
  readonly batch: Batch;
  readonly body: Promise<CompressedBody>;
  /** It is a half of what was refused or broke the central. */
  readonly halving: boolean;
};

/**
 * Sends every waiting row once, oldest first, a page at a time, and settles each by its own answer. A row that the central
 * refuses is parked, one that it says nothing about waits on, one that breaks it travels alone after all others: none of
 * them keeps the others back.
 */
export async function drain(ports: DrainPorts): Promise<DrainReport> {
  const { outbox, station, alone, limits = BATCH_LIMITS } = ports;
  const report = { stored: 0, duplicate: 0, parked: 0, answered: 0, requests: 0 };
  const unanswered = new Set<number>();
  const apart: PlannedRow[] = [];
  let failuresInARow = 0;
  let refusalsInARow = 0;

  const stopped = (await sendPages()) ?? (await sendApart());
  return { ...report, unanswered: unanswered.size, stopped };

  async function sendPages(): Promise<DrainStop | null> {
    let preparing = preparePage(0);
    let ready: readonly Parcel[] = [];
    let unsettled: DrainStop | null = null;
    const stop = await sendEach(async () => {
      while (ready.length === 0 && unsettled === null) {
        const page = await preparing;
        if (page === null) return null;
        // While the central works on one page, the next is read, opened and compressed.
        preparing = preparePage(page.last);
        // A disk that fails is told where it is awaited.
        preparing.catch(() => {});
        unsettled = settle(page.unfit);
        ready = page.parcels;
      }
      if (unsettled !== null) return null;
      const [next = null, ...others] = ready;
      ready = others;
      return next;
    });
    // Nothing is read any more when this is over: the record may be closed then.
    await preparing;
    return stop ?? unsettled;
  }

  /** null: nothing waits above `afterSeq`. */
  async function preparePage(afterSeq: number): Promise<Page | null> {
    const waiting = await readPage(afterSeq);
    const last = waiting.at(-1)?.row.seq;
    if (last === undefined) return null;
    const damaged = waiting.filter(({ isDamaged }) => isDamaged).map(({ row }) => row);
    const whole = waiting.filter(({ isDamaged }) => !isDamaged).map(({ row }) => row);
    if (apart.length < MOST_APART) apart.push(...whole.filter((row) => alone.has(row.seq)));
    const together = whole.filter((row) => !alone.has(row.seq));
    const { batches, tooLarge } = planBatches(station, together, limits);
    const unfit = [
      ...damaged.map((row) => park(row, 'its person does not open: a key is damaged')),
      ...tooLarge.map((row) => park(row, 'larger than a request may be')),
    ];
    return { last, parcels: batches.map((batch) => parcel(batch, false)), unfit };
  }

  /** Up to a full batch, read in portions: between them the station sends, and answers whoever stands at the gate. */
  async function readPage(afterSeq: number): Promise<{ row: PlannedRow; isDamaged: boolean }[]> {
    const page: { row: PlannedRow; isDamaged: boolean }[] = [];
    await untilOnItsWay();
    for (;;) {
      const wanted = Math.min(PORTION_ROWS, limits.rows - page.length);
      const portion = outbox.waiting(page.at(-1)?.row.seq ?? afterSeq, wanted);
      page.push(...portion.map((waiting) => ({ row: plannedRow(waiting), isDamaged: waiting.damaged })));
      if (portion.length < wanted || page.length >= limits.rows) return page;
      await setImmediate();
    }
  }

  function parcel(batch: Batch, halving: boolean): Parcel {
    const body = ports.sender.compress(batchJson(station, batch));
    // A pass that ends before never awaits it.
    body.catch(() => {});
    return { batch, body, halving };
  }

  /** Those least tried first, so that each gets its turn where the central breaks on too many of them. */
  async function sendApart(): Promise<DrainStop | null> {
    failuresInARow = 0;
    const rows = apart.sort((a, b) => a.attempts - b.attempts).values();
    return await sendEach(async () => {
      const { value: row } = rows.next();
      return row === undefined ? null : parcel([row], false);
    });
  }

  async function sendEach(next: () => Promise<Parcel | null>): Promise<DrainStop | null> {
    const halves: Parcel[] = [];
    const launch = async () => {
      const taken = halves.shift() ?? (await next());
      if (taken === null) return null;
      report.requests += 1;
      return { ...taken, result: taken.body.then((body) => ports.sender.send(body, ports.signal)) };
    };
    for (let sent = await launch(); sent !== null; ) {
      const result = await sent.result;
      // What was answered is settled while the central works on the next.
      const ahead = result.kind === 'answered' ? await launch() : null;
      if (ahead !== null) await untilOnItsWay();
      const { stop, halve } = handle(sent.batch, result, sent.halving);
      if (stop !== null) {
        if (ahead !== null) handle(ahead.batch, await ahead.result, ahead.halving);
        return stop;
      }
      const parts = halve ? splitBatch(sent.batch) : null;
      if (parts !== null) halves.unshift(...parts.map((batch) => parcel(batch, true)));
      sent = ahead ?? (await launch());
    }
    return null;
  }

  function handle(batch: Batch, result: SendResult, halving: boolean): { stop: DrainStop | null; halve: boolean } {
    switch (result.kind) {
      case 'answered': {
        report.answered += 1;
        const outcomes = outcomesOf(batch, result.answer);
        if (outcomes.every((row) => row.outcome === 'unanswered')) {
          return failed(batch, 'HTTP 200, but about none of the rows', null, halving);
        }
        failuresInARow = 0;
        refusalsInARow = 0;
        return { stop: settle(outcomes) ?? tooSilent(), halve: false };
      }
      case 'refused': {
        failuresInARow = 0;
        if (batch.length > 1) return { stop: null, halve: true };
        refusalsInARow += 1;
        const refusesAll: DrainStop = { kind: 'misconfigured', detail: result.detail, retryAfterMs: null };
        const unsettled = settle([park(batch[0], result.detail)]);
        return { stop: unsettled ?? (refusalsInARow >= MOST_REFUSALS_IN_A_ROW ? refusesAll : null), halve: false };
      }
      case 'failed':
        return failed(batch, result.detail, result.retryAfterMs, halving);
      case 'unavailable':
      case 'misconfigured':
        return { stop: { retryAfterMs: null, ...result }, halve: false };
    }
  }

  function failed(
    batch: Batch,
    detail: string,
    retryAfterMs: number | null,
    halving: boolean,
  ): { stop: DrainStop | null; halve: boolean } {
    failuresInARow += 1;
    const down: DrainStop = { kind: 'failed', detail, retryAfterMs };
    const unsettled = settle(batch.map(({ seq }) => ({ seq, outcome: 'unanswered' })));
    if (unsettled !== null || failuresInARow >= MOST_FAILURES_IN_A_ROW)
      return { stop: unsettled ?? down, halve: false };
    if (batch.length === 1) {
      alone.add(batch[0].seq);
      return { stop: null, halve: false };
    }
    const suspect = halving || batch.some((row) => row.attempts >= FAILURES_BEFORE_HALVING);
    return suspect ? { stop: null, halve: true } : { stop: down, halve: false };
  }

  function tooSilent(): DrainStop | null {
    if (unanswered.size < MOST_UNANSWERED) return null;
    return { kind: 'failed', detail: `the central took ${unanswered.size} rows without a word`, retryAfterMs: null };
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

/** For what takes the processor or the disk: undici lets a turn of the event loop go by before it uses a connection again. */
async function untilOnItsWay(): Promise<void> {
  for (let turn = 0; turn < 2; turn += 1) await setImmediate();
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
