import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { attribute, usbParent } from '../../drivers/sysfs.ts';

const IGNORED = /^E:ID_MM_(?:DEVICE|PORT)_IGNORE=1$/m;

/**
 * Whether a udev rule tells ModemManager to leave a port alone; null where that cannot be known. It looks at the port and at
 * its USB device. udev keeps what its rules said in /run/udev/data, a file a device by its number.
 */
export async function isLeftAlone(port: string, root = '/'): Promise<boolean | null> {
  const file = await stat(port).catch(() => null);
  if (file === null || !file.isCharacterDevice()) return null;
  const parent = await usbParent(join(root, 'sys/class/tty', basename(port), 'device'));
  if (parent === null) return null;
  const usbNumber = await attribute(parent, 'dev');
  const numbers = [`${(file.rdev >> 8) & 0xfff}:${file.rdev & 0xff}`, ...(usbNumber === null ? [] : [usbNumber])];
  const texts = await Promise.all(
    numbers.map((number) => readFile(join(root, 'run/udev/data', `c${number}`), 'utf8').catch(() => '')),
  );
  return texts.some((text) => IGNORED.test(text));
}
