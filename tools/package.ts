import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { err, ok, type Result } from '../main/contract/result.ts';
import { buildIfStale } from './build.ts';
import { type FoundElectron, findElectron } from './electron-runtime.ts';

const PROJECT = join(import.meta.dirname, '..');

export type PackageOptions = {
  /** The directory that gets `linux-unpacked/`. */
  readonly output: string;
  /** Lets Playwright in; never for what ships. The registry's Electron can make no other. */
  readonly forTests: boolean;
};

/** Makes the unpacked app with the Electron that is found here; the value is its executable. */
export async function packageApp(options: PackageOptions): Promise<Result<string, string>> {
  const electron = await findElectron();
  if (!electron.ok) return err(`no Electron to package: ${electron.error.detail}`);
  const built = buildIfStale((message) => process.stderr.write(`${message}\n`));
  if (!built.ok) return err(built.error);

  const builder = join(PROJECT, 'node_modules', 'electron-builder', 'out', 'cli', 'cli.js');
  const settings = builderSettings(electron.value, options).map((setting) => `-c.${setting}`);
  const packaged = spawnSync(process.execPath, [builder, '--linux', 'dir', '--publish', 'never', ...settings], {
    cwd: PROJECT,
    encoding: 'utf8',
  });
  if (packaged.status !== 0) return err(`${packaged.stdout}${packaged.stderr}`.trim());

  const app = join(options.output, 'linux-unpacked');
  // It opens any directory given on the command line: nothing that an appliance should do.
  rmSync(join(app, 'resources', 'default_app.asar'), { force: true });
  if (electron.value.kind === 'registry') addNode(join(app, 'resources'));
  return ok(join(app, 'chot-app'));
}

function builderSettings(electron: FoundElectron, { output, forTests }: PackageOptions): string[] {
  const own = [
    `directories.output=${output}`,
    `electronDist=${electron.directory}`,
    `electronVersion=${electron.version}`,
  ];
  const inspect = forTests || electron.kind === 'registry' ? ['electronFuses.enableNodeCliInspectArguments=true'] : [];
  if (electron.kind !== 'registry') return [...own, ...inspect];
  // There the station runs on a Node of its own, which cannot read an asar archive.
  const unpacked = [
    'asar=false',
    'electronFuses.onlyLoadAppFromAsar=false',
    'electronFuses.enableEmbeddedAsarIntegrityValidation=false',
  ];
  return [...own, ...inspect, ...unpacked];
}

/** The Node that runs this: npm puts the one of node_modules first. */
function addNode(resources: string): void {
  const node = join(resources, 'node');
  copyFileSync(process.execPath, node);
  chmodSync(node, 0o755);
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { 'for-tests': { type: 'boolean' } }, strict: true });
  const packaged = await packageApp({ output: join(PROJECT, 'dist'), forTests: values['for-tests'] === true });
  if (packaged.ok) process.stdout.write(`${packaged.value}\n`);
  else process.stderr.write(`${packaged.error}\n`);
  process.exitCode = packaged.ok ? 0 : 1;
}
