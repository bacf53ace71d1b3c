import { createHash } from 'node:crypto';
import type { Metadata, TargetFile, Targets } from '@tufjs/models';
import { parseTargetName, targetCap } from '../targets.ts';
import { parseTimestamp } from '../timestamp.ts';
import { type Delegation, delegationsProblem, findTarget, helpfulRoles } from './delegations.ts';
import { keysProblem } from './distinct-keys.ts';
import { Refusal } from './refusal.ts';
import { isSameVersion, openStore, refusalOf } from './tuf-js.ts';

/** A target as signed: SHA-256 in lower-case hex, length in bytes. */
export type SignedTarget = { readonly name: string; readonly sha256: string; readonly length: number };

/** What a file is expected to be before it is fetched; `length`: in bytes, null where nothing is signed of it. */
export type Expected = { readonly version: number; readonly length: number | null };

export type TrustVersions = {
  readonly root: number;
  readonly timestamp: number;
  readonly snapshot: number;
  readonly targets: number;
  /** By name of the delegated role. */
  readonly roles: Readonly<Record<string, number>>;
};

/**
 * Verifies the metadata of a repository in the order of the client workflow (TUF specification 1.0.31 section 5): roots one
 * after the other, timestamp, snapshot, targets, delegated roles. Every method throws a Refusal; after one nothing else may
 * be asked of it but `root`. The same for what lies on the disk and for what comes over the network: only the instant
 * differs at which expiry is judged.
 */
export type Verifier = {
  /** Milliseconds since the epoch; null: nothing expires. */
  judgeAt(now: number | null): void;
  root(bytes: Uint8Array): void;
  rootVersion(): number;
  timestamp(bytes: Uint8Array): 'newer' | 'same';
  /** `issuedAt` of the timestamp, milliseconds since the epoch. */
  issuedAt(): number;
  /** A snapshot seen before, against which a newer one is compared; one that the root no longer vouches for is passed over. */
  rememberSnapshot(bytes: Uint8Array): void;
  expectedSnapshot(): Expected;
  snapshot(bytes: Uint8Array): void;
  /** null: the snapshot does not list the role, so nothing has been published for it. */
  expectedRole(role: string): Expected | null;
  role(delegation: Delegation, bytes: Uint8Array): void;
  /** What is delegated further by a role that has been read. */
  helpfulRoles(role: string, wanted: (name: string) => boolean): Delegation[];
  /** What a role said that was read under another delegator counts here too, or is refused. */
  confirmRole(delegation: Delegation): void;
  /** By name, sorted. */
  targets(wanted: (name: string) => boolean): SignedTarget[];
  versions(): TrustVersions;
  /** The earliest expiry of all that was read, milliseconds since the epoch. */
  expiresAt(): number;
};

