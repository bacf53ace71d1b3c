import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { linuxSerialPorts, listSerialPorts } from './list-serial-ports.ts';
import { linuxUsbDevices } from './list-usb-devices.ts';

let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'chot-sysfs-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
});

function write(directory: string, attributes: Readonly<Record<string, string>>): void {
  mkdirSync(join(root, directory), { recursive: true });
  for (const [name, value] of Object.entries(attributes)) writeFileSync(join(root, directory, name), `${value}\n`);
}

function link(from: string, to: string): void {
  mkdirSync(join(root, from, '..'), { recursive: true });
  symlinkSync(join(root, to), join(root, from));
}

const HUB = 'sys/devices/pci0/usb1/1-1';
const SCANNER = `${HUB}/1-1.2`;

/** A CDC scanner behind a hub, an 8250 port that is not there and one that is, a console, a pseudo-terminal's master. */
function machine(): void {
  write(HUB, { idVendor: '05e3', idProduct: '0608', bDeviceClass: '09' });
  write(SCANNER, {
    idVendor: '1eab',
    idProduct: '0c06',
    manufacturer: 'Newland',
    product: 'HR3260',
    bDeviceClass: '02',
  });
  write(`${SCANNER}/1-1.2:1.0`, { uevent: 'DEVTYPE=usb_interface\nDRIVER=cdc_acm' });
  write(`${SCANNER}/1-1.2:1.1`, { uevent: 'DEVTYPE=usb_interface' });
  write(`${SCANNER}/1-1.2:1.0/tty/ttyACM0`, { dev: '166:0' });
  link(`${SCANNER}/1-1.2:1.0/tty/ttyACM0/device`, `${SCANNER}/1-1.2:1.0`);
  link('sys/class/tty/ttyACM0', `${SCANNER}/1-1.2:1.0/tty/ttyACM0`);
  for (const [name, type] of [
    ['ttyS0', '4'],
    ['ttyS1', '0'],
  ] as const) {
    write(`sys/devices/platform/serial8250/tty/${name}`, { type });
    link(`sys/devices/platform/serial8250/tty/${name}/device`, 'sys/devices/platform/serial8250');
    link(`sys/class/tty/${name}`, `sys/devices/platform/serial8250/tty/${name}`);
  }
  for (const name of ['console', 'ptmx', 'tty0']) write(`sys/class/tty/${name}`, { dev: '5:1' });
  for (const name of ['1-1', '1-1.2']) link(`sys/bus/usb/devices/${name}`, name === '1-1' ? HUB : SCANNER);
  for (const name of ['1-1.2:1.0', '1-1.2:1.1']) link(`sys/bus/usb/devices/${name}`, `${SCANNER}/${name}`);
  write('dev', { ttyACM0: '' });
  link('dev/serial/by-id/usb-Newland_HR3260-if00', 'dev/ttyACM0');
}

test('ports are listed with the name that stays and with what their USB device says; phantoms and consoles are not', async () => {
  machine();
  expect(await linuxSerialPorts(root)).toEqual([
    {
      path: '/dev/ttyACM0',
      stablePath: '/dev/serial/by-id/usb-Newland_HR3260-if00',
      usb: { vendorId: 0x1eab, productId: 0x0c06, manufacturer: 'Newland', product: 'HR3260', serial: null },
    },
    { path: '/dev/ttyS0', stablePath: null, usb: null },
  ]);
});

test('USB devices are listed with the drivers that have them, hubs are not', async () => {
  machine();
  expect(await linuxUsbDevices(root)).toMatchObject([{ place: '1-1.2', vendorId: 0x1eab, drivers: ['cdc_acm'] }]);
});

test('a machine without any of it has none', async () => {
  expect(await linuxSerialPorts(root)).toEqual([]);
  expect(await linuxUsbDevices(root)).toEqual([]);
});

test('the ports of this machine can be listed', async () => {
  const listed = await listSerialPorts();
  expect(listed.ok).toBe(true);
});
