/**
 * `node tools/complete-lockfile.ts`, after a change of dependencies: npm leaves optional packages of other platforms out of
 * the lockfile when the registry in use does not hold them, and `npm ci` then refuses that lockfile everywhere. This adds
 * them with the one version that their owner pins; npm installs them where their platform is, and nowhere else.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

type Entry = {
  version?: string;
  dev?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
};

const LOCKFILE = join(import.meta.dirname, '..', 'package-lock.json');
const SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const PROCESSORS = ['arm64', 'arm', 'ia32', 'ppc64', 'riscv64', 's390x', 'x64'];

const lockfile = JSON.parse(readFileSync(LOCKFILE, 'utf8')) as { packages: Record<string, Entry> };
const { packages } = lockfile;
let added = 0;
for (const [owner, entry] of Object.entries(packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (isLocked(owner, name)) continue;
    packages[`node_modules/${name}`] = platformEntry(name, version, entry.dev === true);
    added += 1;
  }
}
lockfile.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(LOCKFILE, `${JSON.stringify(lockfile, null, 2)}\n`);
console.log(`${added} optional packages of other platforms added`);

/** Whether the owner would find it: in its own node_modules or in one above. */
function isLocked(owner: string, name: string): boolean {
  const path = owner === '' ? [] : owner.split('/node_modules/');
  return [...path.keys(), path.length].some((depth) => {
    const above = path.slice(0, depth).join('/node_modules/');
    return `${above === '' ? '' : `${above}/`}node_modules/${name}` in packages;
  });
}

/** A package of native binaries says in its name what it is for; the form is that of npm's own entries. */
function platformEntry(name: string, version: string, dev: boolean): Entry {
  const words = (name.split('/').at(-1) ?? '').split('-');
  const os = SYSTEMS.find((system) => words.includes(system));
  const cpu = PROCESSORS.find((processor) => words.includes(processor));
  if (os === undefined || cpu === undefined || !/^\d+\.\d+\.\d+/.test(version)) {
    throw new Error(`${name}@${version}: neither a platform nor a pinned version; run npm install where it can be had`);
  }
  const libc = words.some((word) => word.startsWith('musl')) ? ['musl'] : ['glibc'];
  return {
    version,
    ...(dev ? { dev } : {}),
    optional: true,
    os: [os],
    cpu: [cpu],
    ...(os === 'linux' ? { libc } : {}),
  };
}
