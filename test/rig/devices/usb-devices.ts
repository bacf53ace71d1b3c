import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * What the guest's kernel says of its USB devices (sysfs), each known by its serial number. Never read synchronously: sysfs
 * waits for a device that is being probed, and the probe may wait for this very process, which plays the device.
 */
const DEVICES = '/sys/bus/usb/devices';

/** `1-1`, or null: the kernel knows of no such device. */
export async function usbDevice(serial: string): Promise<string | null> {
  for (const name of await list(DEVICES)) {
    if (!name.includes(':') && (await serialOf(name)) === serial) return name;
  }
  return null;
}

/** What a driver has made of it for users: `/dev/hidraw0`, `/dev/ttyACM0`, `/dev/ttyUSB0`. */
export async function deviceNode(serial: string): Promise<string | null> {
  const device = await usbDevice(serial);
  if (device === null) return null;
  for (const name of await list(join(DEVICES, device))) {
    if (!name.startsWith(`${device}:`)) continue;
    const ofInterface = join(DEVICES, device, name);
    const [tty] = await list(join(ofInterface, 'tty'));
    if (tty !== undefined) return join('/dev', tty);
    for (const below of await list(ofInterface)) {
      if (below.startsWith('ttyUSB')) return join('/dev', below);
      const [hidraw] = await list(join(ofInterface, below, 'hidraw'));
      if (hidraw !== undefined) return join('/dev', hidraw);
    }
  }
  return null;
}

/** The name that udev keeps for a serial device, as station.json should have it. */
export async function serialById(serial: string): Promise<string | null> {
  const names = await list('/dev/serial/by-id');
  const name = names.find((each) => each.includes(`_${serial}-if`));
  return name === undefined ? null : join('/dev/serial/by-id', name);
}

/** Nothing where there is no such folder, or no more. */
async function list(directory: string): Promise<string[]> {
  return readdir(directory).catch(() => []);
}

async function serialOf(device: string): Promise<string | null> {
  const text = await readFile(join(DEVICES, device, 'serial'), 'utf8').catch(() => null);
  return text?.trim() ?? null;
}
