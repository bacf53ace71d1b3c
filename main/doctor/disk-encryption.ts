import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { deviceNumber } from './device-number.ts';

/** `unknown`: this system does not tell, or not to this user. */
export type DiskEncryption = 'encrypted' | 'plain' | 'unknown';

/**
 * Names that cryptsetup gives to devices behind which everything is encrypted (`/sys/block/dm-N/dm/uuid`). Others of its
 * names, CRYPT-VERITY and CRYPT-INTEGRITY, protect from changes alone.
 */
const CRYPT = /^CRYPT-(LUKS[12]|PLAIN|LOOPAES|TCRYPT|BITLK|FVAULT2)-/;

/**
 * Whether all that lies under a directory is encrypted by the kernel (dm-crypt), as Linux tells it in sysfs: the device of
 * its file system, or every device that this one is made of. A disk that encrypts itself is not told apart from a plain one.
 */
export async function diskEncryption(directory: string): Promise<DiskEncryption> {
  try {
    const device = await blockDeviceOf(directory);
    return device === null ? 'unknown' : await encryptionOf(device);
  } catch {
    return 'unknown';
  }
}

/**
 * @param device `major:minor`
 * @param sys where sysfs is mounted
 * @throws system errors where there is no such device
 */
export async function encryptionOf(device: string, sys = '/sys'): Promise<DiskEncryption> {
  return ofDevice(await realpath(join(sys, 'dev', 'block', device)));
}

/** `major:minor`; null: the file system has no device of its own. */
async function blockDeviceOf(directory: string): Promise<string | null> {
  const { major, minor } = deviceNumber((await stat(directory)).dev);
  if (major !== 0) return `${major}:${minor}`;
  // btrfs has numbers of its own; of several devices the mount names the first.
  const source = sourceOf(await realpath(directory), await readFile('/proc/self/mountinfo', 'utf8'));
  if (source === null) return null;
  const behind = deviceNumber((await stat(source)).rdev);
  return behind.major === 0 ? null : `${behind.major}:${behind.minor}`;
}

/** The device of the mount that a path lies in (proc(5)): `36 35 0:33 / /mnt rw,noatime shared:1 - btrfs /dev/sda2 rw`. */
export function sourceOf(path: string, mountinfo: string): string | null {
  let found: { readonly point: string; readonly source: string } | null = null;
  for (const line of mountinfo.split('\n')) {
    const [own = '', of = ''] = line.split(' - ');
    const point = unescaped(own.split(' ')[4] ?? '');
    const source = unescaped(of.split(' ')[1] ?? '');
    const isAbove = point === '/' || path === point || path.startsWith(`${point}/`);
    if (point !== '' && isAbove && point.length >= (found?.point.length ?? 0)) found = { point, source };
  }
  return found?.source.startsWith('/dev/') ? found.source : null;
}

/** Blanks stand as `\040`. */
function unescaped(field: string): string {
  return field.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

async function ofDevice(path: string): Promise<DiskEncryption> {
  const uuid = await readFile(join(path, 'dm', 'uuid'), 'utf8').catch(() => '');
  if (CRYPT.test(uuid)) return 'encrypted';
  if ((await names(path)).includes('partition')) return ofDevice(dirname(path));
  const parts = await names(join(path, 'slaves'));
  // A file as a disk: what that lies on is not told here.
  if (parts.length === 0) return basename(path).startsWith('loop') ? 'unknown' : 'plain';
  const of = await Promise.all(parts.map(async (part) => ofDevice(await realpath(join(path, 'slaves', part)))));
  if (of.includes('plain')) return 'plain';
  return of.includes('unknown') ? 'unknown' : 'encrypted';
}

async function names(directory: string): Promise<string[]> {
  return readdir(directory).catch(() => []);
}
