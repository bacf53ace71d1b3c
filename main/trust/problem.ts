/** Why the trust of a station cannot be used as it lies there. */
export type TrustProblem = {
  readonly code:
    | 'trust-missing'
    /** station.json does not say what all trust begins with. */
    | 'root-not-pinned'
    /** The first root is not the one that station.json pins. */
    | 'root-replaced'
    /** Metadata is torn, empty, missing, or not signed as it must be. */
    | 'set-damaged'
    /** A target is not the one that was signed. */
    | 'target-changed'
    /** Older than what this station has judged by. */
    | 'trust-rolled-back'
    | 'file-missing'
    | 'file-unreadable'
    | 'file-too-large'
    | 'file-invalid'
    /** Encrypted, and not to this station. */
    | 'file-locked'
    /** A list asks to be fetched anew. */
    | 'list-due'
    /** A list is past its time. */
    | 'list-expired';
  /** Name of the target, such as `keys/signers.json`; of the trust itself where that is missing. */
  readonly file: string;
  /** What is wrong and what to do, one or two sentences, for the person who mends it; nothing personal. */
  readonly message: string;
};

/** A problem of one file that a newer copy of the trust cures. */
export function fileProblem(code: TrustProblem['code'], file: string, what: string): TrustProblem {
  return { code, file, message: `${file}: ${what}. Load the trust again, from the central or from a USB stick.` };
}

/** Thrown by `TrustFiles.read` where it knows more than the system does. */
export class TrustFileError extends Error {
  readonly problem: TrustProblem;
  constructor(problem: TrustProblem) {
    super(problem.message);
    this.name = 'TrustFileError';
    this.problem = problem;
  }
}
