import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openDemoWorld } from '../fixtures/demo/open-world.ts';
import { err, ok, type Result } from '../main/contract/result.ts';
import { buildIfStale } from './build.ts';
import { findElectron } from './electron-runtime.ts';
import { missingAptLine } from './system-libraries.ts';

/**
 * `npm start [-- --windowed]`: the checkpoint's window in the demo world, with a sandbox central on loopback. Where no
 * window can be opened it says why in one line, and plays the same demo in the terminal.
 */
const PROJECT = join(import.meta.dirname, '..');
const say = (message: string): void => void process.stderr.write(`${message}\n`);

const { values } = parseArgs({ options: { windowed: { type: 'boolean' } }, strict: true });
const electron = await electronWithDisplay();
if (!electron.ok) {
  say(`${electron.error}\nThe same demo without a window:`);
  process.exitCode = await run(process.execPath, [join(PROJECT, 'main', 'cli.ts'), 'demo']);
} else {
  const built = buildIfStale(say);
  if (built.ok) process.exitCode = await openDemo(electron.value);
  else {
    say(built.error);
    process.exitCode = 1;
  }
}

async function electronWithDisplay(): Promise<Result<string, string>> {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY) {
    return err('No display (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window.');
  }
  const found = await findElectron();
  if (!found.ok) return err(`No window, because there is no Electron: ${found.error.detail}.`);
  const aptLine = process.platform === 'linux' ? await missingAptLine(found.value.executable) : null;
  if (aptLine !== null) return err(`No window, because system libraries are missing. For the window run: ${aptLine}`);
  return ok(found.value.executable);
}

async function openDemo(executable: string): Promise<number> {
  const data = join(process.env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'chot-demo');
  const { central, close } = await openDemoWorld(data);
  say(`data: ${data}\nsandbox central: ${central.url}\nCtrl+C here closes the window.`);

  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const windowed = values.windowed ? ['--windowed'] : [];
  const status = await run(executable, [...asRoot, PROJECT, '--data', data, ...windowed]);
  if (status !== 0) say('The window did not open or failed; the same demo without it: npm run -s chot -- demo');
  await close();
  return status;
}

/** Runs a program in the foreground; what ends this one ends it in order. */
async function run(program: string, args: string[]): Promise<number> {
  const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, CHOT_NODE: process.execPath } });
  // From the terminal both get SIGINT; this one waits for the other.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  const [status] = await once(child, 'exit');
  return typeof status === 'number' ? status : 1;
}
