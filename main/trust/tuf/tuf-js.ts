import type { Metadata, Root, Snapshot, Targets, Timestamp } from '@tufjs/models';
import { LengthOrHashMismatchError, UnsignedMetadataError } from '@tufjs/models/dist/error.js';
import { BadVersionError, EqualVersionError, ExpiredMetadataError, RepositoryError } from 'tuf-js/dist/error.js';
import { TrustedMetadataStore } from 'tuf-js/dist/store.js';
import type { RefusalCode } from './refusal.ts';

/**
 * The one place that knows tuf-js from within. Its `Updater` fetches, verifies and stores in one; it stores neither
 * atomically nor durably, takes the time from the machine, and flattens what went wrong into text. Its
 * `TrustedMetadataStore` is the verifying alone (the workflow of specification section 5, as python-tuf has it), with typed
 * errors. Neither is exported by name, hence the paths; package.json pins the version and tuf-js.test.ts what is relied on.
 */
export type TufStore = {
  readonly root: Metadata<Root>;
  readonly timestamp: Metadata<Timestamp> | undefined;
  readonly snapshot: Metadata<Snapshot> | undefined;
  getRole(name: string): Metadata<Targets> | undefined;
  updateRoot(bytes: Buffer): void;
  updateTimestamp(bytes: Buffer): void;
  /** `trusted`: its hash in the timestamp is not asked for; it serves only to find a rollback. */
  updateSnapshot(bytes: Buffer, trusted?: boolean): void;
  updateDelegatedTargets(bytes: Buffer, role: string, delegator: string): void;
};

export type JudgedStore = {
  readonly store: TufStore;
  /** The instant (milliseconds since the epoch) at which `expires` is judged from now on; null: nothing expires. */
  readonly judgeAt: (now: number | null) => void;
};

/** Before every date of JavaScript: nothing has expired then. */
const BEFORE_ALL_TIME = -8.64e15;

/** @throws what `refusalOf` explains */
export function openStore(firstRoot: Uint8Array): JudgedStore {
  const store = new TrustedMetadataStore(Buffer.from(firstRoot));
  const dated = store as unknown as { referenceTime: Date };
  if (!(dated.referenceTime instanceof Date)) throw new Error('tuf-js keeps its time elsewhere');
  const judgeAt = (now: number | null) => {
    dated.referenceTime = new Date(now ?? BEFORE_ALL_TIME);
  };
  judgeAt(null);
  return { store, judgeAt };
}

/** The store holds the very same version already. */
export function isSameVersion(error: unknown): boolean {
  return error instanceof EqualVersionError;
}

/**
 * What an error of the store means. Whatever else it throws came of the bytes that it was given: it has no other input.
 */
export function refusalOf(error: unknown): { readonly code: RefusalCode; readonly detail: string } {
  if (!(error instanceof Error)) throw error;
  return { code: codeOf(error), detail: error.message };
}

function codeOf(error: Error): RefusalCode {
  if (error instanceof SyntaxError) return 'not-a-repository';
  if (error instanceof UnsignedMetadataError || error.message.startsWith('multiple signatures found'))
    return 'signature';
  if (error instanceof ExpiredMetadataError) return 'expired';
  if (error instanceof LengthOrHashMismatchError) return 'mix-and-match';
  if (error instanceof BadVersionError) {
    return /doesn't match timestamp|does not match snapshot/.test(error.message) ? 'mix-and-match' : 'rollback';
  }
  if (error instanceof RepositoryError && error.message.endsWith('in new snapshot')) return 'rollback';
  return 'metadata-invalid';
}
