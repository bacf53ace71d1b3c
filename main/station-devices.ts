import { hidScanner } from '../drivers/scanner/hid.ts';
import { replayScanner } from '../drivers/scanner/replay.ts';
import { serialScanner } from '../drivers/scanner/serial.ts';
import type { ScannerSource } from '../drivers/scanner/source.ts';
import { type OfficerKey, PLAIN_WEDGE } from '../drivers/scanner/wedge.ts';
import { type WedgeScanner, wedgeScanner } from '../drivers/scanner/wedge-source.ts';
import { ConfiguredTurnstiles } from '../drivers/turnstile/configured.ts';
import type { Passage } from '../drivers/turnstile/passage.ts';
import type { Turnstile } from '../drivers/turnstile/turnstile.ts';
import type { DeviceState, Keystroke } from './contract/messages.ts';
import type { Scan, ScanContent, ScanSource } from './contract/scan.ts';
import type { LaneConfig, StationConfig } from './contract/station-config.ts';
import { inDataDirectory } from './data-directory.ts';

export type DeviceEvents = {
  readonly scan: (scan: Scan) => void;
  readonly officerKey: (key: OfficerKey, lane: string) => void;
  readonly passage: (lane: string, passage: Passage) => void;
  readonly changed: () => void;
};

/** The devices of a station.json, each bound to its lane. */
export type StationDevices = {
  readonly turnstiles: ReadonlyMap<string, Turnstile>;
  readonly ofLane: (lane: string) => {
    readonly scanners: readonly DeviceState[];
    readonly turnstile: DeviceState | null;
  };
  readonly start: (events: DeviceEvents) => void;
  /** Keystrokes of the window; a station without a window has no keyboard. */
  readonly keys: (keys: readonly Keystroke[]) => void;
  readonly stop: () => Promise<void>;
};

type Bound = { readonly lane: string; readonly source: ScannerSource; readonly kind: ScanSource; state: DeviceState };

export function stationDevices(directory: string, config: StationConfig): StationDevices {
  const times = { pulseMs: config.passage.pulseMs, windowMs: config.passage.windowSeconds * 1000 };
  let events: DeviceEvents | null = null;
  let wedge: WedgeScanner | null = null;
  const scanners: Bound[] = [];
  const configuredTurnstiles = new ConfiguredTurnstiles(times);
  const turnstiles = new Map<string, Turnstile>();
  const turnstileStates = new Map<string, DeviceState>();

  for (const lane of config.lanes) bindLane(lane);
  const keyboard = wedge ?? officersKeyboard(config.lanes[0]);

  function bindLane(lane: LaneConfig): void {
    for (const scanner of lane.scanners) {
      if (scanner.kind === 'wedge') {
        wedge ??= wedgeScanner(scanner, (key) => events?.officerKey(key, lane.name));
        if (!scanners.some((bound) => bound.source === wedge)) bind(lane.name, wedge, 'wedge');
      } else if (scanner.kind === 'hid') {
        bind(lane.name, hidScanner(scanner), 'hid-pos');
      } else if (scanner.kind === 'replay') {
        bind(lane.name, replayScanner({ ...scanner, path: inDataDirectory(directory, scanner.path) }), 'replay');
      } else {
        bind(lane.name, serialScanner(scanner), 'serial');
      }
    }
    if (lane.turnstile === null) return;
    const turnstile = configuredTurnstiles.turnstile(lane.turnstile);
    turnstiles.set(lane.name, turnstile);
    const { kind } = lane.turnstile;
    turnstileStates.set(lane.name, { kind, name: turnstile.name, state: 'connecting', detail: null });
  }

  /** A keyboard without a scanner on it: scans that come by it are none, the officer's keys are for the first lane. */
  function officersKeyboard(lane: LaneConfig | undefined): WedgeScanner {
    const keys = wedgeScanner({ kind: 'wedge', idleMs: 80, ...PLAIN_WEDGE }, (key) => {
      if (lane !== undefined) events?.officerKey(key, lane.name);
    });
    keys.start({ scan: () => {}, state: () => {} });
    return keys;
  }

  function bind(lane: string, source: ScannerSource, kind: ScanSource & DeviceState['kind']): void {
    scanners.push({ lane, source, kind, state: { kind, name: source.name, state: 'connecting', detail: null } });
  }

  return {
    turnstiles,
    ofLane: (lane) => ({
      scanners: scanners.filter((bound) => bound.lane === lane).map((bound) => bound.state),
      turnstile: turnstileStates.get(lane) ?? null,
    }),
    start(listener) {
      events = listener;
      for (const bound of scanners) {
        const { lane, kind } = bound;
        bound.source.start({
          scan: (content: ScanContent, at: number) => listener.scan({ source: kind, lane, content, at }),
          state: (state) => {
            bound.state = state;
            listener.changed();
          },
        });
      }
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
    keys: (keys) => keyboard.keys(keys),
    async stop() {
      await Promise.all([
        ...scanners.map((bound) => bound.source.stop()),
        ...[...turnstiles.values()].map((t) => t.stop()),
      ]);
    },
  };
}
