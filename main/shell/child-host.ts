import { fork } from 'node:child_process';
import type { MessagePortMain } from 'electron';
import type { Result } from '../contract/result.ts';
import { STATION_NODE_FLAGS } from '../flat-memory.ts';
import {
  parseFromStation,
  type StartStation,
  type StationListener,
  type StationProgram,
  stationEnvironment,
} from './station-host.ts';

/** The station as a child process on a Node of its own; the window's messages are relayed. For an Electron with an old Node. */
export function childStation(program: StationProgram, findNode: () => Result<string, string>): StartStation {
  return (listener) => {
    const node = findNode();
    return node.ok ? startChild(node.value, program, listener) : nothingStarted(node.error, listener);
  };
}

function startChild(node: string, program: StationProgram, listener: StationListener): ReturnType<StartStation> {
  const child = fork(program.script, ['--data', program.data], {
    execPath: node,
    execArgv: [...STATION_NODE_FLAGS],
    env: stationEnvironment(process.env),
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  let port: MessagePortMain | null = null;
  let over = false;
  function exited(how: string): void {
    if (over) return;
    over = true;
    port?.close();
    listener.exited(how);
  }
  child.on('message', (raw) => {
    const message = parseFromStation(raw);
    if (message === null || over) return;
    if (message.type === 'window') port?.postMessage(message.message);
    else listener.said(message);
  });
  child.once('exit', (code, signal) => exited(signal === null ? `exit code ${code}` : `ended by ${signal}`));
  child.once('error', (error) => exited(error.message));
  return {
    post: (message) => {
      // The other end may have gone a moment before its exit is told.
      if (child.connected) child.send(message, () => {});
    },
    connectWindow: (newPort) => {
      port?.close();
      port = newPort;
      newPort.on('message', ({ data }) => {
        if (child.connected) child.send({ type: 'window', message: data }, () => {});
      });
      newPort.start();
    },
    kill: () => child.kill('SIGKILL'),
  };
}

function nothingStarted(why: string, listener: StationListener): ReturnType<StartStation> {
  setImmediate(() => listener.exited(why));
  return { post: () => {}, connectWindow: (port) => port.close(), kill: () => {} };
}
