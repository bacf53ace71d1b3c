/** Why metadata is refused when it is verified (TUF specification 1.0.31 section 5). */
export const REFUSALS = [
  /** Too few valid signatures of the right role, or a key that counts twice. */
  'signature',
  /** Older than what this station has verified before. */
  'rollback',
  /** Past its `expires`: a mirror that shows an old state (freeze), or a publisher who sleeps. */
  'expired',
  /** Files of different states of the repository beside each other. */
  'mix-and-match',
  /** Signed as it should be, and yet not in the form that stations read. */
  'metadata-invalid',
  /** No JSON: the page of a captive portal, another address. */
  'not-a-repository',
] as const;
export type RefusalCode = (typeof REFUSALS)[number];

/** Carries a refusal out of verifying, fetching and keeping; the entry points of this folder turn it into a value. */
export class Refusal<Code extends string = RefusalCode> extends Error {
  readonly code: Code;
  /** Name in the repository, such as `3.root.json`; empty where it is none of its files. */
  readonly file: string;

  constructor(code: Code, file: string, detail: string) {
    super(detail);
    this.name = 'Refusal';
    this.code = code;
    this.file = file;
  }
}
