import { auditBeside } from '../db/audit-beside.ts';
import type { RecordProblem } from '../db/record.ts';
import { acknowledgeRecovery } from '../db/recover.ts';
import { demandRecovery } from '../db/recovery-note.ts';
import {
  type AssembledStation,
  type AssemblyPorts,
  type AssemblyProblem,
  later,
  type PreparedStation,
  prepareStation,
  startStation,
} from './assemble-station.ts';
import type { Outage } from './contract/messages.ts';
import { err, ok, type Result } from './contract/result.ts';
import type { StationConfig } from './contract/station-config.ts';
import { runRecordJob } from './record-jobs.ts';
import type { Station } from './station/station.ts';
import { createWayOut } from './station/way-out.ts';
import { stationDevices } from './station-devices.ts';
import { systemClock } from './system-clock.ts';
import { canFetchTrust, createTrustMender } from './trust-mender.ts';

/** A station as its process runs it; behind it may stand the ways out alone, and later the station itself. */
export type RunningStation = Pick<AssembledStation, 'config' | 'keys' | 'stop'> & {
  readonly station: Pick<Station, 'scan' | 'fromWindow'>;
  /** null: the station itself runs. */
  readonly problem: () => AssemblyProblem | null;
};

/** Somebody may mend it meanwhile. */
const TRY_AGAIN_MS = 5000;
/** Whoever was not recorded has to scan again: the officer must have had the time to read why. */
const READ_FIRST_MS = 2000;

/**
 * Runs the station of a data directory. One that cannot run is an error; but where it has turnstiles outward these are
 * served all the same, nobody is admitted, and the station begins as soon as it can.
 */
export async function runStation(
  directory: string,
  ports: AssemblyPorts,
): Promise<Result<RunningStation, AssemblyProblem>> {
  const guarded = { ...ports, leaveRecord: (found: RecordProblem) => void leaveRecord(found) };
  const prepared = await prepareStation(directory, guarded);
  if (!prepared.ok && !standsBy(directory, prepared.error)) return prepared;
  const first = prepared.ok ? prepared.value.config : prepared.error.config;
  if (first === null) throw new Error('ways out are those of a station.json');
  let problem = prepared.ok ? null : prepared.error;
  const wayOut = (config: StationConfig) => serveWayOut(directory, config, ports, () => problem, acknowledge);
  let current = prepared.ok ? startStation(prepared.value, guarded) : wayOut(first);
  const mender = createTrustMender(directory);
  const ending = new AbortController();
  /** What is wrong with a record that was found damaged beside the station, until that is noted durably. */
  let toRestore: string | null = null;
  /** Why a record was left that could not be written: before anybody counts on it, it must be seen to take a row. */
  let toProve: RecordProblem | null = null;
  let stopped = false;
  let trying = problem === null ? null : setTimeout(tryAgain, firstTryMs(directory, problem));
  let changing: Promise<void> = Promise.resolve();
  if (problem !== null) ports.log(describe(problem));

  function tryAgain(): void {
    trying = null;
    changing = begin();
  }

  /** The record turned out unfit under the station that runs: it is left, and restored or opened anew before anything else. */
  async function leaveRecord(found: RecordProblem): Promise<void> {
    if (stopped || problem !== null) return;
    const { config } = current;
    problem = { outage: found.code, detail: found.detail, config };
    ports.log(describe(problem));
    const left = current;
    current = wayOut(config);
    changing = changing.then(async () => {
      await left.stop();
      current.station.changed();
      if (found.code === 'record-damaged') {
        toRestore = found.detail;
        return begin();
      }
      toProve = found;
      if (!stopped) trying = setTimeout(tryAgain, READ_FIRST_MS);
    });
    await changing;
  }

  /** Somebody has seen that the record was restored; false: there is nothing to acknowledge, or it could not be noted. */
  function acknowledge(): boolean {
    if (problem?.outage !== 'record-recovered') return false;
    const acknowledged = acknowledgeRecovery(directory);
    if (!acknowledged.ok) ports.log(`the acknowledgement could not be kept: ${acknowledged.error.detail}`);
    if (!acknowledged.ok) return false;
    // The next try is on its way already.
    if (acknowledged.value === null) return true;
    const event = { who: 'officer', from: 'screen', what: 'recovery-acknowledged', detail: {} } as const;
    auditBeside(directory, event, Date.now());
    if (trying !== null) {
      clearTimeout(trying);
      tryAgain();
    }
    return true;
  }

  async function prepareAgain(): Promise<Result<PreparedStation, AssemblyProblem>> {
    if (toRestore !== null) {
      const demanded = demandRecovery(directory, toRestore);
      if (!demanded.ok) {
        return err({ outage: 'record-damaged', detail: demanded.error.detail, config: current.config });
      }
      toRestore = null;
    }
    const again = await prepareStation(directory, guarded, mender);
    if (again.ok) return proved(again.value);
    if (again.error.outage !== 'record-damaged' || again.error.config === null) return again;
    const { beside } = again.error.config.backup;
    const job = { kind: 'recover', directory, beside, now: Date.now() } as const;
    const recovered = await runRecordJob<'recover'>(job, ending.signal);
    if (recovered.ok) return prepareStation(directory, guarded, mender);
    return err({ ...again.error, detail: `${again.error.detail}\nrestoring it: ${recovered.error.detail}` });
  }

  /** A row of the audit log, which tells of the outage, is written as all others are. */
  function proved(prepared: PreparedStation): Result<PreparedStation, AssemblyProblem> {
    if (toProve === null) return ok(prepared);
    let found = toProve;
    prepared.unfit.tell = (problem) => {
      found = problem;
    };
    const detail = { outage: toProve.code };
    const noted = prepared.record.audit({ who: 'station', from: 'station', what: 'record-opened-again', detail });
    if (noted.ok) {
      toProve = null;
      return ok(prepared);
    }
    prepared.record.close();
    if (found.code === 'record-damaged') toRestore = found.detail;
    const outage = noted.error === 'disk-full' ? noted.error : found.code;
    return err({ outage, detail: found.detail, config: prepared.config });
  }

  async function begin(): Promise<void> {
    const again = await prepareAgain();
    if (stopped) {
      if (again.ok) again.value.record.close();
      return;
    }
    if (!again.ok) {
      if (again.error.detail !== problem?.detail) ports.log(describe(again.error));
      problem = again.error;
      current.station.changed();
      trying = setTimeout(tryAgain, TRY_AGAIN_MS);
      return;
    }
    await current.stop();
    problem = null;
    current = startStation(again.value, guarded);
    current.station.changed();
    ports.log(`station ${again.value.config.station} is in service again`);
  }

  return ok({
    get config() {
      return current.config;
    },
    station: {
      scan: (scan) => current.station.scan(scan),
      fromWindow: (message) => current.station.fromWindow(message),
    },
    keys: (keys) => current.keys(keys),
    problem: () => problem,
    async stop() {
      stopped = true;
      ending.abort();
      mender.stop();
      if (trying !== null) clearTimeout(trying);
      await changing;
      await current.stop();
    },
  });
}

