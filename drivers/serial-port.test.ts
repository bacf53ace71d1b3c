import { execFile, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
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

describe.skipIf(PTY_MISSING !== null || process.platform !== 'linux')('on pseudo-terminals', () => {
  // Without the own read of serial-port.ts, about one unplug in fifteen is never told and burns a core.
  test('500 unplugs, in silence, in scans and in writes, are told once each, leak nothing and leave nothing running', {
    timeout: 120_000,
  }, async () => {
    const seed = randomInt(2 ** 31);
    const script = fileURLToPath(new URL('../fixtures/devices/unplug-cycles.child.ts', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [script, '500', String(seed)], { timeout: 100_000 });
    const { told, before, after, burning } = JSON.parse(stdout);
    const counts: number[] = Object.values(told);
    expect(
      counts.reduce((sum, count) => sum + count, 0),
      `seed ${seed}`,
    ).toBe(500);
    expect(Math.min(...counts), `each moment was tried, seed ${seed}`).toBeGreaterThan(50);
    expect(after.descriptors, `seed ${seed}`).toBeLessThan(before.descriptors + 5);
    expect(after.threads, `seed ${seed}`).toBeLessThanOrEqual(before.threads);
    // of what a loop without end takes
    expect(burning, `seed ${seed}`).toBeLessThan(0.25);
  });

  async function plugged(): Promise<PtyDevice> {
    const device = new PtyDevice();
    onTestFinished(() => device.remove());
    await device.plug();
    return device;
  }

  test('a port that another process holds is busy, until that ends, however it ends', async () => {
    const { path } = await plugged();
    const holder = () => {
      const script = fileURLToPath(new URL('hold-port.child.ts', import.meta.url));
      const child = spawn(process.execPath, [script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
      onTestFinished(() => void child.kill('SIGKILL'));
      return { child, says: once(child.stdout, 'data').then(([said]) => String(said)) };
    };
    const first = holder();
    expect(await first.says).toBe('open');
    const events = { data() {}, closed() {} };
    expect(await openSerialPort({ path, baud: 9600 }, events)).toMatchObject({ error: { problem: 'busy' } });
    const ended = once(first.child, 'exit');
    first.child.kill('SIGKILL');
    await ended;
    const opened = await openSerialPort({ path, baud: 9600 }, events);
    if (!opened.ok) expect.unreachable(opened.error.detail);
    expect(await holder().says).toBe('busy');
    await opened.value.close();
    expect(await holder().says).toBe('open');
  });

  test.each([9600, 19_200, 115_200])(
    'at %i baud the line is set so: 8 bits, no parity, one stop bit, nothing changed',
    async (baud) => {
      const { path } = await plugged();
      const stty = (...settings: string[]) => promisify(execFile)('stty', ['-F', path, ...settings]);
      await stty('300', 'cstopb', 'crtscts', 'ixon', 'icrnl', 'opost', 'icanon', 'echo', 'isig');
      const opened = await openSerialPort({ path, baud }, { data() {}, closed() {} });
      if (!opened.ok) expect.unreachable(opened.error.detail);
      const { stdout } = await stty('-a');
      await opened.value.close();
      expect(stdout).toContain(`speed ${baud} baud`);
      const settings = stdout.replaceAll(';', '').split(/\s+/);
      const expected = [
        'cs8',
        '-parenb',
        '-cstopb',
        '-crtscts',
        '-ixon',
        '-icrnl',
        '-opost',
        '-icanon',
        '-echo',
        '-isig',
      ];
      expect(expected.filter((each) => !settings.includes(each))).toEqual([]);
    },
  );

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
