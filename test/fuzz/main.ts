/**
 * Feeds bad input to what reads passes, trust and devices: `node test/fuzz/main.ts --inputs 10000000`. Every input is made from the
 * corpus, the seed and its number alone, so that one that failed can be made again. Exit status: 0 nothing failed; 1 something
 * did, the shortest such input lies in a file; 2 usage.
 */
import { Buffer } from 'node:buffer';
import { hash, randomInt } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Corpus, issueCorpus, targetOf } from './corpus.ts';
import { type FuzzOptions, parseOptions, USAGE } from './options.ts';
import { type FuzzRun, runFuzz } from './run.ts';
import { summary, tableOf } from './summary.ts';
import { type FailedInput, shortest } from './tally.ts';

/** A shorter run is all warming up. */
const WARM_INPUTS = 1_000_000;

const options = parseOptions(process.argv.slice(2));
if (!options.ok) {
  console.error(`${options.error}\n${USAGE}`);
  process.exitCode = 2;
} else {
  // a thread that hangs would keep the process
  process.exit(await fuzz(options.value));
}

async function fuzz(options: FuzzOptions): Promise<0 | 1> {
  const corpus = options.corpus === null ? await issueCorpus(options.target) : (readJson(options.corpus) as Corpus);
  const seed = options.seed ?? randomInt(2 ** 32);
  if (options.replay !== null) return replay(corpus, seed, options.replay);
  mkdirSync(options.out, { recursive: true });
  const corpusFile = join(options.out, `corpus-${corpus.target}.json`);
  const json = JSON.stringify(corpus);
  writeFileSync(corpusFile, json);
  console.log(`target ${corpus.target}, seed ${seed}, corpus ${hash('sha256', json).slice(0, 12)} in ${corpusFile}`);
  const { inputs, seconds, workers } = options;
  const progress = (done: number, spent: number) => console.log(`  ${done} inputs in ${spent.toFixed(0)} s`);
  const run = await runFuzz({ corpus, seed, inputs, seconds, workers, progress });
  console.log(tableOf(run.tally));
  console.log(summary(corpus.target, seed, run));
  return await report(run, `node test/fuzz/main.ts --seed ${seed} --corpus ${corpusFile} --replay`, options.out, {
    corpus,
    seed,
  });
}

async function report(
  run: FuzzRun,
  replayWith: string,
  out: string,
  made: { corpus: Corpus; seed: number },
): Promise<0 | 1> {
  const unmade = run.lost.find(({ input }) => input < 0);
  if (unmade !== undefined) throw new Error(`a worker could not begin: ${unmade.detail}`);
  const target = await targetOf(made.corpus);
  const lost = run.lost.map(({ input, failure, detail }): FailedInput => {
    const { from, bytes } = target.make(made.seed, input);
    return { input, failure, detail, from, hex: Buffer.from(bytes).toString('hex') };
  });
  const worst = shortest([...run.tally.failures, ...lost]);
  if (worst !== undefined) {
    const file = join(out, `failed-${made.seed}-${worst.input}.hex`);
    writeFileSync(file, `${worst.hex}\n`);
    console.error(`FAILED ${worst.failure}, from ${worst.from}: ${worst.detail}`);
    console.error(`the shortest such input is in ${file}; again: ${replayWith} ${worst.input}`);
  }
  const grew = run.tally.inputs >= WARM_INPUTS && run.memory !== null && !run.memory.flat;
  if (grew) console.error('FAILED memory: it grew over the run');
  return worst === undefined && !grew ? 0 : 1;
}

async function replay(corpus: Corpus, seed: number, number: number): Promise<0 | 1> {
  const target = await targetOf(corpus);
  const input = target.make(seed, number);
  const before = performance.now();
  const outcome = await target.check(input);
  const ms = performance.now() - before;
  const hex = Buffer.from(input.bytes).toString('hex');
  console.log(JSON.stringify({ number, from: input.from, hex, ms, ...outcome }));
  return outcome.ok ? 0 : 1;
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
