import { utilityProcess } from 'electron';
import { STATION_NODE_FLAGS } from '../flat-memory.ts';
import { parseFromStation, type StartStation, type StationProgram, stationEnvironment } from './station-host.ts';

/**
 * The station in Electron's utilityProcess: the window's port goes to it directly. Only where Electron's own Node is new
 * enough: under Node-API 9 better-sqlite3 13 takes the process down with SIGSEGV.
 */
export function utilityStation(program: StationProgram): StartStation {
  return (listener) => {
    const child = utilityProcess.fork(program.script, ['--data', program.data], {
      serviceName: 'chot-station',
      stdio: ['ignore', 'inherit', 'inherit'],
      env: stationEnvironment(process.env),
      execArgv: [...STATION_NODE_FLAGS],
    });
    child.on('message', (raw: unknown) => {
      const message = parseFromStation(raw);
      if (message !== null && message.type !== 'window') listener.said(message);
    });
    child.once('exit', (code) => listener.exited(`exit code ${code}`));
    return {
      post: (message) => child.postMessage(message),
      connectWindow: (port) => child.postMessage(null, [port]),
      kill: () => {
        if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL');
      },
    };
  };
}
