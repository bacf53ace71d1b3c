import type { StationRecord } from '../db/record.ts';
import type { StationConfig } from './contract/station-config.ts';
import { type InstalledTrust, trustInstalled, trustSourceOf, updateStationTrust } from './station-trust.ts';

/** Fetches the trust of a station that cannot start without it: a new one, or one whose trust is damaged. */
export type TrustMender = {
  /** null: it did not come, or it is not yet time to ask again. */
  mend(config: StationConfig, record: StationRecord): Promise<InstalledTrust | null>;
  /** Why it did not come, as a sentence; empty: nothing was tried, or it came. */
  readonly failure: () => string;
  stop(): void;
};

/** Whoever mends the station by hand is noticed sooner; the source is not asked more often than this. */
const ASK_EVERY_MS = 30_000;

export function createTrustMender(directory: string): TrustMender {
  const ending = new AbortController();
  let failure = '';
  let askAt = Number.NEGATIVE_INFINITY;
  return {
    async mend(config, record) {
      const source = trustSourceOf(directory, config);
      const { rootSha256 } = config.trust;
      if (source === null || rootSha256 === null || performance.now() < askAt) return null;
      const options = { source, rootSha256, notBefore: record.newestTrust(), now: Date.now(), signal: ending.signal };
      const updated = await updateStationTrust(directory, config, options);
      askAt = performance.now() + ASK_EVERY_MS;
      failure = updated.ok ? '' : `${source.name}: ${updated.error.code}: ${updated.error.message}`;
      if (!updated.ok || updated.value.installed === null) return null;
      record.audit(trustInstalled(updated.value.update, 'station', source.kind));
      return updated.value.installed;
    },
    failure: () => failure,
    stop: () => ending.abort(),
  };
}

/** Whether a station without usable trust may hope to fetch it by itself. */
export function canFetchTrust(directory: string, config: StationConfig): boolean {
  return config.trust.rootSha256 !== null && trustSourceOf(directory, config) !== null;
}
