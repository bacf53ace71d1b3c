import { randomBytes } from 'node:crypto';
import type { StationRecord } from '../db/record.ts';
import packageJson from '../package.json' with { type: 'json' };
import { type CentralClocks, centralAccess } from './central-access.ts';
import type { Heartbeat } from './contract/heartbeat.ts';
import type { DeviceState, StationView } from './contract/messages.ts';
import type { StationConfig } from './contract/station-config.ts';
import type { Keyring } from './pass/keyring.ts';
import { LONGEST_ROUND_TRIP_MS } from './station/time-keeping.ts';
import { verifySignedTime } from './trust/signed-time.ts';
import { createHeartbeats, type HeardTime } from './upload/heartbeats.ts';
import { createUploader } from './upload/uploader.ts';

/** What a running station does with its central: uploads and heartbeats. */
export type CentralLink = {
  start(): void;
  /** A row was recorded. */
  recorded(): void;
  /** Sends again the rows that the central sent back; tells how many there were. */
  retryParked(): number;
  /** The state of the station as it was shown last: the next heartbeat tells of it. */
  shown(view: StationView): void;
  view(): StationView['upload'];
  stop(): Promise<void>;
};

export type CentralLinkPorts = CentralClocks & {
  readonly uptime: () => number;
  readonly keyring: () => Keyring;
  /** Rule pack in use, `id@version`. */
  readonly rules: () => string;
  /** Signed time, ms since the epoch, as it was when the uptime was `uptime`. */
  readonly heard: (signedTime: number, uptime: number) => void;
  /** What `view` tells is another one now. */
  readonly changed: () => void;
  /** One line for the system's log, nothing personal. */
  readonly log: (message: string) => void;
  readonly later: (ms: number, task: () => void) => () => void;
};

const NONCE_BYTES = 32;

/** null: the station has no central. */
export function centralLink(
  directory: string,
  { central, station }: StationConfig,
  record: StationRecord,
  ports: CentralLinkPorts,
): CentralLink | null {
  if (central === null) return null;
  const { now, uptime, later, changed } = ports;
  const { to, tokens } = centralAccess(directory, central, ports);
  const random = Math.random;
  let online: boolean | null = null;
  let latest: StationView | null = null;
  let offsetMs: number | null = null;
  let told: string | null = null;

  /** The same trouble every minute is one line of the log. */
  function tell(problem: string | null): void {
    if (problem !== null && problem !== told) ports.log(`the central: ${problem}`);
    told = problem;
  }

  const uploader = createUploader({
    ...to,
    tokens,
    outbox: record.outbox,
    station,
    now,
    random,
    later,
    onState(state) {
      online = state.online ?? online;
      changed();
    },
  });

  function heard({ bytes, nonce, sentAt, receivedAt }: HeardTime): void {
    const time = verifySignedTime(bytes, ports.keyring(), nonce);
    if (!time.ok) return ports.log(`a heartbeat brought no signed time: ${time.error}`);
    if (receivedAt - sentAt > LONGEST_ROUND_TRIP_MS) return;
    const between = (sentAt + receivedAt) / 2;
    offsetMs = Math.round(time.value + (uptime() - between) - Date.now());
    ports.heard(time.value, between);
  }

  const heartbeats = createHeartbeats({
    ...to,
    tokens,
    now,
    uptime,
    random,
    later,
    nonce: () => new Uint8Array(randomBytes(NONCE_BYTES)),
    compose: (nonce) => latest && heartbeat(latest, { station, nonce, offsetMs, now: now(), rules: ports.rules() }),
    heard,
    onState(state) {
      tell(state.problem);
      online = state.online;
      changed();
    },
  });

  return {
    start() {
      uploader.start();
      heartbeats.start();
    },
    recorded: () => uploader.nudge(),
    retryParked: () => uploader.retryParked(),
    shown(view) {
      latest = view;
    },
    view() {
      const { waiting, parked, lastAt } = uploader.state();
      return { configured: true, waiting, parked, lastAt, online };
    },
    async stop() {
      await Promise.all([uploader.stop(), heartbeats.stop(), tokens.close()]);
    },
  };
}

type BesideView = Pick<Heartbeat, 'station' | 'nonce'> & {
  readonly offsetMs: number | null;
  readonly now: number;
  readonly rules: string;
};

/** How a station is, without anybody's name: what its own screen shows. */
function heartbeat(
  { lanes, upload, trust, clock, outage }: StationView,
  { station, nonce, offsetMs, now, rules }: BesideView,
): Heartbeat {
  return {
    station,
    nonce,
    at: instant(now),
    clock: { state: clock, offsetMs },
    upload: { waiting: upload.waiting, parked: upload.parked, lastAt: orNull(upload.lastAt) },
    trust: { state: trust.state, issuedAt: orNull(trust.issuedAt) },
    versions: { chot: packageJson.version, node: process.versions.node, rules },
    lanes: lanes.map(({ name, direction, scanners, turnstile }) => ({
      name,
      direction,
      scanners: scanners.map(device),
      turnstile: turnstile && device(turnstile),
    })),
    outage,
  };
}

function device({ kind, name, state, cause }: DeviceState): Heartbeat['lanes'][number]['scanners'][number] {
  return { kind, name, state, cause: cause ?? null };
}

function orNull(at: number | null): string | null {
  return at === null ? null : instant(at);
}

/** A clock may stand beyond what four digits tell. */
function instant(at: number): string {
  return new Date(Math.min(Math.max(at, 0), 253_402_300_799_000)).toISOString();
}
