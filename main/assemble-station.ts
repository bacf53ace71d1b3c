import { randomBytes } from 'node:crypto';
import { openRecord, type RecordProblem, type StationRecord } from '../db/record.ts';
import { demandRecovery } from '../db/recovery-note.ts';
import { type CentralLink, centralLink } from './central-link.ts';
import { centralTime } from './central-time.ts';
import type { Keystroke, Outage, StationView, ToWindow } from './contract/messages.ts';
import { err, ok, type Result } from './contract/result.ts';
import type { StationConfig } from './contract/station-config.ts';
import { credentialsOf, readStationConfig } from './data-directory.ts';
import { noteAtStart } from './enrolment/note-enrolment.ts';
import { createRecordKeeper } from './record-keeper.ts';
import { keepSearchIndex } from './search-keeper.ts';
import type { PassageLine } from './station/passage-line.ts';
import type { TraySample } from './station/ports.ts';
import { createStation, type RecordingStation, type Station } from './station/station.ts';
import { uuidV7 } from './station/uuid.ts';
import { stationDevices } from './station-devices.ts';
import { type InstalledTrust, loadInstalledTrust, trustOutage } from './station-trust.ts';
import { systemClock } from './system-clock.ts';
import { readTray } from './tray.ts';
import { createTrustKeeper } from './trust-keeper.ts';
import type { TrustMender } from './trust-mender.ts';

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

/** Besides, for the station itself: the record turned out unfit, and must be left. */
export type GuardedPorts = AssemblyPorts & { readonly leaveRecord: (problem: RecordProblem) => void };

/** The age of the trust and the day's counts change without any scan, and days come to their end. */
const REFRESH_MS = 10_000;
/** Erasing after a long time off takes a moment, which the first person at the gate need not wait for. */
const ERASE_AFTER_START_MS = 1000;

/** All that a station needs before it touches a device. Its record is open: start it, or close that. */
export type PreparedStation = {
  readonly directory: string;
  readonly config: StationConfig;
  readonly tray: readonly TraySample[];
  readonly record: StationRecord;
  readonly trust: InstalledTrust;
  /** What audit log and outbox are dated by: the machine's clock, and the station's own time once that runs. */
  readonly time: { now: () => number };
  /** To be told when the record turns out unfit (`FaultListeners`). */
  readonly unfit: { tell: (problem: RecordProblem) => void };
};

/** `mender`: fetches trust where none can be used; null: a start must not wait for the network. */
export async function prepareStation(
  directory: string,
  { log }: Pick<AssemblyPorts, 'log'>,
  mender: TrustMender | null = null,
): Promise<Result<PreparedStation, AssemblyProblem>> {
  const read = readStationConfig(directory);
  if (!read.ok) return err({ outage: 'config-invalid', detail: read.error.detail, config: null });
  const config = read.value;
  const tray = config.tray === null ? ok([]) : readTray(directory, config.tray);
  if (!tray.ok) return err({ outage: 'config-invalid', detail: tray.error, config });
  const time = { now: Date.now };
  const found: RecordProblem[] = [];
  const unfit = { tell: (problem: RecordProblem) => void found.push(problem) };
  const opened = openRecord({
    directory,
    credentials: credentialsOf(process.env),
    now: () => time.now(),
    onProblem: ({ code, detail }) => log(`${code}: ${detail}`),
    onUnfit: (problem) => unfit.tell(problem),
  });
  if (!opened.ok) return err({ outage: opened.error.code, detail: opened.error.detail, config });
  const record = opened.value;
  const trust = await prepareTrust(directory, config, record, mender);
  if (!trust.ok) {
    record.close();
    return trust;
  }
  for (const notice of trust.value.trust.notices) log(notice.message);
  noteAtStart(directory, record);
  const [problem] = found;
  if (problem !== undefined) {
    record.close();
    if (problem.code === 'record-damaged') demandRecovery(directory, problem.detail);
    return err({ outage: problem.code, detail: problem.detail, config });
  }
  return ok({ directory, config, tray: tray.value, record, trust: trust.value, time, unfit });
}