/** Whether there is something to do meanwhile: people to let out, trust to fetch or a record to restore, which take time. */
function standsBy(directory: string, problem: AssemblyProblem): boolean {
  return hasWayOut(problem) || fetchesTrust(directory, problem) || isBeingRestored(problem);
}

function isBeingRestored({ outage }: AssemblyProblem): boolean {
  return outage === 'record-damaged' || outage === 'record-recovered';
}

/** Where another process writes to the data, its station has the gates; a wrong station.json names none to rely on. */
function hasWayOut({ outage, config }: AssemblyProblem): boolean {
  if (config === null || outage === 'data-in-use' || outage === 'config-invalid') return false;
  return config.lanes.some((lane) => lane.direction === 'out' && lane.turnstile !== null);
}

const OF_TRUST: readonly Outage[] = ['trust-missing', 'trust-invalid', 'trust-rolled-back', 'rules-missing'];

function fetchesTrust(directory: string, { outage, config }: AssemblyProblem): boolean {
  return config !== null && OF_TRUST.includes(outage) && canFetchTrust(directory, config);
}

/** Trust is asked for, and a record restored, at once; for the rest somebody must do something. */
function firstTryMs(directory: string, problem: AssemblyProblem): number {
  return fetchesTrust(directory, problem) || problem.outage === 'record-damaged' ? 0 : TRY_AGAIN_MS;
}

function describe({ outage, detail }: AssemblyProblem): string {
  return `${outage}: ${detail}\nnobody is admitted; ways out are served, and the station begins when this is mended`;
}

function serveWayOut(
  directory: string,
  config: StationConfig,
  { show, passage }: AssemblyPorts,
  problem: () => AssemblyProblem | null,
  acknowledge: () => boolean,
): AssembledStation {
  const devices = stationDevices(directory, config);
  const station = createWayOut({
    config,
    clock: systemClock(),
    turnstiles: devices.turnstiles,
    devices: devices.ofLane,
    later,
    show,
    passage,
    outage: () => problem()?.outage ?? 'station-starting',
    detail: () => problem()?.detail ?? '',
    acknowledge,
  });
  devices.start(station);
  return { station, config, keys: devices.keys, stop: devices.stop };
}
