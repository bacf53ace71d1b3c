import { err, ok, type Result } from '../main/contract/result.ts';
import { buildIfStale } from './build.ts';
import { findElectron } from './electron-runtime.ts';
import { missingAptLine } from './system-libraries.ts';

/** Gets all that the window tests need, or says in one line what is missing and how to get it. */
export async function readyForWindows(): Promise<Result<void, string>> {
  if (process.platform !== 'linux') return err('they need an X server of their own, so they run on Linux only');
  const electron = await findElectron();
  if (!electron.ok) return err(`no Electron to run them in: ${electron.error.detail}`);
  const aptLine = await missingAptLine(electron.value.executable, ['Xvfb', 'socat', 'xdotool']);
  if (aptLine !== null) return err(`something of the system is missing; run: ${aptLine}`);
  const built = buildIfStale(console.log);
  return built.ok ? ok(undefined) : err(`the app does not build:\n${built.error}`);
}
