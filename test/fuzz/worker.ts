import { Buffer } from 'node:buffer';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { type Corpus, targetOf } from './corpus.ts';
import { count, emptyTally, type Tally } from './tally.ts';
import type { FuzzInput, Outcome, Target } from './target.ts';

export type WorkerTask = {
  readonly corpus: Corpus;
  readonly seed: number;
  /** Inputs of the whole run. */
  readonly inputs: number;
  readonly worker: number;
  /** [0]: chunks handed out so far, [1]: other than 0 means stop. */
  readonly shared: Int32Array;
  /** By worker: the input that it is at, for who watches for hung ones; −1: at none. */
  readonly at: Float64Array;
};

/** Inputs between two reports: some tenths of a second of work. */
const CHUNK = 2000;
/** A station takes a turn of the event loop after each scan; node:zlib lets go of what it could not inflate only then. */
const INPUTS_A_TURN = 50;

async function runChunk(target: Target, task: WorkerTask, from: number, to: number): Promise<Tally> {
  const { seed, at, worker } = task;
  const tally = emptyTally();
  for (let number = from; number < to; number++) {
    at[worker] = number;
    if (number % INPUTS_A_TURN === 0) await nextTurn();
    const input = target.make(seed, number);
    const { outcome, ms } = await timed(target, input);
    if (ms > tally.slowest.ms) {
      // once more, by this thread's own time: on the clock it may have waited for others
      const before = process.threadCpuUsage();
      await target.check(input);
      const { user, system } = process.threadCpuUsage(before);
      const own = (user + system) / 1000;
      if (own > tally.slowest.ms) tally.slowest = { ms: own, input: number };
    }
    tally.inputs++;
    if (outcome.ok) count(tally, input.kind, outcome.outcome);
    else {
      const { failure, detail } = outcome;
      count(tally, input.kind, `FAILED ${failure}`);
      tally.failures.push({
        input: number,
        failure,
        detail,
        from: input.from,
        hex: Buffer.from(input.bytes).toString('hex'),
      });
    }
  }
  return tally;
}

async function timed(target: Target, input: FuzzInput): Promise<{ readonly outcome: Outcome; readonly ms: number }> {
  const before = performance.now();
  const answer = target.check(input);
  const outcome = answer instanceof Promise ? await answer : answer;
  return { outcome, ms: performance.now() - before };
}

const task = workerData as WorkerTask;
const target = await targetOf(task.corpus);
while (Atomics.load(task.shared, 1) === 0) {
  const from = Atomics.add(task.shared, 0, 1) * CHUNK;
  if (from >= task.inputs) break;
  parentPort?.postMessage(await runChunk(target, task, from, Math.min(from + CHUNK, task.inputs)));
}
// done: nobody need wait for it
task.at[task.worker] = -1;
