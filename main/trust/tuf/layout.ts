import { join } from 'node:path';

/**
 * What lies where in the trust of a data directory:
 *
 *     trust/current             number of the set in use, switched by rename
 *     trust/sets/<n>/           metadata of a set: 1.root.json … N.root.json, timestamp.json, snapshot.json,
 *                               targets.json, ROLE.json; never changed after the switch
 *     trust/targets/<sha256>    targets by content, shared by sets
 *     trust/roots/<n>.root.json roots that were learned but belong to no set yet
 *     trust/partial/<sha256>    downloads that go on where they broke off
 *     trust/update.lock         held by the one update that runs
 */
export type TrustLayout = {
  readonly trust: string;
  readonly current: string;
  readonly sets: string;
  readonly targets: string;
  readonly roots: string;
  readonly partial: string;
  readonly lock: string;
  readonly set: (n: number) => string;
};

export function trustLayout(dataDirectory: string): TrustLayout {
  const trust = join(dataDirectory, 'trust');
  const sets = join(trust, 'sets');
  return {
    trust,
    current: join(trust, 'current'),
    sets,
    targets: join(trust, 'targets'),
    roots: join(trust, 'roots'),
    partial: join(trust, 'partial'),
    lock: join(trust, 'update.lock'),
    set: (n) => join(sets, String(n)),
  };
}

export const TIMESTAMP = 'timestamp.json';
export const SNAPSHOT = 'snapshot.json';
export const rootFile = (version: number): string => `${version}.root.json`;
export const roleFile = (role: string): string => `${role}.json`;

/** Largest metadata that is read, in bytes; a signed length may only lower it. */
export const METADATA_CAPS = { root: 512 << 10, timestamp: 32 << 10, snapshot: 4 << 20, role: 8 << 20 } as const;

/** More roots than these were never made one after the other by hand. */
export const MAX_ROOTS = 1024;
