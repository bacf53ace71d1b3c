import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { PTY_MISSING, PtyDevice } from '../fixtures/devices/pty-device.ts';
import { openProblem, openSerialPort } from './serial-port.ts';

if (PTY_MISSING !== null) console.warn(`skipped, unplugs were not tried: ${PTY_MISSING}`);

test.each([
  ['Error: No such file or directory, cannot open /dev/ttyACM0', 'missing'],
  ['Error: No such device or address, cannot open /dev/ttyUSB0', 'missing'],
  ['Opening COM7: File not found', 'missing'],
  ['Error Resource temporarily unavailable Cannot lock port', 'busy'],
  ['Error: Device or resource busy, cannot open /dev/ttyS0', 'busy'],
  ['Opening COM3: Access denied', 'busy'],
  ['Error: Permission denied, cannot open /dev/ttyACM0', 'permission'],
  ['Error: Inappropriate ioctl for device setting custom baud rate of 9600', 'fault'],
])('%s: %s', (detail, problem) => {
  expect(openProblem(detail)).toBe(problem);
});

test('what is no serial device is a fault, not an exception', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'chot-serial-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const quiet = { data() {}, closed() {} };
  const opened = await openSerialPort({ path: directory, baud: 9600 }, quiet);
  expect(opened).toMatchObject({ ok: false, error: { problem: 'fault' } });
  const missing = await openSerialPort({ path: join(directory, 'none'), baud: 9600 }, quiet);
  expect(missing).toMatchObject({ ok: false, error: { problem: 'missing' } });
});

function descriptors(): number {
  return readdirSync('/proc/self/fd').length;
}

describe.skipIf(PTY_MISSING !== null || process.platform !== 'linux')('on pseudo-terminals', () => {
  // Without the own read of serial-port.ts, about one unplug in fifteen is never told and burns a core.
  test('200 unplugs, in silence and in the middle of bytes, are told once each and leak nothing', {
    timeout: 120_000,
  }, async () => {
    let closes = 0;
    let before = 0;
    for (let round = 0; round < 200; round++) {
      const device = new PtyDevice();
      await device.plug();
      const gone = Promise.withResolvers<void>();
      const opened = await openSerialPort(
        { path: device.path, baud: 9600 },
        {
          data() {},
          closed() {
            closes++;
            gone.resolve();
          },
        },
      );
      expect(opened.ok).toBe(true);
      if (round % 2 === 1) device.write('HC1:HALF A SC');
      await device.remove();
      await gone.promise;
      if (round === 20) before = descriptors();
    }
    expect(closes).toBe(200);
    expect(descriptors()).toBeLessThan(before + 10);
  });

  test('a closed port is free at once, and what was under way ends as a value', async () => {
    const device = new PtyDevice();
    onTestFinished(() => device.remove());
    await device.plug();
    const events = { data() {}, closed: () => expect.unreachable('closed by ourselves') };
    for (let round = 0; round < 20; round++) {
      const opened = await openSerialPort({ path: device.path, baud: 9600 }, events);
      if (!opened.ok) expect.unreachable(opened.error.detail);
      const writing = opened.value.write(new Uint8Array(200_000));
      await opened.value.close();
      expect(typeof (await writing).ok).toBe('boolean');
      expect(await opened.value.write(Uint8Array.of(1))).toEqual({ ok: false, error: 'the device is closed' });
    }
  });
});
