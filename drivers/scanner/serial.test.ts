import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { PTY_MISSING, PtyDevice } from '../../fixtures/devices/pty-device.ts';
import { ScanRecorder } from '../../fixtures/devices/scan-recorder.ts';
import { FakeSerialScanner } from '../../fixtures/devices/serial-scanner.ts';
import { type CableBench, cableConformance, deliveryConformance, scannerConformance } from './conformance.ts';
import { type SerialScannerConfig, serialScanner } from './serial.ts';

if (PTY_MISSING !== null) console.warn(`skipped, the serial scanner was not tried: ${PTY_MISSING}`);

/** As long as a real vaccination pass. */
const PASS = `HC1:6BFOXN%TS3DH0YOJ58S S-W5HDC *M0II5XHC9B5G2+$N IOP-IA%NFQ${'GRJPC%OQHIZC4.OI'.repeat(28)}`;

function config(path: string): SerialScannerConfig {
  return { kind: 'serial', path, baud: 9600, idleMs: 50, prefix: '', suffix: '', aim: 'strip' };
}

describe.skipIf(PTY_MISSING !== null)('on pseudo-terminals', { timeout: 60_000 }, () => {
  function bench(fake = new FakeSerialScanner()): CableBench {
    return {
      source: serialScanner(config(fake.device.path)),
      plug: () => fake.device.plug(),
      unplug: () => fake.device.unplug(),
      scan: (text) => fake.scan(text),
      scanHalf: (text) => fake.send(Buffer.from(text)),
      scanControl: () => fake.scan('HC1:\x1b[2J'),
      remove: () => fake.device.remove(),
    };
  }
  cableConformance('a serial scanner', () => bench());
  scannerConformance('a serial scanner', async () => {
    const plugged = bench();
    await plugged.plug();
    return plugged;
  });

  deliveryConformance('a serial scanner', async () => {
    const fake = new FakeSerialScanner('\r\n');
    const plugged = {
      ...bench(fake),
      harmless: {
        'byte by byte': (text: string) => fake.scan(text, { chunk: 1, pauseMs: 1 }),
        'with pauses longer than the silence that ends a scan of others': (text: string) =>
          fake.scan(text, { chunk: 100, pauseMs: 80 }),
        'its end apart': async (text: string) => {
          await fake.send(Buffer.from(`\x02${text}`));
          await sleep(20);
          await fake.send(Buffer.from('\x03'));
          await fake.send(Buffer.from('\r\n'));
        },
      },
      damaging: {
        'bytes that are no UTF-8': (text: string) => fake.scan(Buffer.concat([Buffer.from(text), Buffer.of(0xff)])),
        'a byte changed to a control character': (text: string) => fake.scan(`\x1b${text}`),
        'a flood': (text: string) => fake.scan(text.repeat(200)),
      },
    };
    await plugged.plug();
    return plugged;
  });

  async function plugged(fake: FakeSerialScanner): Promise<ScanRecorder> {
    const source = serialScanner({ ...config(fake.device.path), baud: 115_200 });
    onTestFinished(async () => {
      await source.stop();
      await fake.device.remove();
    });
    await fake.device.plug();
    const recorder = new ScanRecorder();
    source.start(recorder.events);
    await recorder.untilState('ready');
    return recorder;
  }

  for (const terminator of ['\r', '\n', '\r\n', '\x03', ''] as const) {
    test(`a scanner that ends its scans by ${JSON.stringify(terminator)}`, async () => {
      const fake = new FakeSerialScanner(terminator);
      const recorder = await plugged(fake);
      await fake.scan(PASS);
      await recorder.untilScans(1);
      await fake.scan(PASS.slice(0, 20), { chunk: 1, pauseMs: 1 });
      await recorder.untilScans(2);
      expect(recorder.contents).toEqual([
        { ok: true, text: PASS },
        { ok: true, text: PASS.slice(0, 20) },
      ]);
    });
  }

  test('scans back to back, and one that stutters longer than the silence that ends scans without terminator', async () => {
    const fake = new FakeSerialScanner('\r\n');
    const recorder = await plugged(fake);
    await fake.send(Buffer.from('one\r\ntwo\r\nthree\r\n'));
    await recorder.untilScans(3);
    await fake.scan('stutter', { chunk: 4, pauseMs: 120 });
    await recorder.untilScans(4);
    expect(recorder.contents.map((content) => content.ok && content.text)).toEqual(['one', 'two', 'three', 'stutter']);
  });

  test('a busy process does not cut the scan of a scanner without terminator in two', async () => {
    const fake = new FakeSerialScanner('');
    const recorder = await plugged(fake);
    await fake.send(Buffer.from('first '));
    await sleep(15);
    await fake.send(Buffer.from('second'));
    const busyUntil = performance.now() + 150;
    while (performance.now() < busyUntil);
    await recorder.untilScans(1);
    expect(recorder.contents).toEqual([{ ok: true, text: 'first second' }]);
  });

  test('bytes that are no UTF-8 are refused', async () => {
    const fake = new FakeSerialScanner();
    const recorder = await plugged(fake);
    await fake.scan(Uint8Array.from([0x48, 0x43, 0x31, 0xff]));
    await recorder.untilScans(1);
    expect(recorder.contents).toEqual([{ ok: false, problem: 'not-utf8' }]);
  });

  test('a device that another program holds is told busy, and opened when it is free', async () => {
    const device = new PtyDevice();
    await device.plug();
    const holder = serialScanner(config(device.path));
    const second = serialScanner(config(device.path));
    onTestFinished(async () => {
      await holder.stop();
      await second.stop();
      await device.remove();
    });
    const [first, recorder] = [new ScanRecorder(), new ScanRecorder()];
    holder.start(first.events);
    await first.untilState('ready');
    second.start(recorder.events);
    await recorder.untilState('busy');
    await holder.stop();
    await recorder.untilState('ready');
    device.write('HC1:MINE\r');
    await recorder.untilScans(1);
    expect(first.scans).toEqual([]);
  });
});
