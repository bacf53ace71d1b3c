import type { Outbox } from '../../db/record.ts';
import { retryDelay } from './backoff.ts';
import { type DrainReport, drain } from './drain.ts';
import { createSender, type SenderOptions } from './send.ts';

/** What the screen shows of the upload. */
export type UploadState = {
  readonly waiting: number;
  readonly parked: number;
  /** Milliseconds since the epoch of the last batch that the central answered; null: none since the start. */
  readonly lastAt: number | null;
  /** The last request reached the central and was answered; null: there was none since the start. */
  readonly online: boolean | null;
  /** What the last failure was, for the officer who mends it; null: all is well. */
  readonly problem: string | null;
};

export type UploaderOptions = Omit<SenderOptions, 'now'> & {
  readonly outbox: Outbox;
  /** Name of this station at the central. */
  readonly station: string;
  /** Wall time in milliseconds since the epoch. */
  readonly now: () => number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Runs `task` after `ms`; gives a function that calls it off. */
  readonly later: (ms: number, task: () => void) => () => void;
  readonly onState: (state: UploadState) => void;
};

export type Uploader = {
  /** One pass over all waiting rows; joins a pass that is under way. */
  drainOnce(): Promise<DrainReport>;
  /** Uploads from now on: at once, after each nudge, and again after failures. */
  start(): void;
  /** A row was recorded. Waits a moment for company; never hurries a retry. */
  nudge(): void;
  /** Makes every parked row wait again, and goes on soon; tells how many there were. */
  retryParked(): number;
  /** Gives up the request under way (its rows wait on) and closes the connection. */
  stop(): Promise<void>;
  state(): UploadState;
};

/** Rows recorded within this time travel together. */
const GATHER_MS = 1000;

export function createUploader(options: UploaderOptions): Uploader {
  const { outbox, now, random, later, onState } = options;
  const sender = createSender(options);
  const stopping = new AbortController();
  const alone = new Set<number>();
  let underWay: Promise<DrainReport> | null = null;
  let scheduled: { readonly cancel: () => void } | null = null;
  let running = false;
  let failures = 0;
  let lastAt: number | null = null;
  let online: boolean | null = null;
  let problem: string | null = null;

  function state(): UploadState {
    return { ...outbox.counts(), lastAt, online, problem };
  }

  function drainOnce(): Promise<DrainReport> {
    underWay ??= pass().finally(() => {
      underWay = null;
    });
    return underWay;
  }

  async function pass(): Promise<DrainReport> {
    const report = await drain({ outbox, sender, station: options.station, alone, signal: stopping.signal });
    if (report.answered > 0) lastAt = now();
    if (report.requests > 0) online = report.stopped === null ? report.answered > 0 : report.stopped.kind === 'record';
    problem = problemOf(report);
    onState(state());
    return report;
  }

  function schedule(ms: number): void {
    if (!running || scheduled !== null) return;
    const cancel = later(ms, () => {
      scheduled = null;
      void drainOnce().then(afterPass);
    });
    scheduled = { cancel };
  }

  function afterPass(report: DrainReport): void {
    const stuck = report.stopped !== null || report.unanswered > 0;
    failures = stuck ? failures + 1 : 0;
    if (stuck) schedule(retryDelay(failures, report.stopped?.retryAfterMs ?? null, random));
    else if (outbox.counts().waiting > 0) schedule(GATHER_MS);
  }

  return {
    drainOnce,
    state,
    start() {
      running = true;
      schedule(0);
    },
    nudge() {
      // During a pass the rows are found by it or right after it; during a wait for a retry the retry takes them along.
      if (underWay === null) schedule(GATHER_MS);
      onState(state());
    },
    retryParked() {
      const rows = outbox.retryParked();
      if (underWay === null) schedule(GATHER_MS);
      onState(state());
      return rows;
    },
    async stop() {
      running = false;
      scheduled?.cancel();
      scheduled = null;
      stopping.abort();
      await underWay;
      await sender.close();
    },
  };
}

function problemOf({ stopped, unanswered }: DrainReport): string | null {
  if (stopped !== null) return stopped.detail;
  return unanswered > 0 ? `the central took ${unanswered} rows without a word about them` : null;
}
