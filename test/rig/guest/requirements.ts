import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Programs that the rig runs, on this machine or in the guest, by the Debian package that brings them. */
const PROGRAMS = {
  'qemu-system-x86_64': 'qemu-system-x86',
  busybox: 'busybox-static',
  cpio: 'cpio',
  depmod: 'kmod',
  dmsetup: 'dmsetup',
  'mkfs.ext4': 'e2fsprogs',
  xz: 'xz-utils',
  udevadm: 'udev',
  bash: 'bash',
} as const;

/** Programs of the system's administrator are not on everybody's path. */
export const PATH_WITH_SBIN = [process.env.PATH ?? '', '/usr/sbin', '/sbin', '/usr/bin', '/bin'].join(delimiter);

/** Why a guest cannot be had on this machine, for the person who may change that, or null. */
export function missingRequirement(
  searched = PATH_WITH_SBIN,
  machine = `${process.platform}-${process.arch}`,
): string | null {
  if (machine !== 'linux-x64') return `the virtual machine is made for Linux on x64; this machine is ${machine}`;
  if (programPath('apt-get', searched) === null)
    return "its kernel comes from Debian's packages, and there is no apt-get here";
  const packages = Object.entries(PROGRAMS).flatMap(([program, name]) =>
    programPath(program, searched) === null ? [name] : [],
  );
  if (packages.length === 0) return null;
  return `packages are missing: apt-get update && apt-get install --no-install-recommends ${packages.join(' ')}`;
}

export function programPath(program: string, searched = PATH_WITH_SBIN): string | null {
  for (const directory of searched.split(delimiter)) {
    const path = join(directory, program);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // not in this one
    }
  }
  return null;
}
