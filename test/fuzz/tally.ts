import type { Failure } from './target.ts';

/** What a number of inputs came to; those of several workers add up. */
export type Tally = {
  inputs: number;
  /** Kind of input → outcome → how many. */
  outcomes: Record<string, Record<string, number>>;
  /** In milliseconds of a processor. */
  slowest: { ms: number; input: number };
  failures: FailedInput[];
};

export type FailedInput = {
  readonly input: number;
  readonly failure: Failure;
  readonly detail: string;
  readonly from: string;
  readonly hex: string;
};

export function emptyTally(): Tally {
  return { inputs: 0, outcomes: {}, slowest: { ms: 0, input: 0 }, failures: [] };
}

export function count({ outcomes }: Tally, kind: string, outcome: string, by = 1): void {
  const ofKind = outcomes[kind] ?? {};
  outcomes[kind] = ofKind;
  ofKind[outcome] = (ofKind[outcome] ?? 0) + by;
}

export function addTally(total: Tally, part: Tally): void {
  total.inputs += part.inputs;
  for (const [kind, outcomes] of Object.entries(part.outcomes)) {
    for (const [outcome, by] of Object.entries(outcomes)) count(total, kind, outcome, by);
  }
  if (part.slowest.ms > total.slowest.ms) total.slowest = part.slowest;
  total.failures.push(...part.failures);
}

/** Of the inputs that failed, the one that is quickest to understand. */
export function shortest(failures: readonly FailedInput[]): FailedInput | undefined {
  return failures.toSorted((a, b) => a.hex.length - b.hex.length || a.input - b.input)[0];
}
