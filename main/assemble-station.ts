import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { openRecord, type StationRecord } from '../db/record.ts';
import type { Keystroke, Outage, StationView, ToWindow } from './contract/messages.ts';
import { err, ok, type Result } from './contract/result.ts';
import type { StationConfig } from './contract/station-config.ts';
import { inDataDirectory, readStationConfig } from './data-directory.ts';
import type { PassageLine } from './station/passage-line.ts';
import type { TraySample } from './station/ports.ts';
import { createStation, type Station } from './station/station.ts';
import { uuidV7 } from './station/uuid.ts';
import { stationDevices } from './station-devices.ts';
import { systemClock } from './system-clock.ts';
import { readTray } from './tray.ts';
import type { Trust } from './trust/trust.ts';
import { loadTrust, TRUST_FOLDER } from './trust/trust-folder.ts';
import { createUploader, type Uploader } from './upload/uploader.ts';
import type { RulePack } from './verdict/rule-pack.ts';

/** A station put together from its data directory: record, trust, devices, uploader, and the loop over them. */
export type AssembledStation = {
  readonly station: Station;
  readonly config: StationConfig;
  readonly keys: (keys: readonly Keystroke[]) => void;
  readonly stop: () => Promise<void>;
};

export type AssemblyProblem = {
  readonly outage: Outage;
  readonly detail: string;
  /** null: station.json itself cannot be read. */
  readonly config: StationConfig | null;
};

export type AssemblyPorts = {
  readonly show: (message: ToWindow) => void;
  readonly passage: (line: PassageLine) => void;
  /** Something went wrong that the screen cannot explain; one line for the system's log, nothing personal. */
  readonly log: (message: string) => void;
};

/** The age of the trust and the day's counts change without any scan, and days come to their end. */
const REFRESH_MS = 10_000;
/** Erasing after a long time off takes a moment, which the first person at the gate need not wait for. */
const ERASE_AFTER_START_MS = 1000;

/** All that a station needs before it touches a device. Its record is open: start it, or close that. */
export type PreparedStation = Parts & { readonly directory: string; readonly record: StationRecord };

export function prepareStation(
  directory: string,
  { log }: Pick<AssemblyPorts, 'log'>,
): Result<PreparedStation, AssemblyProblem> {
  const parts = readParts(directory);
  if (!parts.ok) return parts;
  const { config, trust } = parts.value;
  const record = openRecord({ directory, onProblem: (problem) => log(`${problem.code}: ${problem.detail}`) });
  if (!record.ok) return err({ outage: record.error.code, detail: record.error.detail, config });
  for (const notice of trust.notices) log(notice.message);
  if (trust.issuedAt === null)
    log('trust/timestamp.json is missing: how old the trust is cannot be told, nor when it is stale');
  return ok({ ...parts.value, directory, record: record.value });
}

export function startStation(prepared: PreparedStation, ports: AssemblyPorts): AssembledStation {
  const { directory, config, trust, pack, tray, record } = prepared;
  const devices = stationDevices(config);
  const clock = systemClock();
  const due = new Set<() => void>();
  /** Called off at the end: it would find its record closed, and keep the process waiting. */
  const whileOpen = (ms: number, task: () => void) => {
    const callOff = later(ms, () => {
      due.delete(callOff);
      task();
    });
    due.add(callOff);
    return () => {
      due.delete(callOff);
      callOff();
    };
  };
  const uploader = uploaderOf(directory, config, record, () => station.changed());
  const station = createStation({
    config,
    clock,
    trust: () => trust,
    pack: () => pack,
    record,
    turnstiles: devices.turnstiles,
    devices: devices.ofLane,
    uploads: () => uploadView(record, uploader),
    recorded: () => uploader?.nudge(),
    show: ports.show,
    passage: ports.passage,
    uuid: (at) => uuidV7(at, randomBytes(10)),
    tray,
    later: whileOpen,
  });
  devices.start(station);
  uploader?.start();
  whileOpen(ERASE_AFTER_START_MS, station.eraseExpired);
  const refresh = setInterval(() => {
    station.changed();
    station.eraseExpired();
  }, REFRESH_MS);
  return {
    station,
    config,
    keys: devices.keys,
    async stop() {
      clearInterval(refresh);
      await devices.stop();
      await uploader?.stop();
      for (const callOff of due) callOff();
      record.close();
    },
  };
}

type Parts = {
  readonly config: StationConfig;
  readonly trust: Trust;
  readonly pack: RulePack;
  readonly tray: readonly TraySample[];
};

function readParts(directory: string): Result<Parts, AssemblyProblem> {
  const read = readStationConfig(directory);
  if (!read.ok) return err({ outage: 'config-invalid', detail: read.error.detail, config: null });
  const config = read.value;
  const trust = loadTrust(join(directory, TRUST_FOLDER));
  if (!trust.ok) {
    const outage = trust.error.code === 'trust-missing' ? 'trust-missing' : 'trust-invalid';
    return err({ outage, detail: trust.error.message, config });
  }
  const pack = trust.value.pack(config.locality);
  if (pack === null) return err({ outage: 'rules-missing', detail: `no rule pack for "${config.locality}"`, config });
  const tray = config.tray === null ? ok([]) : readTray(directory, config.tray);
  if (!tray.ok) return err({ outage: 'config-invalid', detail: tray.error, config });
  return ok({ config, trust: trust.value, pack, tray: tray.value });
}

function uploaderOf(
  directory: string,
  config: StationConfig,
  record: StationRecord,
  onState: () => void,
): Uploader | null {
  if (config.central === null) return null;
  return createUploader({
    outbox: record.outbox,
    station: config.station,
    url: config.central.url,
    caFile: config.central.caFile === null ? null : inDataDirectory(directory, config.central.caFile),
    now: Date.now,
    random: Math.random,
    later,
    onState,
  });
}

function uploadView(record: StationRecord, uploader: Uploader | null): StationView['upload'] {
  if (uploader === null) return { configured: false, ...record.outbox.counts(), lastAt: null, online: null };
  const { waiting, parked, lastAt, online } = uploader.state();
  return { configured: true, waiting, parked, lastAt, online };
}

export function later(ms: number, task: () => void): () => void {
  const timer = setTimeout(task, ms);
  return () => clearTimeout(timer);
}
