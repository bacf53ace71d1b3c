import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { startXvfb, type VirtualScreen } from '../../fixtures/devices/x11-display.ts';
import { type AppUnderTest, appEnvironment, IS_ROOT, scratchDirectory } from './launch.ts';
import { isRunning, rendererOf } from './processes.ts';
import { heardBy } from './running-shell.ts';
import { shellWithFakeStation } from './shell-with-fake-station.ts';

/**
 * The shell as a program, without Playwright: its debugger would keep a page that crashed from loading again.
 */
let screen: VirtualScreen;
let scratch: Awaited<ReturnType<typeof scratchDirectory>>;
let program: AppUnderTest;
const running: ChildProcess[] = [];

beforeAll(async () => {
  scratch = await scratchDirectory();
  [screen, program] = await Promise.all([startXvfb(), shellWithFakeStation(join(scratch.path, 'app'), 'as-found')]);
});
afterEach(async () => {
  for (const child of running.splice(0))
    if (child.exitCode === null && child.signalCode === null) await ended(child, 'SIGKILL');
});
afterAll(async () => {
  await screen.stop();
  await scratch.remove();
});

let started = 0;
async function newData(): Promise<string> {
  started += 1;
  const data = join(scratch.path, `data-${started}`);
  await mkdir(data);
  return data;
}

type Started = { child: ChildProcess; said: () => string };

function start(...args: string[]): Started {
  const sandbox = IS_ROOT ? ['--no-sandbox'] : [];
  const child = spawn(program.executable, [...sandbox, program.directory ?? '', ...args], {
    env: appEnvironment(screen.display),
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  running.push(child);
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  return { child, said: () => said };
}

const ended = async (child: ChildProcess, signal?: NodeJS.Signals): Promise<unknown[]> => {
  const end = once(child, 'exit');
  if (signal !== undefined) child.kill(signal);
  return end;
};
const greetings = (data: string) => heardBy(data, 'window').filter((line) => line.includes('hello')).length;
const stations = (data: string) => heardBy(data, 'station').map((line) => Number.parseInt(line, 10));
const until = (condition: () => boolean) =>
  vi.waitFor(() => expect(condition()).toBe(true), { timeout: 30_000, interval: 50 });

test.each(['SIGKILL', 'SIGSTOP'] as const)(
  'a page whose process gets %s is loaded again and talks to the same station',
  async (signal) => {
    const data = await newData();
    const { said } = start('--data', data);
    await until(() => greetings(data) > 0);
    // Pings have gone round, so the page counts as one that was alive.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const [before, page] = [greetings(data), rendererOf(data)];
    expect(page).not.toBeNull();
    process.kill(page ?? 0, signal);
    await until(() => greetings(data) > before);
    expect(stations(data)).toHaveLength(1);
    expect(said()).toContain("the page's process is gone");
  },
);

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('%s, even twice, ends app and station in order', async (signal) => {
  const data = await newData();
  const { child } = start('--data', data);
  await until(() => greetings(data) > 0);
  child.kill(signal);
  expect(await ended(child, signal)).toEqual([0, null]);
  await until(() => stations(data).every((pid) => !isRunning(pid)));
});

test('a station does not outlive its shell', async () => {
  const data = await newData();
  const { child } = start('--data', data);
  await until(() => greetings(data) > 0);
  await ended(child, 'SIGKILL');
  await until(() => stations(data).every((pid) => !isRunning(pid)));
});

test('a second app on the same data says so and ends, and the first goes on', async () => {
  const data = await newData();
  start('--data', data);
  await until(() => greetings(data) > 0);
  const second = start('--data', data);
  expect((await ended(second.child))[0]).toBe(1);
  expect(second.said()).toContain(`another window runs on ${data}`);
  expect(stations(data)).toHaveLength(1);
  expect(isRunning(stations(data)[0] ?? 0)).toBe(true);
});

test.each([
  ['--widowed', 'widowed'],
  ['spare', '"spare" means nothing here'],
])('%s is refused by name, and no station starts', async (argument, named) => {
  const data = await newData();
  const { child, said } = start('--data', data, argument);
  expect((await ended(child))[0]).toBe(2);
  expect(said()).toContain(named);
  expect(stations(data)).toEqual([]);
});

test('without its sandbox the app starts for root only, and warns', async () => {
  const data = await newData();
  const { child, said } = start('--data', data, '--no-sandbox');
  if (!IS_ROOT) {
    expect((await ended(child))[0]).toBe(2);
    expect(said()).toContain('start without --no-sandbox');
    return;
  }
  await until(() => greetings(data) > 0);
  expect(said()).toContain('warning: running as root');
});
