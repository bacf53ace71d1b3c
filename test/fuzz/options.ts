import { parseArgs } from 'node:util';
import { err, ok, type Result } from '../../main/contract/result.ts';
import { TARGETS, type TargetName } from './corpus.ts';

export type FuzzOptions = {
  readonly target: TargetName;
  /** At most. */
  readonly inputs: number;
  /** At most, of wall time; null: until all inputs are made. */
  readonly seconds: number | null;
  /** uint32; null: a new one. */
  readonly seed: number | null;
  readonly workers: number | null;
  /** Number of the one input to make again; null: run. */
  readonly replay: number | null;
  /** File of an earlier run's corpus; null: issue a new one. */
  readonly corpus: string | null;
  /** Where the corpus and what failed is written. */
  readonly out: string;
};

export const USAGE = `usage: node test/fuzz/main.ts [--target ${TARGETS.join('|')}] [--inputs N] [--seconds S] [--seed X]
                               [--workers N] [--out DIR] [--corpus FILE [--replay NUMBER]]`;

const DEFAULT_INPUTS = 1_000_000;

/** `error`: what is wrong with the arguments. */
export function parseOptions(args: readonly string[]): Result<FuzzOptions, string> {
  let given: ReturnType<typeof readArgs>;
  try {
    given = readArgs(args);
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error));
  }
  const numbers = { inputs: 1e12, seconds: 1e6, seed: 0xffffffff, workers: 256, replay: 1e12 };
  for (const [name, most] of Object.entries(numbers)) {
    const value = given[name as keyof typeof numbers];
    if (value !== undefined && !(/^\d+$/.test(value) && Number(value) <= most))
      return err(`--${name} ${value} is no number`);
  }
  const target = TARGETS.find((name) => name === given.target);
  if (target === undefined) return err(`no target ${given.target}; there are: ${TARGETS.join(', ')}`);
  if (given.replay !== undefined && given.corpus === undefined) return err('--replay needs the --corpus of that run');
  if (given.replay !== undefined && given.seed === undefined) return err('--replay needs the --seed of that run');
  const numberOf = (text: string | undefined) => (text === undefined ? null : Number(text));
  return ok({
    target,
    inputs: numberOf(given.inputs) ?? DEFAULT_INPUTS,
    seconds: numberOf(given.seconds),
    seed: numberOf(given.seed),
    workers: numberOf(given.workers),
    replay: numberOf(given.replay),
    corpus: given.corpus ?? null,
    out: given.out,
  });
}

function readArgs(args: readonly string[]) {
  const text = { type: 'string' } as const;
  return parseArgs({
    args: [...args],
    options: {
      target: { ...text, default: 'pass' },
      inputs: text,
      seconds: text,
      seed: text,
      workers: text,
      replay: text,
      corpus: text,
      out: { ...text, default: 'test-results/fuzz' },
    },
  }).values;
}
