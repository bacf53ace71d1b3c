import { execFile } from 'node:child_process';
import { access, constants, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Shared libraries that Electron is linked to and a bare Debian lacks, by the package that brings them. Where a package was
 * renamed for 64-bit time (Debian 13, Ubuntu 24.04), the newer name comes first.
 */
const LIBRARY_PACKAGES: readonly { readonly libraries: readonly RegExp[]; readonly names: readonly string[] }[] = [
  { libraries: [/^libnss3|^libnssutil3|^libsmime3|^libnspr4|^libplc4|^libplds4/], names: ['libnss3'] },
  { libraries: [/^libatk/, /^libatspi/], names: ['libatk-bridge2.0-0t64', 'libatk-bridge2.0-0'] },
  { libraries: [/^libcups/], names: ['libcups2t64', 'libcups2'] },
  { libraries: [/^libgbm/, /^libdrm/], names: ['libgbm1'] },
  { libraries: [/^libasound/], names: ['libasound2t64', 'libasound2'] },
  // GTK brings the rest: glib, pango, cairo, the X11 client libraries, dbus, udev, expat, xkbcommon.
  { libraries: [/./], names: ['libgtk-3-0t64', 'libgtk-3-0'] },
];

/** Programs that only the tests of the window need. */
const PROGRAM_PACKAGES = { Xvfb: 'xvfb', socat: 'socat', xdotool: 'xdotool' } as const;
export type TestProgram = keyof typeof PROGRAM_PACKAGES;

/**
 * What is missing to run `executable` here (and, for tests, `programs`), as the one line to run, or null when nothing is.
 */
export async function missingAptLine(
  executable: string,
  programs: readonly TestProgram[] = [],
): Promise<string | null> {
  const [libraries, absent] = await Promise.all([missingLibraries(executable), missingPrograms(programs)]);
  const needed = [...absent.map((program) => [PROGRAM_PACKAGES[program]]), ...packagesOf(libraries)];
  if (needed.length === 0) return null;
  const offered = await Promise.all(needed.map(firstOffered));
  // A fresh image has no package lists yet.
  const update = offered.includes(undefined) ? 'apt-get update && ' : '';
  const renamed = hasRenamedPackages(await readFile('/etc/os-release', 'utf8').catch(() => ''));
  const packages = needed.map((names, index) => offered[index] ?? names.at(renamed ? 0 : -1));
  return `${update}apt-get install --no-install-recommends ${packages.join(' ')}`;
}

/** Names of libraries that the dynamic linker does not find. */
async function missingLibraries(executable: string): Promise<string[]> {
  const { stdout } = await run('ldd', [executable]);
  return parseMissing(stdout);
}

/** From the output of ldd(1): lines `libfoo.so.1 => not found`. */
export function parseMissing(lddOutput: string): string[] {
  return [...lddOutput.matchAll(/^\s*(\S+) => not found$/gm)].map(([, name]) => name ?? '');
}

/** For each package needed, its names, newest first. */
export function packagesOf(libraries: readonly string[]): (readonly string[])[] {
  const first = libraries.map((library) =>
    LIBRARY_PACKAGES.find((entry) => entry.libraries.some((one) => one.test(library))),
  );
  return LIBRARY_PACKAGES.filter((entry) => first.includes(entry)).map((entry) => entry.names);
}

/** From os-release(5): Debian 13 and Ubuntu 24.04 are the first with the newer names. */
export function hasRenamedPackages(osRelease: string): boolean {
  const value = (key: string): string => new RegExp(`^${key}="?([^"\\n]*)`, 'm').exec(osRelease)?.[1] ?? '';
  return Number.parseFloat(value('VERSION_ID')) >= (value('ID') === 'ubuntu' ? 24.04 : 13);
}

async function firstOffered(names: readonly string[]): Promise<string | undefined> {
  for (const name of names) {
    try {
      const { stdout } = await run('apt-cache', ['policy', name]);
      if (/Candidate: (?!\(none\))/.test(stdout)) return name;
    } catch {
      return undefined;
    }
  }
  return undefined;
}

async function missingPrograms(programs: readonly TestProgram[]): Promise<TestProgram[]> {
  const found = await Promise.all(programs.map(isOnPath));
  return programs.filter((_program, index) => !found[index]);
}

async function isOnPath(program: string): Promise<boolean> {
  const tries = (process.env.PATH ?? '')
    .split(delimiter)
    .map((directory) => access(join(directory, program), constants.X_OK));
  return (await Promise.allSettled(tries)).some((one) => one.status === 'fulfilled');
}
