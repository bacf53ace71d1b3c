import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { err, ok, type Result } from '../../../main/contract/result.ts';
import { GUEST_MODULES } from './modules.ts';
import { PATH_WITH_SBIN, programPath } from './requirements.ts';

/** What the guest boots from. */
export type SystemImage = { readonly kernel: string; readonly initrd: string };

/** Outside the work tree: half a gigabyte while it is made, 40 MB when it is done. */
export function cacheDirectory(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'chot', 'guest');
}

/**
 * Kernel and initial file system, from the cache or made there of Debian's packages, by their ordinary client. `error`: why
 * they cannot be had.
 */
export function systemImage(say: (progress: string) => void): Result<SystemImage, string> {
  const init = readFileSync(join(import.meta.dirname, 'init'), 'utf8');
  const fingerprint = hash('sha256', JSON.stringify([init, GUEST_MODULES])).slice(0, 12);
  const directory = join(cacheDirectory(), `image-${fingerprint}`);
  if (!existsSync(directory)) {
    mkdirSync(cacheDirectory(), { recursive: true });
    const staging = mkdtempSync(`${directory}-new-`);
    try {
      say('making the guest of Debian packages, once');
      makeImage(staging, init);
      renameSync(join(staging, 'image'), directory);
    } catch (error) {
      if (!existsSync(directory)) return err(`the guest could not be made: ${reasonOf(error)}`);
    } finally {
      rmSync(staging, { recursive: true, force: true });
    }
  }
  return ok({ kernel: join(directory, 'vmlinuz'), initrd: join(directory, 'initrd') });
}

function makeImage(staging: string, init: string): void {
  const [kernelPackage] = /linux-image-\d\S*/.exec(run(staging, 'apt-cache', 'depends', 'linux-image-amd64')) ?? [];
  if (kernelPackage === undefined) throw new Error('apt-cache knows no kernel: apt-get update');
  run(staging, 'apt-get', '-qq', 'download', kernelPackage);
  const file = readdirSync(staging).find((name) => name.endsWith('.deb')) ?? '';
  run(staging, 'dpkg', '-x', file, 'kernel');
  mergeUsr(join(staging, 'kernel'));
  const image = join(staging, 'image');
  mkdirSync(image);
  const release = kernelPackage.replace('linux-image-', '');
  copyFileSync(join(staging, 'kernel/boot', `vmlinuz-${release}`), join(image, 'vmlinuz'));
  const root = join(staging, 'root');
  for (const name of ['bin', 'proc', 'sys', 'dev', 'host', 'modules']) mkdirSync(join(root, name), { recursive: true });
  copyFileSync(programPath('busybox') ?? '', join(root, 'bin/busybox'));
  writeFileSync(join(root, 'init'), init, { mode: 0o755 });
  copyModules(staging, release, root);
  run(root, 'bash', '-c', 'set -o pipefail; find . | cpio --quiet -o -H newc | gzip -1 > ../image/initrd');
}

/** Newer packages put modules under /usr/lib, where `depmod -b` does not look. */
function mergeUsr(kernel: string): void {
  if (!existsSync(join(kernel, 'lib/modules'))) renameSync(join(kernel, 'usr/lib'), join(kernel, 'lib'));
}

/** The modules and what they need, in the order in which they must be loaded. */
function copyModules(staging: string, release: string, root: string): void {
  run(staging, 'depmod', '-b', 'kernel', release);
  const inOrder = new Map<string, string>();
  for (const module of GUEST_MODULES) {
    const [name = '', ...parameters] = module.split(' ');
    const needed = run(staging, 'modprobe', '-d', 'kernel', '-S', release, '--show-depends', name);
    for (const [, path = ''] of needed.matchAll(/^insmod (\S+)/gm)) {
      if (!inOrder.has(path)) inOrder.set(path, basename(path).startsWith(name) ? parameters.join(' ') : '');
    }
  }
  const lines = [...inOrder].map(([path, parameters]) => {
    const target = join(root, 'modules', basename(path));
    copyFileSync(resolve(staging, path), target);
    if (target.endsWith('.xz')) run(root, 'xz', '-d', target);
    return `${basename(path, '.xz')} ${parameters}`.trim();
  });
  writeFileSync(join(root, 'modules.list'), `${lines.join('\n')}\n`);
}

/** What a program printed; throws with what it complained of where it failed. */
function run(cwd: string, program: string, ...args: readonly string[]): string {
  const env = { ...process.env, PATH: PATH_WITH_SBIN, LC_ALL: 'C' };
  return execFileSync(program, args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function reasonOf(error: unknown): string {
  const { message, stderr } = error as { message?: string; stderr?: string };
  return (stderr || message || String(error)).trim().slice(0, 500);
}
