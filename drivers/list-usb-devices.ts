import { join } from 'node:path';
import { attribute, namesIn, type UsbIdentity, usbIdentity } from './sysfs.ts';

export type UsbDevice = UsbIdentity & {
  /** As the kernel calls its place: `1-1.2`. */
  readonly place: string;
  /** Names of the drivers that have its interfaces; an interface that nobody has is missing. */
  readonly drivers: readonly string[];
};

const HUB = '09';

/** USB devices other than hubs, whether anything can be done with them or not; none but on Linux. */
export async function linuxUsbDevices(root = '/'): Promise<UsbDevice[]> {
  const devices = join(root, 'sys/bus/usb/devices');
  const names = await namesIn(devices);
  const found = await Promise.all(
    names
      .filter((name) => !name.includes(':'))
      .map(async (place): Promise<UsbDevice[]> => {
        const identity = await usbIdentity(join(devices, place));
        if (identity === null || (await attribute(join(devices, place), 'bDeviceClass')) === HUB) return [];
        const interfaces = names.filter((name) => name.startsWith(`${place}:`));
        const drivers = await Promise.all(interfaces.map((name) => driverOf(join(devices, name))));
        return [{ ...identity, place, drivers: drivers.flat() }];
      }),
  );
  return found.flat();
}

async function driverOf(interfaceDirectory: string): Promise<string[]> {
  const uevent = (await attribute(interfaceDirectory, 'uevent')) ?? '';
  const driver = /^DRIVER=(\S+)$/m.exec(uevent)?.[1];
  return driver === undefined ? [] : [driver];
}
