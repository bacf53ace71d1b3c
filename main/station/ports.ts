import type { StationRecord } from '../../db/record.ts';
import type { Turnstile } from '../../drivers/turnstile/turnstile.ts';
import type { DeviceState, Outage, StationView, ToWindow } from '../contract/messages.ts';
import type { Colour, Reason, ScanAgainReason, ScanProblem } from '../contract/reasons.ts';
import type { Direction, StationConfig } from '../contract/station-config.ts';
import type { Trust } from '../trust/trust.ts';
import type { RulePack } from '../verdict/rule-pack.ts';
import type { StationClock } from './clock.ts';

/** What happened at a lane, without anything personal: one line of `chot station`, fit for a system log. */
export type PassageLine = {
  readonly at: string;
  readonly lane: string;
  readonly direction: Direction;
  readonly kind: 'check-in' | 'override' | 'scan-again' | 'refused';
  readonly colour: Colour | null;
  readonly reasons: readonly (Reason | ScanAgainReason)[];
  readonly problem: ScanProblem | null;
  readonly seq: number | null;
  readonly uuid: string | null;
  readonly outage: Outage | null;
};

export type TraySample = {
  readonly id: string;
  readonly vi: string;
  readonly en: string;
  readonly expect: string;
  readonly text: string;
};

/** All that the station acts through; only the station causes effects, and only through these. */
export type StationPorts = {
  readonly config: StationConfig;
  readonly clock: StationClock;
  readonly trust: Trust;
  readonly pack: RulePack;
  readonly record: Pick<
    StationRecord,
    'append' | 'counts' | 'highWater' | 'recentByIdentity' | 'checkpoint' | 'eraseExpired'
  >;
  readonly turnstiles: ReadonlyMap<string, Turnstile>;
  readonly devices: (lane: string) => {
    readonly scanners: readonly DeviceState[];
    readonly turnstile: DeviceState | null;
  };
  readonly uploads: () => StationView['upload'];
  /** A row was recorded: the uploader may have work. */
  readonly recorded: () => void;
  readonly show: (message: ToWindow) => void;
  readonly passage: (line: PassageLine) => void;
  readonly uuid: (atMs: number) => string;
  readonly tray: readonly TraySample[];
  /** Runs `task` after `ms`; gives a function that calls it off. */
  readonly later: (ms: number, task: () => void) => () => void;
};
