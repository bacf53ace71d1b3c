import type { StationRecord } from '../../db/record.ts';
import type { RawListener } from '../../drivers/scanner/raw-scan.ts';
import type { Turnstile } from '../../drivers/turnstile/turnstile.ts';
import type { DeviceState, StationView, ToWindow } from '../contract/messages.ts';
import type { Result } from '../contract/result.ts';
import type { ScannerConfig, StationConfig } from '../contract/station-config.ts';
import type { Trust } from '../trust/trust.ts';
import type { RulePack } from '../verdict/rule-pack.ts';
import type { StationClock } from './clock.ts';
import type { PassageLine } from './passage-line.ts';
import type { ScannerPlace } from './set-up-state.ts';
import type { TimeSource } from './time-keeping.ts';

export type TraySample = {
  readonly id: string;
  readonly vi: string;
  readonly en: string;
  readonly expect: string;
  readonly text: string;
};

/** What the set-up of the station's scanners acts through. */
export type ScannerSetUp = {
  /** As the scanner is set now; null: there is none. */
  readonly settings: (place: ScannerPlace) => ScannerConfig | null;
  /** Its scans go to `listener` alone, as they come over the wire, a serial line at `baud`; null: they are scans again. */
  readonly tap: (place: ScannerPlace, listener: RawListener | null, baud?: number) => void;
  /** Keeps the settings, and opens the scanner anew with them. The error is a sentence; then nothing has changed. */
  readonly store: (place: ScannerPlace, settings: ScannerConfig) => Result<void, string>;
};

/** All that the station acts through; only the station causes effects, and only through these. */
export type StationPorts = {
  readonly config: StationConfig;
  readonly clock: StationClock;
  /** Signed time; null: there is nobody to ask. */
  readonly time: TimeSource | null;
  /** The trust that is installed now, and its pack for this station: an update changes both between two scans. */
  readonly trust: () => Trust;
  readonly pack: () => RulePack;
  readonly record: Pick<
    StationRecord,
    'append' | 'audit' | 'counts' | 'highWater' | 'recentByIdentity' | 'peopleAdmitted' | 'checkpoint' | 'eraseExpired'
  >;
  readonly turnstiles: ReadonlyMap<string, Turnstile>;
  readonly devices: (lane: string) => {
    readonly scanners: readonly DeviceState[];
    readonly turnstile: DeviceState | null;
  };
  readonly scanners: ScannerSetUp;
  readonly uploads: () => StationView['upload'];
  /** Sends again the rows that the central sent back; tells how many there were. */
  readonly retryParked: () => number;
  /** A row was recorded: the uploader may have work. */
  readonly recorded: () => void;
  readonly show: (message: ToWindow) => void;
  readonly passage: (line: PassageLine) => void;
  readonly uuid: (atMs: number) => string;
  readonly tray: readonly TraySample[];
  /** Runs `task` after `ms`; gives a function that calls it off. */
  readonly later: (ms: number, task: () => void) => () => void;
};
