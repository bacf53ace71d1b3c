/** Why the trust of a station cannot be used as it lies there. */
export type TrustProblem = {
  readonly code: 'trust-missing' | 'file-missing' | 'file-unreadable' | 'file-too-large' | 'file-invalid';
  /** Path within the trust folder, such as `keys/signers.json`; of the folder itself where that is missing. */
  readonly file: string;
  /** What is wrong and what to do, one or two sentences, for the person who mends it; nothing personal. */
  readonly message: string;
};
