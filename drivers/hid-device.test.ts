import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { hidOpenProblem, systemHidBus } from './hid-device.ts';

const NO_EVENTS = { data() {}, closed() {} };

test('the devices of this machine are listed by the real library, whatever there are', async () => {
  const listed = await systemHidBus.list();
  expect(listed.ok).toBe(true);
});

test('a device that is not there is missing each time it is asked for, and has no descriptor', async () => {
  const path = join(tmpdir(), 'no-such-hidraw');
  for (let attempt = 0; attempt < 3; attempt++) {
    expect(await systemHidBus.open(path, NO_EVENTS)).toMatchObject({ ok: false, error: { problem: 'missing' } });
  }
  expect(await systemHidBus.descriptor(path)).toBe(null);
});

test('a name that a udev rule keeps is followed to the device', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'chot-hid-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  writeFileSync(join(directory, 'hidraw3'), '');
  symlinkSync('hidraw3', join(directory, 'scanner'));
  expect(await systemHidBus.resolve(join(directory, 'scanner'))).toBe(join(directory, 'hidraw3'));
  expect(await systemHidBus.resolve(join(directory, 'unplugged'))).toBe(join(directory, 'unplugged'));
});

test.each([
  ["Failed to open a device with path '/dev/hidraw0': Permission denied", 'permission'],
  ["Failed to open a device with path '/dev/hidraw0': No such file or directory", 'missing'],
  ["Failed to open a device with path '/dev/hidraw0': No such device", 'missing'],
  ['hid_open_path: failed to open IOHIDDevice: (0xE00002C5) exclusive access and device already open', 'busy'],
  ['open_device: CreateFile: (0x00000020) The process cannot access the file: sharing violation', 'busy'],
  ['cannot open device', 'fault'],
])('%s', (detail, problem) => {
  expect(hidOpenProblem(detail)).toBe(problem);
});
