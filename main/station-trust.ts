import type { AuditEvent } from '../db/audit.ts';
import { lockFile } from '../db/file-lock.ts';
import type { Outage } from './contract/messages.ts';
import { err, ok, type Result } from './contract/result.ts';
import type { StationConfig } from './contract/station-config.ts';
import { inDataDirectory } from './data-directory.ts';
import { readStationIdentity } from './station-identity.ts';
import { loadTrust } from './trust/load-trust.ts';
import type { TrustProblem } from './trust/problem.ts';
import { wantedTargets } from './trust/targets.ts';
import type { Trust } from './trust/trust.ts';
import { folderSource } from './trust/tuf/folder-source.ts';
import { httpSource } from './trust/tuf/http-source.ts';
import { type InstalledSet, installedStamp, openInstalledSet } from './trust/tuf/installed-set.ts';
import type { TrustSource } from './trust/tuf/source.ts';
import { type TrustUpdate, updateTrust } from './trust/tuf/update.ts';
import type { UpdateProblem } from './trust/tuf/update-problem.ts';

/** What station.json says of the trust: which of it, from where, and what all of it begins with. */
export type TrustConfig = Pick<StationConfig, 'locality' | 'site' | 'trust' | 'central'>;

/** The trust that is installed in a data directory, and what it says. */
export type InstalledTrust = { readonly set: InstalledSet; readonly trust: Trust };

/**
 * Opens the installed set and loads it; both are tried again where an update took the old set away meanwhile. `notBefore`:
 * newest signed time that the station has judged by, milliseconds since the epoch; null: none.
 */
export async function loadInstalledTrust(
  directory: string,
  config: TrustConfig,
  notBefore: number | null,
): Promise<Result<InstalledTrust, TrustProblem>> {
  for (;;) {
    const set = openInstalledSet({ directory, notBefore, ...partOf(config), rootSha256: config.trust.rootSha256 });
    if (!set.ok) return set;
    const trust = await loadSet(directory, set.value);
    if (trust.ok) return ok({ set: set.value, trust: trust.value });
    if (installedStamp(directory) === set.value.stamp) return trust;
  }
}

async function loadSet(directory: string, set: InstalledSet): Promise<Result<Trust, TrustProblem>> {
  const identity = readStationIdentity(directory);
  if (!identity.ok) return err({ code: 'file-unreadable', file: 'keys/station.age', message: `${identity.error}.` });
  return loadTrust(set, { identity: identity.value });
}

function partOf({ locality, site }: TrustConfig) {
  return { wanted: wantedTargets(locality, site.id) };
}

/** An address or a folder; null: station.json names neither a source nor a central. */
export function trustSourceOf(directory: string, config: TrustConfig, from?: string): TrustSource | null {
  const { central } = config;
  const place = from ?? config.trust.source ?? (central === null ? null : `${central.url.replace(/\/+$/, '')}/trust`);
  if (place === null) return null;
  if (!/^https?:/.test(place)) return folderSource(from ?? inDataDirectory(directory, place));
  // The authority of the central is none for other hosts.
  const own = central !== null && new URL(place).origin === new URL(central.url).origin;
  const caFile = own && central.caFile !== null ? inDataDirectory(directory, central.caFile) : null;
  return httpSource(place, { caFile });
}

/** `installed`: what was installed, loaded; null: the source has nothing newer. */
export type StationTrustUpdate = { readonly update: TrustUpdate; readonly installed: InstalledTrust | null };

export type StationUpdateOptions = {
  readonly source: TrustSource;
  readonly rootSha256: string;
  /** Milliseconds since the epoch, as in `loadInstalledTrust`. */
  readonly notBefore: number | null;
  readonly now: number;
  readonly signal?: AbortSignal;
};

/** `updateTrust` for a station: what it cannot load, or run by, is refused before it is switched to. Closes the source. */
export async function updateStationTrust(
  directory: string,
  config: TrustConfig,
  { source, ...options }: StationUpdateOptions,
): Promise<Result<StationTrustUpdate, UpdateProblem>> {
  const accepted: { trust?: Trust } = {};
  try {
    const update = await updateTrust({
      ...options,
      ...partOf(config),
      directory,
      source,
      lock: (path) => {
        const lock = lockFile(path);
        return lock === null ? null : () => lock.release();
      },
      async accept(set) {
        const trust = await loadSet(directory, set);
        if (!trust.ok) return trust.error.message;
        if (trust.value.pack(config.locality) === null) return `it has no rule pack for "${config.locality}"`;
        accepted.trust = trust.value;
        return null;
      },
    });
    if (!update.ok) return update;
    const { changed, set } = update.value;
    const { trust } = accepted;
    return ok({ update: update.value, installed: changed && trust !== undefined ? { set, trust } : null });
  } finally {
    await source.close();
  }
}

/** What the audit log says of a set that was installed. */
export function trustInstalled({ set }: TrustUpdate, who: 'station' | 'cli', source: TrustSource['kind']): AuditEvent {
  const { root, timestamp, snapshot, targets } = set.versions;
  const issuedAt = new Date(set.issuedAt).toISOString();
  return { who, from: who, what: 'trust-installed', detail: { root, timestamp, snapshot, targets, issuedAt, source } };
}

/** What the screen says of a station whose trust cannot be used. */
export function trustOutage({ code }: TrustProblem): Outage {
  if (code === 'trust-missing' || code === 'root-not-pinned') return 'trust-missing';
  return code === 'trust-rolled-back' ? 'trust-rolled-back' : 'trust-invalid';
}
