import { expect, test } from 'vitest';
import { FakeHidScanner, hidBus, hidPosReports } from '../fixtures/devices/hid-scanner.ts';
import { exclusiveHidBus } from './hid-exclusive.ts';

const quiet = { data() {}, closed() {} };

function bus() {
  const fake = new FakeHidScanner();
  fake.plug();
  const names = hidBus([fake]);
  const resolve = async (path: string) => (path === '/dev/scanner' ? fake.entry.path : path);
  return { fake, bus: exclusiveHidBus({ ...names, resolve }) };
}

test('a device is open once, by whatever name, and free again after its close', async () => {
  const { fake, bus: exclusive } = bus();
  const first = await exclusive.open('/dev/scanner', quiet);
  if (!first.ok) expect.unreachable(first.error.detail);
  expect(await exclusive.open(fake.entry.path, quiet)).toMatchObject({ ok: false, error: { problem: 'busy' } });
  await first.value.close();
  expect(await exclusive.open(fake.entry.path, quiet)).toMatchObject({ ok: true });
});

test('of two that open it at once one has it', async () => {
  const { fake, bus: exclusive } = bus();
  const opened = await Promise.all([exclusive.open(fake.entry.path, quiet), exclusive.open('/dev/scanner', quiet)]);
  expect(opened.filter(({ ok }) => ok)).toHaveLength(1);
});

test('a failed open holds nothing, nor does a device that went away once it is closed', async () => {
  const { fake, bus: exclusive } = bus();
  fake.openFailures.push({ problem: 'permission', detail: 'not yet' });
  expect(await exclusive.open(fake.entry.path, quiet)).toMatchObject({ ok: false, error: { problem: 'permission' } });
  const opened = await exclusive.open(fake.entry.path, quiet);
  if (!opened.ok) expect.unreachable(opened.error.detail);
  fake.unplug();
  fake.plug();
  await opened.value.close();
  const reports: Uint8Array[] = [];
  const again = await exclusive.open(fake.entry.path, { ...quiet, data: (report) => reports.push(report) });
  expect(again.ok).toBe(true);
  await fake.send(hidPosReports('HC1:X'));
  expect(reports).toHaveLength(1);
});
