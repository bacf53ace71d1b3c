import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { err, ok, type Result } from '../../contract/result.ts';
import { fileProblem, TrustFileError, type TrustProblem } from '../problem.ts';
import type { TrustFiles } from '../trust-files.ts';
import { MAX_ROOTS, METADATA_CAPS, roleFile, rootFile, SNAPSHOT, TIMESTAMP, trustLayout } from './layout.ts';
import { readPointer } from './pointer.ts';
import { Refusal } from './refusal.ts';
import {
  createVerifier,
  rolesToRead,
  type SignedTarget,
  sha256Of,
  type TrustVersions,
  type Verifier,
} from './verifier.ts';

/** The trust in use, verified from the pinned root down to each target, everything but freshness. */
export type InstalledSet = TrustFiles & {
  readonly issuedAt: number;
  readonly versions: TrustVersions;
  /** When the first of its metadata expires, milliseconds since the epoch: no update may bring it any more then. */
  readonly expiresAt: number;
  /** Changes whenever another set is switched to. */
  readonly stamp: string;
  readonly targets: readonly SignedTarget[];
};

export type SetOptions = {
  /** The station's data directory. */
  readonly directory: string;
  /** SHA-256 of the first root, lower-case hex; null: station.json pins none, so nothing can be trusted. */
  readonly rootSha256: string | null;
  /** Newest signed time that the station has judged by, milliseconds since the epoch; null: it has judged by none. */
  readonly notBefore: number | null;
  /** Targets that this station keeps; a set that lacks one that is signed for is damaged. */
  readonly wanted: (name: string) => boolean;
};

/**
 * Opens the set in use. It reads the small metadata whole, and of targets only their length; their hash is checked
 * whenever one is read. Never a network, never a clock: how old the set is, is for the judge.
 */
export function openInstalledSet(options: SetOptions): Result<InstalledSet, TrustProblem> {
  const { directory, rootSha256, notBefore } = options;
  const layout = trustLayout(directory);
  try {
    for (;;) {
      const pointer = readPointer(layout);
      if (pointer === null) return err(MISSING);
      if (rootSha256 === null) return err(NOT_PINNED);
      try {
        const set = openSet({ ...options, rootSha256 }, pointer.n, pointer.stamp);
        if (notBefore === null || set.issuedAt >= notBefore) return ok(set);
        return err(rolledBack(set.issuedAt, notBefore));
      } catch (error) {
        // An update that switched meanwhile has taken the old set away.
        if (error instanceof TrustFileError && readPointer(layout)?.stamp !== pointer.stamp) continue;
        throw error;
      }
    }
  } catch (error) {
    if (error instanceof TrustFileError) return err(error.problem);
    throw error;
  }
}

const RELOAD = 'Load the trust again, from the central or from a USB stick.';
const MISSING: TrustProblem = {
  code: 'trust-missing',
  file: 'trust',
  message: 'There is no trust here: load keys and lists from the central or from a USB stick.',
};
const NOT_PINNED: TrustProblem = {
  code: 'root-not-pinned',
  file: 'station.json',
  message:
    'station.json pins no root: write the SHA-256 of the first root, as the issuer gives it, into trust.rootSha256.',
};

function rolledBack(issuedAt: number, notBefore: number): TrustProblem {
  const [is, was] = [issuedAt, notBefore].map((at) => new Date(at).toISOString());
  const message = `The trust is of ${is}, but this station has judged by one of ${was}: an older state was put in its place. ${RELOAD}`;
  return { code: 'trust-rolled-back', file: TIMESTAMP, message };
}

/** Whether any set was ever installed, be it whole or damaged. */
export function hasInstalledTrust(directory: string): boolean {
  return existsSync(trustLayout(directory).current);
}

/** Tells whether another set was switched to since one was opened; null: none can be found. */
export function installedStamp(directory: string): string | null {
  try {
    return readPointer(trustLayout(directory))?.stamp ?? null;
  } catch (error) {
    if (error instanceof TrustFileError) return null;
    throw error;
  }
}

/** Opens a set by its number, whether it is switched to or not. @throws TrustFileError */
export function openSet(
  { directory, rootSha256, wanted }: Omit<SetOptions, 'notBefore'> & { readonly rootSha256: string },
  n: number,
  stamp: string,
): InstalledSet {
  const layout = trustLayout(directory);
  const folder = layout.set(n);
  const verifier = verifyRoots(folder, rootSha256);
  const read = (file: string, cap: number) => readMetadata(folder, file, cap);
  const targets = refused(() => {
    verifier.timestamp(read(TIMESTAMP, METADATA_CAPS.timestamp));
    verifier.snapshot(read(SNAPSHOT, METADATA_CAPS.snapshot));
    for (const delegation of rolesToRead(verifier, wanted)) {
      verifier.role(delegation, read(roleFile(delegation.role), METADATA_CAPS.role));
    }
    return verifier.targets(wanted);
  });
  const byName = new Map(targets.map((target) => [target.name, target]));
  for (const target of targets) checkLength(join(layout.targets, target.sha256), target);
  return {
    issuedAt: verifier.issuedAt(),
    names: [...byName.keys()],
    versions: verifier.versions(),
    expiresAt: verifier.expiresAt(),
    stamp,
    targets,
    read(name) {
      const target = byName.get(name);
      if (target === undefined) throw new Error(`the set has no ${name}`);
      const path = join(layout.targets, target.sha256);
      checkLength(path, target);
      const bytes = readFileSync(path);
      if (sha256Of(bytes) === target.sha256) return bytes;
      throw new TrustFileError(fileProblem('target-changed', name, 'its content is not the one that was signed'));
    },
  };
}

/** The chain of roots from the pinned one. @throws TrustFileError */
function verifyRoots(folder: string, rootSha256: string): Verifier {
  const first = readMetadata(folder, rootFile(1), METADATA_CAPS.root);
  if (sha256Of(first) !== rootSha256) {
    const what = 'it is not the root that station.json pins';
    throw new TrustFileError(fileProblem('root-replaced', rootFile(1), what));
  }
  return refused(() => {
    const verifier = createVerifier(first);
    for (let version = 2; version <= MAX_ROOTS; version += 1) {
      const next = readIfThere(join(folder, rootFile(version)), METADATA_CAPS.root);
      if (next === null) break;
      verifier.root(next);
    }
    return verifier;
  });
}

function refused<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new TrustFileError(fileProblem('set-damaged', error.file, error.message));
  }
}

function readMetadata(folder: string, file: string, cap: number): Uint8Array {
  const bytes = readIfThere(join(folder, file), cap);
  if (bytes !== null) return bytes;
  throw new TrustFileError(fileProblem('set-damaged', file, 'it is missing'));
}

/** null: there is no such file. @throws TrustFileError */
export function readIfThere(path: string, cap: number): Uint8Array | null {
  const file = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  try {
    if (statSync(path).size <= cap) return readFileSync(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') return null;
    throw new TrustFileError(fileProblem('file-unreadable', file, `the system says ${code}`));
  }
  throw new TrustFileError(fileProblem('set-damaged', file, `it has more than ${cap} bytes`));
}

function checkLength(path: string, { name, length }: SignedTarget): void {
  try {
    if (statSync(path).size === length) return;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') throw new TrustFileError(fileProblem('target-changed', name, 'it is missing'));
    throw new TrustFileError(fileProblem('file-unreadable', name, `the system says ${code}`));
  }
  throw new TrustFileError(fileProblem('target-changed', name, 'its length is not the one that was signed'));
}
