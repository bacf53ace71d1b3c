import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, vi } from 'vitest';
import { startXvfb, type VirtualScreen } from '../../fixtures/devices/x11-display.ts';
import type { FromWindow, Keystroke } from '../../main/contract/messages.ts';
import { type AppUnderTest, launch, type RunningApp, scratchDirectory } from './launch.ts';
import { shellWithFakeStation } from './shell-with-fake-station.ts';

export type RunningShell = RunningApp & {
  readonly screen: VirtualScreen;
  readonly data: string;
  readonly program: AppUnderTest;
  /** Process ids of the stations that have been ready, oldest first. */
  readonly stations: () => number[];
  /** What the station was sent by the page. */
  readonly heard: () => FromWindow[];
  readonly keys: () => Keystroke[];
  readonly send: (message: FromWindow) => Promise<void>;
  /** Every face that the page has shown, in order. */
  readonly faces: () => Promise<string[]>;
  readonly until: (condition: () => boolean | Promise<boolean>) => Promise<void>;
};

/** One shell with the fake station, for all tests of a file. */
export function runningShell(host: 'as-found' | 'utility-process' = 'as-found'): () => RunningShell {
  let shell: RunningShell | undefined;
  let scratch: Awaited<ReturnType<typeof scratchDirectory>>;
  beforeAll(async () => {
    scratch = await scratchDirectory();
    const data = join(scratch.path, 'data');
    await mkdir(data);
    const [screen, program] = await Promise.all([startXvfb(), shellWithFakeStation(join(scratch.path, 'app'), host)]);
    const running = await launch({ app: program, display: screen.display, data });
    shell = { ...running, ...observed(running, data), screen, data, program };
    await shell.until(() =>
      observed(running, data)
        .heard()
        .some(({ type }) => type === 'hello'),
    );
    await running.page.evaluate(`
      globalThis.faces = [document.documentElement.dataset.face];
      new MutationObserver(() => faces.push(document.documentElement.dataset.face))
        .observe(document.documentElement, { attributeFilter: ['data-face'] });`);
  });
  afterAll(async () => {
    await shell?.close();
    await shell?.screen.stop();
    await scratch.remove();
  });
  return () => {
    if (shell === undefined) throw new Error('the shell is not running');
    return shell;
  };
}

/** What the fake has noted under `word`: it writes what it hears into its data directory. */
export function heardBy(data: string, word: string): string[] {
  const log = join(data, 'heard.log');
  const lines = existsSync(log) ? readFileSync(log, 'utf8').split('\n') : [];
  return lines.flatMap((line) => (line.startsWith(`${word} `) ? [line.slice(word.length + 1)] : []));
}

type Observed = Pick<RunningShell, 'stations' | 'heard' | 'keys' | 'send' | 'faces' | 'until'>;

function observed({ page, printed }: RunningApp, data: string): Observed {
  const said = (word: string): string[] => heardBy(data, word);
  return {
    stations: () => said('station').map((line) => Number.parseInt(line, 10)),
    heard: () => said('window').map((line) => JSON.parse(line) as FromWindow),
    keys: () => said('keys').flatMap((line) => JSON.parse(line) as Keystroke[]),
    send: (message) => page.evaluate(`chot.send(${JSON.stringify(message)})`),
    faces: () => page.evaluate('globalThis.faces'),
    until: (condition) =>
      vi.waitFor(
        async () => {
          if (!(await condition()))
            throw new Error(
              `not yet; printed so far:\n${printed().join('\n')}\nstations: ${said('station').join('; ')}`,
            );
        },
        { timeout: 20_000, interval: 20 },
      ),
  };
}
