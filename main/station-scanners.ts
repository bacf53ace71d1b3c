import { hidScanner } from '../drivers/scanner/hid.ts';
import { ScanPace } from '../drivers/scanner/pace.ts';
import { replayScanner } from '../drivers/scanner/replay.ts';
import { serialScanner } from '../drivers/scanner/serial.ts';
import type { ScannerSource } from '../drivers/scanner/source.ts';
import { type OfficerKey, PLAIN_WEDGE } from '../drivers/scanner/wedge.ts';
import { type WedgeScanner, wedgeScanner } from '../drivers/scanner/wedge-source.ts';
import type { DeviceState, Keystroke } from './contract/messages.ts';
import type { Result } from './contract/result.ts';
import type { Scan, ScanSource } from './contract/scan.ts';
import type { ScannerConfig, StationConfig } from './contract/station-config.ts';
import { inDataDirectory } from './data-directory.ts';
import type { ScannerSetUp } from './station/ports.ts';
import type { ScannerPlace } from './station/set-up-state.ts';
import { storeScanner } from './store-scanner.ts';

export type ScannerListener = {
  readonly scan: (scan: Scan) => void;
  readonly officerKey: (key: OfficerKey, lane: string) => void;
  /** Whether one key of the officer would be a decision just now; left out: keys never are. */
  readonly deciding?: () => boolean;
  readonly changed: () => void;
};

type Bound = {
  readonly place: ScannerPlace;
  readonly kind: ScanSource & DeviceState['kind'];
  settings: ScannerConfig;
  source: ScannerSource;
  state: DeviceState;
  /** It sends faster than anybody can scan; until it does not, or is opened anew. */
  isTooFast: boolean;
};

/** The scanners of a station.json, each bound to its lane, and the keyboard that officers share with one of them. */
export type StationScanners = {
  readonly ofLane: (lane: string) => readonly DeviceState[];
  readonly start: (listener: ScannerListener) => void;
  readonly keys: (keys: readonly Keystroke[]) => void;
  readonly setUp: ScannerSetUp;
  readonly stop: () => Promise<void>;
};

const TOO_FAST = 'it sends more scans than anybody can hold before it: most of them are passed over';

const KINDS = { serial: 'serial', hid: 'hid-pos', wedge: 'wedge', replay: 'replay' } as const;

function stateOf({ state, isTooFast }: Bound): DeviceState {
  return isTooFast ? { ...state, state: 'fault', detail: TOO_FAST } : state;
}

export function stationScanners(directory: string, config: StationConfig): StationScanners {
  let listener: ScannerListener | null = null;
  let keyboard: WedgeScanner | null = null;
  let stopped = false;
  /** One scanner after another is opened anew. */
  let replacing: Promise<void> = Promise.resolve();
  const scanners: Bound[] = config.lanes.flatMap(({ name: lane, scanners: configured }) =>
    configured.map((settings, index) => bind({ lane, index }, settings)),
  );
  const officers = keyboard === null ? officersKeyboard(config.lanes[0]?.name) : null;

  function bind(place: ScannerPlace, settings: ScannerConfig): Bound {
    const source = sourceOf(place.lane, settings);
    const kind = KINDS[settings.kind];
    const state = { kind, name: source.name, state: 'connecting', detail: null } as const;
    return { place, kind, settings, source, state, isTooFast: false };
  }

  function sourceOf(lane: string, settings: ScannerConfig): ScannerSource {
    switch (settings.kind) {
      case 'serial':
        return serialScanner(settings);
      case 'hid':
        return hidScanner(settings);
      case 'replay':
        return replayScanner({ ...settings, path: inDataDirectory(directory, settings.path) });
      case 'wedge':
        keyboard = wedgeScanner(settings, (key) => listener?.officerKey(key, lane), deciding);
        return keyboard;
    }
  }

  function deciding(): boolean {
    return listener?.deciding?.() ?? false;
  }

  /** A keyboard without a scanner on it: scans that come by it are none, the officer's keys are for the first lane. */
  function officersKeyboard(lane: string | undefined): WedgeScanner {
    const give = (key: OfficerKey) => {
      if (lane !== undefined) listener?.officerKey(key, lane);
    };
    const keys = wedgeScanner({ kind: 'wedge', idleMs: 80, ...PLAIN_WEDGE }, give, deciding);
    keys.start({ scan: () => {}, state: () => {} });
    return keys;
  }

  function listenTo(bound: Bound, { scan, changed }: ScannerListener): void {
    const { source, kind, place, settings } = bound;
    // A file for trials is read as fast as station.json says.
    const pace = settings.kind === 'replay' ? null : new ScanPace();
    source.start({
      scan(content, at) {
        const paced = pace?.take(content, at) ?? 'passed';
        const isTooFast = pace?.isTooFast(at) ?? false;
        if (bound.isTooFast !== isTooFast) {
          bound.isTooFast = isTooFast;
          changed();
        }
        if (paced === 'passed') scan({ source: kind, lane: place.lane, content, at });
      },
      state(state) {
        if (bound.source !== source) return;
        bound.state = state;
        bound.isTooFast = false;
        changed();
      },
    });
  }

  function find({ lane, index }: ScannerPlace): Bound | undefined {
    return scanners.find(({ place }) => place.lane === lane && place.index === index);
  }

  function store(place: ScannerPlace, settings: ScannerConfig): Result<void, string> {
    const stored = storeScanner(directory, place.lane, place.index, settings);
    if (!stored.ok) return { ok: false, error: stored.error.detail };
    const bound = find(place);
    if (bound !== undefined) replace(bound, settings);
    return stored;
  }

  /** A port has one user: the new source begins when the old one has let go of it. */
  function replace(bound: Bound, settings: ScannerConfig): void {
    const before = bound.source;
    bound.settings = settings;
    bound.source = sourceOf(bound.place.lane, settings);
    replacing = replacing
      .then(() => before.stop())
      .then(() => {
        if (listener !== null && !stopped) listenTo(bound, listener);
      });
  }

  return {
    ofLane: (lane) => scanners.filter(({ place }) => place.lane === lane).map(stateOf),
    start(given) {
      listener = given;
      for (const bound of scanners) listenTo(bound, given);
    },
    keys: (keys) => (keyboard ?? officers)?.keys(keys),
    setUp: {
      settings: (place) => find(place)?.settings ?? null,
      tap: (place, raw, baud) => find(place)?.source.tap?.(raw, baud),
      store,
    },
    async stop() {
      stopped = true;
      await replacing;
      await Promise.all(scanners.map(({ source }) => source.stop()));
    },
  };
}
