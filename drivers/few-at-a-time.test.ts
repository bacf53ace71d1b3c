import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { devicesAsync, HIDAsync } from 'node-hid';
import { SerialPort } from 'serialport';
import { expect, test, vi } from 'vitest';
import { FewAtATime } from './few-at-a-time.ts';
import { systemHidBus } from './hid-device.ts';
import { openSerialPort } from './serial-port.ts';

vi.mock('serialport', () => ({ SerialPort: { binding: { open: vi.fn() } } }));
vi.mock('node-hid', () => ({ HID: vi.fn(), HIDAsync: { open: vi.fn() }, devicesAsync: vi.fn() }));

test('so many run at a time, in the order in which they were asked for, and one that fails makes room', async () => {
  const few = new FewAtATime(2);
  const begun: number[] = [];
  const ends = [0, 1, 2, 3].map(() => Promise.withResolvers<number>());
  const results = ends.map(({ promise }, index) =>
    few.run(() => {
      begun.push(index);
      return promise;
    }),
  );
  const turn = () => new Promise(setImmediate);
  await turn();
  expect(begun).toEqual([0, 1]);
  ends[1]?.reject(new Error('no'));
  await expect(results[1]).rejects.toThrow('no');
  await turn();
  expect(begun).toEqual([0, 1, 2]);
  for (const index of [2, 0, 3]) ends[index]?.resolve(index);
  expect(await Promise.all([results[0], results[2], results[3]])).toEqual([0, 2, 3]);
  expect(begun).toEqual([0, 1, 2, 3]);
});

test('however many drivers of the system hang, files and names have threads left', async () => {
  const never = () => new Promise<never>(() => {});
  vi.mocked(SerialPort.binding.open).mockImplementation(never);
  vi.mocked(HIDAsync.open).mockImplementation(never);
  vi.mocked(devicesAsync).mockImplementation(never);
  const events = { data() {}, closed() {} };
  for (let device = 0; device < 8; device++) {
    void systemHidBus.list();
    void systemHidBus.open(`/dev/hidraw${device}`, events);
  }
  await readFile(fileURLToPath(import.meta.url));
  const hid = () => vi.mocked(HIDAsync.open).mock.calls.length + vi.mocked(devicesAsync).mock.calls.length;
  expect(hid(), 'node-hid does one at a time: it holds one turn, and leaves one to ports').toBe(1);
  for (let device = 0; device < 8; device++) void openSerialPort({ path: `/dev/ttyUSB${device}`, baud: 9600 }, events);
  await readFile(fileURLToPath(import.meta.url));
  expect(hid() + vi.mocked(SerialPort.binding.open).mock.calls.length).toBe(2);
});
