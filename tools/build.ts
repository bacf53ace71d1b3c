import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { err, ok, type Result } from '../main/contract/result.ts';

const PROJECT = join(import.meta.dirname, '..');
const SOURCES = [
  '{main,db,drivers,renderer,print-templates}/**/*.{ts,html,css,json,svg,sql}',
  'packaging/*',
  'package-lock.json',
  'electron.vite.config.ts',
];
const OUTPUTS = [
  'out/main/app.js',
  'out/main/station-process.js',
  'out/main/record-worker.js',
  'out/packaging',
  'out/preload/preload.cjs',
  'out/renderer/index.html',
];

/** Builds out/ when it is missing or older than what it is made of. The error is what the build printed. */
export function buildIfStale(say: (message: string) => void): Result<void, string> {
  if (!isStale()) return ok(undefined);
  say('building the window');
  const vite = join(PROJECT, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const built = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], { cwd: PROJECT, encoding: 'utf8' });
  if (built.status !== 0) return err(`${built.stdout}${built.stderr}`.trim());
  // What is installed beside the app: `chot doctor` says how.
  cpSync(join(PROJECT, 'packaging'), join(PROJECT, 'out', 'packaging'), { recursive: true });
  return ok(undefined);
}

function isStale(): boolean {
  const outputs = OUTPUTS.map((path) => join(PROJECT, path));
  if (!outputs.every((path) => existsSync(path))) return true;
  const oldest = Math.min(...outputs.map((path) => statSync(path).mtimeMs));
  return globSync(SOURCES, { cwd: PROJECT }).some((path) => statSync(join(PROJECT, path)).mtimeMs > oldest);
}
