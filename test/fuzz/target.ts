/** What an input came to: a word for the table of outcomes, or what is wrong with the software. */
export type Outcome =
  | { readonly ok: true; readonly outcome: string }
  | { readonly ok: false; readonly failure: Failure; readonly detail: string };

/**
 * `verified`: a signature, or what it covers, that nobody made; `green`: without one, where the rules ask for one; `invented`: a
 * device is said to have given what it did not; `lost`: what it gave in good order after the bad is not read.
 */
export type Failure = 'exception' | 'wrong-type' | 'verified' | 'green' | 'hung' | 'invented' | 'lost';

/** One thing that is fed with bad input. */
export type Target = {
  /** Input number `input` of the run with that seed: always the same, whoever makes it. */
  make(seed: number, input: number): FuzzInput;
  /** Never throws. A promise only where what is tried gives one: most inputs are over before a promise would be. */
  check(input: FuzzInput): Outcome | Promise<Outcome>;
};

export type FuzzInput = {
  /** Name of the seed text or file that was changed. */
  readonly from: string;
  /** What kind of thing it is: a pass format, a trust file. */
  readonly kind: string;
  readonly bytes: Uint8Array;
  /** The same as text where the target reads texts: lone surrogates have no bytes. */
  readonly text: string | null;
};

export function failed(failure: Failure, detail: string): Outcome {
  return { ok: false, failure, detail };
}

/** An exception as an outcome, with the place where it was thrown. */
export function thrown(error: unknown): Outcome {
  const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return failed('exception', said.slice(0, 1000));
}
