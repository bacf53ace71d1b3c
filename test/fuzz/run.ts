import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Corpus } from './corpus.ts';
import { MemoryCurve } from './memory.ts';
import { addTally, emptyTally, type Tally } from './tally.ts';
import type { WorkerTask } from './worker.ts';

export type FuzzRun = {
  readonly tally: Tally;
  readonly seconds: number;
  readonly memory: ReturnType<MemoryCurve['verdict']>;
  readonly lost: readonly LostInput[];
};

/** An input that a worker did not come back from: it hung, or ended the worker. */
export type LostInput = { readonly input: number; readonly failure: 'hung' | 'exception'; readonly detail: string };

export type RunOptions = {
  readonly corpus: Corpus;
  readonly seed: number;
  readonly inputs: number;
  readonly seconds: number | null;
  readonly workers: number | null;
  /** Called about every ten seconds. */
  readonly progress: (inputs: number, seconds: number) => void;
};

/** A station answers within a blink; a machine that is busy with other things may take a while. */
const HUNG_SECONDS = 20;
const PROGRESS_MS = 10_000;
/** For the others to end when one is lost. A thread that is stuck in native code cannot be ended at all. */
const PARTING_MS = 3000;
/** Failures after which more would tell nothing new. */
const ENOUGH_FAILURES = 200;

/** All inputs, on the cores that there are. Where an input is lost, its thread may still be at it when this returns. */
export async function runFuzz(options: RunOptions): Promise<FuzzRun> {
  const workers = options.workers ?? availableParallelism();
  const shared = new Int32Array(new SharedArrayBuffer(8));
  const at = new Float64Array(new SharedArrayBuffer(8 * workers)).fill(-1);
  const started = performance.now();
  const memory = new MemoryCurve();
  const tally = emptyTally();
  const lost: LostInput[] = [];
  let shown = started;

  const onTally = (part: Tally): void => {
    addTally(tally, part);
    const now = performance.now();
    const spent = (now - started) / 1000;
    const byTime = options.seconds === null ? 0 : spent / options.seconds;
    memory.sample(Math.max(tally.inputs / options.inputs, byTime), process.memoryUsage.rss());
    if (byTime >= 1 || tally.failures.length >= ENOUGH_FAILURES) Atomics.store(shared, 1, 1);
    if (now - shown < PROGRESS_MS) return;
    shown = now;
    options.progress(tally.inputs, spent);
  };
  const parting = Promise.withResolvers<void>();
  const lose = (worker: number, failure: LostInput['failure'], detail: string): void => {
    lost.push({ input: at[worker] ?? -1, failure, detail });
    Atomics.store(shared, 1, 1);
    setTimeout(parting.resolve, PARTING_MS);
  };
  const pool = Array.from({ length: workers }, (_, worker) => {
    const task: WorkerTask = { corpus: options.corpus, seed: options.seed, inputs: options.inputs, worker, shared, at };
    return startWorker(task, onTally, (error) => lose(worker, 'exception', error.message));
  });
  const watch = watchForHung(at, (worker) => {
    lose(worker, 'hung', `no answer within ${HUNG_SECONDS} s`);
  });
  try {
    await Promise.race([Promise.all(pool), parting.promise]);
  } finally {
    clearInterval(watch);
  }
  return { tally, seconds: (performance.now() - started) / 1000, memory: memory.verdict(), lost };
}

/** Until it ends. `onError`: it could not begin, ran out of memory, or met an exception that no check caught. */
function startWorker(task: WorkerTask, onTally: (part: Tally) => void, onError: (error: Error) => void): Promise<void> {
  // small heaps, so that what is held for ever shows as growth
  const resourceLimits = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 };
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: task, resourceLimits });
  worker.on('message', onTally);
  worker.on('error', onError);
  return new Promise((resolve) => worker.on('exit', () => resolve()));
}

/** Looks every second; its own seconds, so that a machine that sleeps hangs nobody. */
function watchForHung(at: Float64Array, onHung: (worker: number) => void): NodeJS.Timeout {
  const seen = Array.from(at, () => ({ input: -1, seconds: 0 }));
  return setInterval(() => {
    for (const [worker, input] of at.entries()) {
      const before = seen[worker];
      if (before?.input === input && input >= 0) {
        before.seconds++;
        if (before.seconds === HUNG_SECONDS) onHung(worker);
      } else seen[worker] = { input, seconds: 0 };
    }
  }, 1000);
}
