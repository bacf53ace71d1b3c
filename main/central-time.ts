import { randomBytes } from 'node:crypto';
import type { StationConfig } from './contract/station-config.ts';
import { inDataDirectory } from './data-directory.ts';
import { LONGEST_ROUND_TRIP_MS, type TimeSource } from './station/time-keeping.ts';
import { undatedConnector } from './trust/undated-tls.ts';
import { createTimeAsker } from './upload/ask-time.ts';

const NONCE_BYTES = 32;

/** Signed time of the station's central; null: it has none. After `stop` nothing is asked or told any more. */
export function centralTime(
  directory: string,
  { central }: StationConfig,
  log: (message: string) => void,
): { readonly source: TimeSource; readonly stop: () => void } | null {
  if (central === null) return null;
  const stopping = new AbortController();
  const caFile = central.caFile === null ? null : inDataDirectory(directory, central.caFile);
  const [timeoutMs, connector] = [LONGEST_ROUND_TRIP_MS, undatedConnector];
  const asker = createTimeAsker({ url: central.url, caFile, timeoutMs, connector });
  return {
    source: {
      ask: (nonce) => asker.ask(nonce, stopping.signal),
      nonce: () => new Uint8Array(randomBytes(NONCE_BYTES)),
      log: (message) => {
        if (!stopping.signal.aborted) log(message);
      },
    },
    stop: () => stopping.abort(),
  };
}
