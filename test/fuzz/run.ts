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
  /** Inputs that were being answered for longer than `HUNG_MS`. */
  readonly hung: readonly number[];
};

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
const HUNG_MS = 20_000;
const PROGRESS_MS = 10_000;
/** Failures after which more would tell nothing new. */
const ENOUGH_FAILURES = 200;

/** All inputs, on the cores that there are. */
export async function runFuzz(options: RunOptions): Promise<FuzzRun> {
  const workers = options.workers ?? availableParallelism();
  const shared = new Int32Array(new SharedArrayBuffer(8));
  const at = new Float64Array(new SharedArrayBuffer(8 * workers)).fill(-1);
  const started = performance.now();
  const memory = new MemoryCurve();
  const tally = emptyTally();
  const hung: number[] = [];
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
  const pool = Array.from({ length: workers }, (_, worker) => {
    const task: WorkerTask = { corpus: options.corpus, seed: options.seed, inputs: options.inputs, worker, shared, at };
    return startWorker(task, onTally);
  });
  const watch = watchForHung(at, pool, (input) => {
    hung.push(input);
    Atomics.store(shared, 1, 1);
  });
  try {
    await Promise.all(pool.map(({ ended }) => ended));
  } finally {
    clearInterval(watch);
  }
  return { tally, seconds: (performance.now() - started) / 1000, memory: memory.verdict(), hung };
}

type Running = { readonly worker: Worker; readonly ended: Promise<void> };

function startWorker(task: WorkerTask, onTally: (part: Tally) => void): Running {
  // small heaps, so that what is held for ever shows as growth
  const resourceLimits = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 };
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: task, resourceLimits });
  worker.on('message', onTally);
  const ended = new Promise<void>((resolve, reject) => {
    worker.on('error', reject);
    worker.on('exit', () => resolve());
  });
  return { worker, ended };
}

function watchForHung(at: Float64Array, pool: readonly Running[], onHung: (input: number) => void): NodeJS.Timeout {
  const seen = new Map<number, { readonly input: number; readonly since: number }>();
  return setInterval(() => {
    for (const [index, { worker }] of pool.entries()) {
      const input = at[index] ?? -1;
      const before = seen.get(index);
      if (before?.input !== input) seen.set(index, { input, since: performance.now() });
      else if (input >= 0 && performance.now() - before.since > HUNG_MS) {
        onHung(input);
        seen.delete(index);
        void worker.terminate();
      }
    }
  }, 1000);
}
