import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DeviceState } from '../../main/contract/messages.ts';
import type { ScannerConfig } from '../../main/contract/station-config.ts';
import { deviceStateTeller } from '../device-state.ts';
import type { ScannerEvents, ScannerSource } from './source.ts';
import { stdinLines } from './stdin-lines.ts';

export type ReplayConfig = Extract<ScannerConfig, { kind: 'replay' }>;

/** A file of which each line is a scan, for trials. A file that cannot be read, and one that is over, is `missing`. */
export function replayScanner(config: ReplayConfig): ScannerSource {
  const ended = new AbortController();
  let replaying: Promise<void> = Promise.resolve();
  return {
    name: config.path,
    start(events) {
      const told = deviceStateTeller('replay', config.path, (state: DeviceState) => events.state(state));
      told('connecting', null);
      replaying = replay(config, events, told, ended.signal);
    },
    async stop() {
      ended.abort();
      await replaying;
    },
  };
}

async function replay(
  { path, everyMs, repeat }: ReplayConfig,
  events: ScannerEvents,
  told: ReturnType<typeof deviceStateTeller>,
  signal: AbortSignal,
): Promise<void> {
  try {
    // Opening a pipe or reading a terminal cannot be broken off: the process would never end.
    if (!(await stat(path)).isFile()) throw new Error('it is not a file');
    do {
      for await (const content of stdinLines(createReadStream(path, { signal }))) {
        if (signal.aborted) return;
        told('ready', null);
        events.scan(content, performance.now());
        await sleep(everyMs, undefined, { signal });
      }
      if (repeat) await sleep(everyMs, undefined, { signal });
    } while (repeat);
    told('missing', 'the file is over');
  } catch (error) {
    if (!signal.aborted) told('missing', error instanceof Error ? error.message : String(error));
  }
}
