import { type BigIntStats, fstat, stat } from 'node:fs';
import { promisify } from 'node:util';

/**
 * Which device a path of this system means at the moment, its links followed; null where that cannot be known, as of a path
 * that is no file's (Windows, macOS for HID). Systems that keep devices in files make a new one when a device comes back.
 */
export type DeviceNode = { readonly dev: bigint; readonly ino: bigint; readonly rdev: bigint };

const statPath = promisify(stat) as (path: string, options: { bigint: true }) => Promise<BigIntStats>;
const statFd = promisify(fstat) as (fd: number, options: { bigint: true }) => Promise<BigIntStats>;

export async function nodeOf(pathOrFd: string | number): Promise<DeviceNode | null> {
  if (typeof pathOrFd === 'string' && !pathOrFd.startsWith('/')) return null;
  try {
    const { dev, ino, rdev } = await (typeof pathOrFd === 'number'
      ? statFd(pathOrFd, { bigint: true })
      : statPath(pathOrFd, { bigint: true }));
    return { dev, ino, rdev };
  } catch {
    return null;
  }
}

/** Whether the path still means that device; true where that cannot be known. */
export async function isStillAt(path: string, opened: DeviceNode | null): Promise<boolean> {
  if (opened === null) return true;
  try {
    const { dev, ino, rdev } = await statPath(path, { bigint: true });
    return dev === opened.dev && ino === opened.ino && rdev === opened.rdev;
  } catch (error) {
    // any other failure says something of this process, not of the device
    return !(error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'));
  }
}