/** @throws Refusal */
export function createVerifier(firstRoot: Uint8Array): Verifier {
  const { store, judgeAt } = attempt('1.root.json', () => openStore(firstRoot));
  const roles = new Map<string, Metadata<Targets>>();
  checkRoot();

  function checkRoot(): void {
    const { signed } = store.root;
    const file = `${signed.version}.root.json`;
    checkVersion(file, signed.version);
    if (!signed.consistentSnapshot) throw new Refusal('metadata-invalid', file, 'it has no consistent snapshots');
    const problem = keysProblem(signed.keys);
    if (problem !== null) throw new Refusal('signature', file, problem);
  }

  const timestamp = () => present(store.timestamp).signed;
  const snapshot = () => present(store.snapshot).signed;

  return {
    judgeAt,
    root(bytes) {
      const file = `${store.root.signed.version + 1}.root.json`;
      attempt(file, () => store.updateRoot(Buffer.from(bytes)));
      checkRoot();
    },
    rootVersion: () => store.root.signed.version,
    timestamp(bytes) {
      const file = 'timestamp.json';
      try {
        store.updateTimestamp(Buffer.from(bytes));
      } catch (error) {
        if (isSameVersion(error)) return 'same';
        throw asRefusal(file, error);
      }
      checkVersion(file, timestamp().version);
      checkVersion(file, timestamp().snapshotMeta.version);
      checkIssuedAt();
      return 'newer';
    },
    issuedAt: () => issuedAtOf(present(store.timestamp)),
    rememberSnapshot(bytes) {
      try {
        store.updateSnapshot(Buffer.from(bytes), true);
      } catch (error) {
        refusalOf(error);
      }
    },
    expectedSnapshot: () => expectationOf(timestamp().snapshotMeta),
    snapshot(bytes) {
      const file = 'snapshot.json';
      attempt(file, () => store.updateSnapshot(Buffer.from(bytes)));
      checkVersion(file, snapshot().version);
      for (const { version } of Object.values(snapshot().meta)) checkVersion(file, version);
    },
    expectedRole(role) {
      const { meta } = snapshot();
      const listed = Object.hasOwn(meta, `${role}.json`) ? meta[`${role}.json`] : undefined;
      return listed === undefined ? null : expectationOf(listed);
    },
    role({ role, delegator }, bytes) {
      const file = `${role}.json`;
      attempt(file, () => store.updateDelegatedTargets(Buffer.from(bytes), role, delegator));
      const metadata = present(store.getRole(role));
      const { signed } = metadata;
      checkVersion(file, signed.version);
      const problem = delegationsProblem(signed) ?? keysProblem(signed.delegations?.keys ?? {});
      if (problem !== null) throw new Refusal('metadata-invalid', file, problem);
      roles.set(role, metadata);
    },
    helpfulRoles: (role, wanted) =>
      helpfulRoles(present(roles.get(role)).signed, wanted).map((child) => ({ role: child, delegator: role })),
    confirmRole({ role, delegator }) {
      attempt(`${role}.json`, () => present(roles.get(delegator)).verifyDelegate(role, present(roles.get(role))));
    },
    targets(wanted) {
      const names = [...roles.values()].flatMap(({ signed }) => Object.keys(signed.targets).filter(wanted));
      return [...new Set(names)].sort().flatMap((name) => {
        const target = findTarget(name, (role) => roles.get(role)?.signed);
        return target === null ? [] : signedTarget(name, target);
      });
    },
    versions() {
      const ofRoles = [...roles].filter(([name]) => name !== 'targets');
      return {
        root: store.root.signed.version,
        timestamp: timestamp().version,
        snapshot: snapshot().version,
        targets: present(roles.get('targets')).signed.version,
        roles: Object.fromEntries(ofRoles.map(([name, { signed }]) => [name, signed.version])),
      };
    },
    expiresAt() {
      const all = [store.root.signed, timestamp(), snapshot(), ...[...roles.values()].map(({ signed }) => signed)];
      return Math.min(...all.map(({ expires }) => Date.parse(expires)));
    },
  };

  /** The timestamp key lies online: what it may say of the time ends with what the holders of the root have signed for. */
  function checkIssuedAt(): void {
    const issuedAt = issuedAtOf(present(store.timestamp));
    const end = Math.min(Date.parse(timestamp().expires), Date.parse(store.root.signed.expires));
    if (issuedAt < end) return;
    throw new Refusal(
      'metadata-invalid',
      'timestamp.json',
      'it says that it was issued after the end of its own validity',
    );
  }
}

/**
 * The targets role, and then every delegated one that may say something of a wanted target; whoever asks gives each to
 * `Verifier.role` before it asks on. @throws Refusal
 */
export function* rolesToRead(verifier: Verifier, wanted: (name: string) => boolean): Generator<Delegation, void> {
  const done = new Set<string>();
  const waiting: Delegation[] = [{ role: 'targets', delegator: 'root' }];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (done.has(next.role)) {
      verifier.confirmRole(next);
    } else if (verifier.expectedRole(next.role) !== null) {
      yield next;
      done.add(next.role);
      waiting.push(...verifier.helpfulRoles(next.role, wanted));
    }
  }
}

function issuedAtOf(timestamp: { toJSON(): unknown }): number {
  const issuedAt = parseTimestamp(timestamp.toJSON());
  if (issuedAt.ok) return issuedAt.value;
  throw new Refusal('metadata-invalid', 'timestamp.json', issuedAt.error);
}

function expectationOf({ version, length }: { version: number; length?: number }): Expected {
  return { version, length: length ?? null };
}

/** Versions name files, and the next one must be expressible. */
function checkVersion(file: string, version: number): void {
  if (Number.isSafeInteger(version) && version > 0) return;
  throw new Refusal('metadata-invalid', file, `${version} is no version`);
}

function signedTarget(name: string, { hashes, length }: TargetFile): SignedTarget {
  const { sha256 } = hashes;
  const target = parseTargetName(name);
  const bad = (detail: string) => new Refusal('metadata-invalid', name, detail);
  if (sha256 === undefined || !/^[0-9a-f]{64}$/.test(sha256)) throw bad('it is listed without its SHA-256');
  if (!Number.isSafeInteger(length)) throw bad('it is listed without its length');
  if (target === null) throw bad('stations know no target of this name');
  if (length > targetCap(target)) throw bad(`it has ${length} bytes, more than the ${targetCap(target)} that are read`);
  return { name, sha256, length };
}

function attempt<T>(file: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw asRefusal(file, error);
  }
}

function asRefusal(file: string, error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const { code, detail } = refusalOf(error);
  return new Refusal(code, file, detail);
}

/** What the order of the calls guarantees. */
function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('metadata is asked for before it was read');
  return value;
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
