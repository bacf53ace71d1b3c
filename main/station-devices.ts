import { ConfiguredTurnstiles } from '../drivers/turnstile/configured.ts';
import type { Passage } from '../drivers/turnstile/passage.ts';
import type { Turnstile } from '../drivers/turnstile/turnstile.ts';
import type { DeviceState, Keystroke } from './contract/messages.ts';
import type { StationConfig } from './contract/station-config.ts';
import type { ScannerSetUp } from './station/ports.ts';
import { type ScannerListener, stationScanners } from './station-scanners.ts';

type DeviceEvents = ScannerListener & {
  readonly passage: (lane: string, passage: Passage) => void;
};

/** The devices of a station.json, each bound to its lane. */
export type StationDevices = {
  readonly turnstiles: ReadonlyMap<string, Turnstile>;
  readonly ofLane: (lane: string) => {
    readonly scanners: readonly DeviceState[];
    readonly turnstile: DeviceState | null;
  };
  readonly setUp: ScannerSetUp;
  readonly start: (events: DeviceEvents) => void;
  /** Keystrokes of the window; a station without a window has no keyboard. */
  readonly keys: (keys: readonly Keystroke[]) => void;
  readonly stop: () => Promise<void>;
};

export function stationDevices(directory: string, config: StationConfig): StationDevices {
  const times = { pulseMs: config.passage.pulseMs, windowMs: config.passage.windowSeconds * 1000 };
  const scanners = stationScanners(directory, config);
  const configuredTurnstiles = new ConfiguredTurnstiles(times);
  const turnstiles = new Map<string, Turnstile>();
  const turnstileStates = new Map<string, DeviceState>();

  for (const { name: lane, turnstile: configured } of config.lanes) {
    if (configured === null) continue;
    const turnstile = configuredTurnstiles.turnstile(configured);
    const { kind } = configured;
    turnstiles.set(lane, turnstile);
    turnstileStates.set(lane, { kind, name: turnstile.name, state: 'connecting', detail: null });
  }

  return {
    turnstiles,
    ofLane: (lane) => ({ scanners: scanners.ofLane(lane), turnstile: turnstileStates.get(lane) ?? null }),
    setUp: scanners.setUp,
    start(listener) {
      scanners.start(listener);
      for (const [lane, turnstile] of turnstiles) {
        turnstile.start({
          state: (state) => {
            turnstileStates.set(lane, state);
            listener.changed();
          },
          passage: (passage) => listener.passage(lane, passage),
        });
      }
    },
    keys: scanners.keys,
    async stop() {
      await Promise.all([scanners.stop(), ...[...turnstiles.values()].map((turnstile) => turnstile.stop())]);
    },
  };
}
