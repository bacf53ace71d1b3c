import { TrustFileError } from '../problem.ts';
import { REFUSALS, Refusal } from './refusal.ts';

/** Why an update brought nothing; the last good set goes on being used. */
export const UPDATE_PROBLEMS = [
  ...REFUSALS,
  /** Nothing answers, TLS fails, the folder is not there, the stick was pulled out. */
  'source-unreachable',
  /** A file that the repository has signed for is not there. */
  'incomplete',
  'root-not-pinned',
  'hash-mismatch',
  'too-large',
  'too-slow',
  'disk-full',
  'disk-failed',
  'busy',
  /** All of it is signed and whole, but this station cannot load it. */
  'unusable',
  'stopped',
] as const;
export type UpdateProblemCode = (typeof UPDATE_PROBLEMS)[number];

export type UpdateProblem = {
  readonly code: UpdateProblemCode;
  /** What was refused, by its name in the repository; empty where it is none of its files. */
  readonly file: string;
  /** What is wrong and what to do, in one line for whoever looks after the station; nothing personal. */
  readonly message: string;
};

const ADVICE: Record<UpdateProblemCode, string> = {
  signature: 'It is not signed by enough of the right keys: do not use this source, and tell the issuer.',
  rollback: 'It is older than what this station has: the source shows an old state; take a newer copy.',
  expired: 'It is past its date: the source shows an old state, or this clock is wrong; take a newer copy.',
  'mix-and-match': 'Its files are of different states: take a whole copy, or try again when publishing is over.',
  'metadata-invalid': 'Stations cannot read it: tell the issuer.',
  'not-a-repository':
    'This is no whole trust repository (the folder that has metadata and targets in it): look at the address or the folder, and whether a sign-in page stands before the network.',
  'source-unreachable': 'Look at the network, the address, or whether the stick is in.',
  incomplete: 'The source is not complete: take a whole copy, or try again when publishing is over.',
  'root-not-pinned':
    'The source belongs to somebody else, or trust.rootSha256 in station.json is wrong: compare both with the issuer’s paper.',
  'hash-mismatch': 'The file was changed on its way or on the stick: take another copy.',
  'too-large': 'It is larger than what was signed or than what stations read: do not use this source.',
  'too-slow': 'The source hardly sends anything: try again, or take a stick.',
  'disk-full': 'Make room on the disk; nothing was changed.',
  'disk-failed': 'The disk does not do what it is asked to: look at it soon; the trust in use was not changed.',
  busy: 'Another update of this data directory is running: wait for it.',
  unusable: 'The set is signed, but this station cannot load it: tell the issuer.',
  stopped: 'It was called off; the next one goes on from there.',
};

/** A refusal, or an error of the system, as a value; anything else is a bug and thrown on. */
export function updateProblem(error: unknown): UpdateProblem {
  if (error instanceof Refusal) return problem(error.code, error.file, error.message);
  // What was written a moment ago cannot be read back.
  if (error instanceof TrustFileError) return problem('disk-failed', '', error.message);
  const code = systemCode(error);
  if (code === null) throw error;
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  return problem(full ? 'disk-full' : 'disk-failed', '', (error as Error).message);
}

function problem(code: string, file: string, detail: string): UpdateProblem {
  const known = UPDATE_PROBLEMS.find((each) => each === code);
  if (known === undefined) throw new Error(`no problem of an update: ${code}`);
  const what = `${file === '' ? '' : `${file}: `}${detail.replace(/\.$/, '')}.`;
  return { code: known, file, message: `${what} ${ADVICE[known]}` };
}

export function systemCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  return 'syscall' in error ? error.code : null;
}
