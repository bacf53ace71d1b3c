import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * What the guest's kernel says of its USB devices (sysfs), by its own names: `1-1`. Attributes are never read synchronously:
 * that waits for a device that is being probed, and the probe may wait for this very process, which plays the device.
 */
const DEVICES = '/sys/bus/usb/devices';
/** Neither a root hub nor an interface. */
const DEVICE = /^\d+-[\d.]+$/;

/** The device with that serial number; null: the kernel knows of none. */
export async function usbDevice(serial: string): Promise<string | null> {
  for (const name of await list(DEVICES)) {
    if (!DEVICE.test(name)) continue;
    const text = await readFile(join(DEVICES, name, 'serial'), 'utf8').catch(() => '');
    if (text.trim() === serial) return name;
  }
  return null;
}

export function isThere(device: string): boolean {
  return existsSync(join(DEVICES, device));
}

/** What a driver has made of it for users: `/dev/hidraw0`, `/dev/ttyACM0`, `/dev/ttyUSB0`; null: nothing yet. */
export async function deviceNode(device: string): Promise<string | null> {
  const ofInterface = join(DEVICES, device, `${device}:1.0`);
  for (const below of await list(ofInterface)) {
    if (below.startsWith('ttyUSB')) return join('/dev', below);
    if (below !== 'tty' && !below.includes(':')) continue;
    const [made] = await list(join(ofInterface, below, below === 'tty' ? '' : 'hidraw'));
    if (made !== undefined) return join('/dev', made);
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