async function prepareTrust(
  directory: string,
  config: StationConfig,
  record: StationRecord,
  mender: TrustMender | null,
): Promise<Result<InstalledTrust, AssemblyProblem>> {
  const installed = await loadInstalledTrust(directory, config, record.newestTrust());
  if (installed.ok && installed.value.trust.pack(config.locality) !== null) return installed;
  const mended = mender === null ? null : await mender.mend(config, record);
  if (mended !== null) return ok(mended);
  const failure = mender?.failure() ?? '';
  const detail = installed.ok ? `no rule pack for "${config.locality}"` : installed.error.message;
  return err({
    outage: installed.ok ? 'rules-missing' : trustOutage(installed.error),
    detail: failure === '' ? detail : `${detail}\n${failure}`,
    config,
  });
}

export function startStation(prepared: PreparedStation, ports: GuardedPorts): AssembledStation {
  const { directory, config, tray, record } = prepared;
  const devices = stationDevices(directory, config);
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
  const link = centralLink(directory, config, record, {
    now: () => station.now(),
    signedTime: () => signedTimeOf(station),
    uptime: clock.uptime,
    keyring: () => keeper.trust().keyring,
    rules: () => `${keeper.pack().id}@${keeper.pack().version}`,
    heard: (time, uptime) => station.heardTime(time, uptime),
    changed: () => station.changed(),
    log: ports.log,
    later,
  });
  const time = centralTime(directory, config, ports.log);
  const keeper = createTrustKeeper({
    directory,
    config,
    first: prepared.trust,
    newestTrust: record.newestTrust,
    changed: () => station.changed(),
    audit: (event) => void record.audit(event),
    log: ports.log,
    now: () => station.now(),
    random: Math.random,
    later: whileOpen,
  });
  const station = createStation({
    config,
    clock,
    time: time?.source ?? null,
    trust: keeper.trust,
    pack: keeper.pack,
    record,
    turnstiles: devices.turnstiles,
    devices: devices.ofLane,
    scanners: devices.setUp,
    uploads: () => uploadView(record, link),
    retryParked: () => link?.retryParked() ?? 0,
    recorded: () => link?.recorded(),
    show(message) {
      if (message.type === 'station') link?.shown(message);
      ports.show(message);
    },
    passage: ports.passage,
    uuid: (at) => uuidV7(at, randomBytes(10)),
    tray,
    later: whileOpen,
  });
  const recordKeeper = createRecordKeeper({
    directory,
    backup: config.backup,
    now: station.now,
    rows: record.rows,
    later: whileOpen,
    damaged: ports.leaveRecord,
    log: ports.log,
  });
  prepared.time.now = station.now;
  prepared.unfit.tell = ports.leaveRecord;
  devices.start(station);
  link?.start();
  keeper.start();
  recordKeeper.start();
  keepSearchIndex({ indexSome: record.indexSome, later: whileOpen });
  station.keepTime();
  whileOpen(ERASE_AFTER_START_MS, station.eraseExpired);
  const refresh = setInterval(() => {
    keeper.look();
    station.keepTime();
    station.changed();
    station.eraseExpired();
  }, REFRESH_MS);
  return {
    station,
    config,
    keys: devices.keys,
    async stop() {
      clearInterval(refresh);
      recordKeeper.stop();
      time?.stop();
      await devices.stop();
      await link?.stop();
      await keeper.stop();
      for (const callOff of due) callOff();
      record.close();
    },
  };
}

function uploadView(record: StationRecord, link: CentralLink | null): StationView['upload'] {
  return link?.view() ?? { configured: false, ...record.outbox.counts(), lastAt: null, online: null };
}

/** The station goes by signed time only where the machine's clock is minutes apart from it. */
function signedTimeOf(station: Pick<RecordingStation, 'now'>): number | null {
  const now = station.now();
  return Math.abs(now - Date.now()) > 1000 ? now : null;
}

export function later(ms: number, task: () => void): () => void {
  const timer = setTimeout(task, ms);
  return () => clearTimeout(timer);
}
