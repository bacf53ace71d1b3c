import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { isLeftAlone } from './modem-manager.ts';

/** /dev/null stands for a port: what counts are its number and what lies in sysfs under its name. */
const PORT = '/dev/null';
const { rdev } = statSync(PORT);
const PORT_NUMBER = `c${(rdev >> 8) & 0xfff}:${rdev & 0xff}`;
const USB_NUMBER = 'c189:5';

function machine(udev: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'chot-modem-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const usb = join(root, 'sys/devices/usb1/1-1');
  mkdirSync(join(usb, '1-1:1.0'), { recursive: true });
  writeFileSync(join(usb, 'idVendor'), '1a86\n');
  writeFileSync(join(usb, 'dev'), '189:5\n');
  mkdirSync(join(root, 'sys/class/tty/null'), { recursive: true });
  symlinkSync(join(usb, '1-1:1.0'), join(root, 'sys/class/tty/null/device'));
  mkdirSync(join(root, 'run/udev/data'), { recursive: true });
  for (const [name, text] of Object.entries(udev)) writeFileSync(join(root, 'run/udev/data', name), text);
  return root;
}

test('a port is left alone by what udev keeps of it or of its USB device', async () => {
  const ignored = 'S:serial/by-id/x\nE:ID_MM_DEVICE_IGNORE=1\n';
  expect(await isLeftAlone(PORT, machine({ [PORT_NUMBER]: ignored }))).toBe(true);
  expect(await isLeftAlone(PORT, machine({ [PORT_NUMBER]: 'E:ID_X=1\n', [USB_NUMBER]: ignored }))).toBe(true);
  expect(await isLeftAlone(PORT, machine({ [PORT_NUMBER]: 'E:ID_MM_CANDIDATE=1\n' }))).toBe(false);
});

test('what is no USB port, or no device, is nobody’s', async () => {
  const root = mkdtempSync(join(tmpdir(), 'chot-modem-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  expect(await isLeftAlone(PORT, root)).toBeNull();
  expect(await isLeftAlone(join(root, 'gone'), root)).toBeNull();
});
