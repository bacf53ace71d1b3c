import {
  type AssembledStation,
  type AssemblyPorts,
  type AssemblyProblem,
  later,
  prepareStation,
  startStation,
} from './assemble-station.ts';
import { ok, type Result } from './contract/result.ts';
import type { StationConfig } from './contract/station-config.ts';
import type { Station } from './station/station.ts';
import { createWayOut } from './station/way-out.ts';
import { stationDevices } from './station-devices.ts';
import { systemClock } from './system-clock.ts';

/** A station as its process runs it; behind it may stand the ways out alone, and later the station itself. */
export type RunningStation = Pick<AssembledStation, 'config' | 'keys' | 'stop'> & {
  readonly station: Pick<Station, 'scan' | 'fromWindow'>;
  /** null: the station itself runs. */
  readonly problem: () => AssemblyProblem | null;
};

/** Somebody may mend it meanwhile. */
const TRY_AGAIN_MS = 5000;

/**
 * Runs the station of a data directory. One that cannot run is an error; but where it has turnstiles outward these are
 * served all the same, nobody is admitted, and the station begins as soon as it can.
 */
export async function runStation(
  directory: string,
  ports: AssemblyPorts,
): Promise<Result<RunningStation, AssemblyProblem>> {
  const prepared = prepareStation(directory, ports);
  if (!prepared.ok && !hasWayOut(prepared.error)) return prepared;
  const first = prepared.ok ? prepared.value.config : prepared.error.config;
  if (first === null) throw new Error('ways out are those of a station.json');
  let problem = prepared.ok ? null : prepared.error;
  let current = prepared.ok ? startStation(prepared.value, ports) : serveWayOut(first, ports, () => problem);
  let trying = problem === null ? null : setTimeout(tryAgain, TRY_AGAIN_MS);
  let changing: Promise<void> = Promise.resolve();
  if (problem !== null) ports.log(describe(problem));

  function tryAgain(): void {
    const again = prepareStation(directory, ports);
    if (!again.ok) {
      if (again.error.detail !== problem?.detail) ports.log(describe(again.error));
      problem = again.error;
      current.station.changed();
      trying = setTimeout(tryAgain, TRY_AGAIN_MS);
      return;
    }
    trying = null;
    const wayOut = current;
    changing = wayOut.stop().then(() => {
      problem = null;
      current = startStation(again.value, ports);
      current.station.changed();
      ports.log(`station ${again.value.config.station} is in service again`);
    });
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
      if (trying !== null) clearTimeout(trying);
      await changing;
      await current.stop();
    },
  });
}

/** Where another process writes to the data, its station has the gates; a wrong station.json names none to rely on. */
function hasWayOut({ outage, config }: AssemblyProblem): boolean {
  if (config === null || outage === 'data-in-use' || outage === 'config-invalid') return false;
  return config.lanes.some((lane) => lane.direction === 'out' && lane.turnstile !== null);
}

function describe({ outage, detail }: AssemblyProblem): string {
  return `${outage}: ${detail}\nnobody is admitted; the ways out are served, and the station begins when this is mended`;
}

function serveWayOut(
  config: StationConfig,
  { show, passage }: AssemblyPorts,
  problem: () => AssemblyProblem | null,
): AssembledStation {
  const devices = stationDevices(config);
  const station = createWayOut({
    config,
    clock: systemClock(),
    turnstiles: devices.turnstiles,
    devices: devices.ofLane,
    later,
    show,
    passage,
    outage: () => problem()?.outage ?? 'station-starting',
  });
  devices.start(station);
  return { station, config, keys: devices.keys, stop: devices.stop };
}
