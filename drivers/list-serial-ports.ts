import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { err, ok, type Result } from '../main/contract/result.ts';
import { listedPorts } from './serial-port.ts';
import { attribute, namesIn, type UsbIdentity, usbIdentity, usbParent } from './sysfs.ts';

export type SerialPortEntry = {
  readonly path: string;
  /** A name that stays whichever socket and order the devices are plugged in; null: there is none. */
  readonly stablePath: string | null;
  /** null: a port of the machine itself, or one of which nothing is known. */
  readonly usb: UsbIdentity | null;
};

/** The serial ports of this machine. The error is what the system said. */
export async function listSerialPorts(): Promise<Result<readonly SerialPortEntry[], string>> {
  if (process.platform === 'linux') return ok(await linuxSerialPorts('/'));
  const listed = await listedPorts();
  if (!listed.ok) return err(listed.error);
  return ok(
    listed.value.map(({ path, vendorId, productId, manufacturer, serialNumber }) => ({
      path,
      stablePath: null,
      usb:
        vendorId === undefined || productId === undefined
          ? null
          : {
              vendorId: Number.parseInt(vendorId, 16),
              productId: Number.parseInt(productId, 16),
              manufacturer: manufacturer ?? null,
              product: null,
              serial: serialNumber ?? null,
            },
    })),
  );
}

/** From sysfs, which tells products and needs no udevadm. Consoles and pseudo-terminals are no ports. */
export async function linuxSerialPorts(root: string): Promise<SerialPortEntry[]> {
  const ttys = join(root, 'sys/class/tty');
  const stable = await stablePaths(root);
  const found = await Promise.all(
    (await namesIn(ttys)).map(async (name): Promise<SerialPortEntry[]> => {
      const directory = join(ttys, name);
      const device = await realpath(join(directory, 'device')).catch(() => null);
      // A driver reserves names for ports that are not there: their type is 0 (serial core, uart_type "unknown").
      if (device === null || (await attribute(directory, 'type')) === '0' || name.startsWith('hvc')) return [];
      const parent = await usbParent(device);
      const usb = parent === null ? null : await usbIdentity(parent);
      return [{ path: `/dev/${name}`, stablePath: stable.get(name) ?? null, usb }];
    }),
  );
  return found.flat();
}

/** Links of udev (60-serial.rules) by the name of the port. */
async function stablePaths(root: string): Promise<Map<string, string>> {
  const links = join(root, 'dev/serial/by-id');
  const paths = new Map<string, string>();
  for (const name of await namesIn(links)) {
    const target = await realpath(join(links, name)).catch(() => null);
    const port = target?.split('/').at(-1);
    if (port !== undefined && !paths.has(port)) paths.set(port, `/dev/serial/by-id/${name}`);
  }
  return paths;
}
