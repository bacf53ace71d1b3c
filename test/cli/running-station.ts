import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { CLI } from './run-chot.ts';

export type RunningChot = {
  /** Waits until one line about passages has all these pieces. */
  readonly line: (...pieces: string[]) => Promise<void>;
  /** Waits until the messages, so far and together, have all these pieces. */
  readonly message: (...pieces: string[]) => Promise<void>;
  /** Ends it in order; gives its exit status. */
  readonly end: () => Promise<number | null>;
};

/** `chot station` on a data directory, until the test is over at the latest. */
export function runningStation(directory: string): RunningChot {
  const child = spawn(process.execPath, [CLI, 'station', '--data', directory], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  const hasAll = (text: string, pieces: readonly string[]) => pieces.every((piece) => text.includes(piece));
  const [lines, messages] = [listen(child, 'stdout'), listen(child, 'stderr')];
  return {
    line: (...pieces) => lines((heard) => heard.split('\n').some((line) => hasAll(line, pieces))),
    message: (...pieces) => messages((heard) => hasAll(heard, pieces)),
    async end() {
      const ended = once(child, 'exit') as Promise<[number | null]>;
      child.kill('SIGTERM');
      return (await ended)[0];
    },
  };
}

/** Collects what a stream says; the answer waits until that is as wanted. */
function listen(
  child: ChildProcess,
  stream: 'stdout' | 'stderr',
): (isHeard: (heard: string) => boolean) => Promise<void> {
  let heard = '';
  let news = Promise.withResolvers<void>();
  child[stream]?.setEncoding('utf8').on('data', (text: string) => {
    heard += text;
    news.resolve();
    news = Promise.withResolvers();
  });
  return async (isHeard) => {
    while (!isHeard(heard)) await news.promise;
  };
}
