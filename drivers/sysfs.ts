import { readdir, readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Linux's own account of its devices (sysfs(5)). `root`: the directory that `sys` and `dev` lie in, `/` outside of tests. */

/** What a USB device says of itself. Strings are as it gives them, which is anything. */
export type UsbIdentity = {
  readonly vendorId: number;
  readonly productId: number;
  readonly manufacturer: string | null;
  readonly product: string | null;
  readonly serial: string | null;
};

/** Names in a directory; none where there is no such directory. */
export async function namesIn(directory: string): Promise<string[]> {
  return (await readdir(directory).catch(() => [])).sort();
}

/** One attribute, trimmed; null: there is none, or it is empty. */
export async function attribute(directory: string, name: string): Promise<string | null> {
  const text = await readFile(join(directory, name), 'utf8').catch(() => '');
  return text.trim() || null;
}

/** The USB device in that directory; null: it is none. */
export async function usbIdentity(directory: string): Promise<UsbIdentity | null> {
  const [vendorId, productId] = await Promise.all([
    hexadecimal(directory, 'idVendor'),
    hexadecimal(directory, 'idProduct'),
  ]);
  if (vendorId === null || productId === null) return null;
  const [manufacturer, product, serial] = await Promise.all([
    attribute(directory, 'manufacturer'),
    attribute(directory, 'product'),
    attribute(directory, 'serial'),
  ]);
  return { vendorId, productId, manufacturer, product, serial };
}

/** The directory of the USB device that another device, such as a port, belongs to; null: it is on no USB. */
export async function usbParent(device: string): Promise<string | null> {
  let directory = await realpath(device).catch(() => null);
  while (directory !== null && directory !== dirname(directory)) {
    if ((await attribute(directory, 'idVendor')) !== null) return directory;
    directory = dirname(directory);
  }
  return null;
}

async function hexadecimal(directory: string, name: string): Promise<number | null> {
  const text = await attribute(directory, name);
  return text !== null && /^[0-9a-f]{4}$/i.test(text) ? Number.parseInt(text, 16) : null;
}
