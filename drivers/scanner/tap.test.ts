import { describe, expect, onTestFinished, test } from 'vitest';
import { FakeHidScanner, hidPosReports, OPAQUE_DESCRIPTOR } from '../../fixtures/devices/hid-scanner.ts';
import { keystrokesOf } from '../../fixtures/devices/keystrokes.ts';
import { PTY_MISSING } from '../../fixtures/devices/pty-device.ts';
import { ScanRecorder } from '../../fixtures/devices/scan-recorder.ts';
import { FakeSerialScanner } from '../../fixtures/devices/serial-scanner.ts';
import { scannerConfigSchema } from '../../main/contract/station-config.ts';
import { type HidScannerConfig, hidScanner } from './hid.ts';
import type { RawScan } from './raw-scan.ts';
import { type SerialScannerConfig, serialScanner } from './serial.ts';
import type { ScannerSource } from './source.ts';
import { type OfficerKey, PLAIN_WEDGE } from './wedge.ts';
import { wedgeScanner } from './wedge-source.ts';

if (PTY_MISSING !== null) console.warn(`skipped, the tap of a serial scanner was not tried: ${PTY_MISSING}`);

/** Holds what a tap gives until it is asked for. */
class Tapped {
  readonly raw: RawScan[] = [];
  #news = Promise.withResolvers<void>();

  readonly listener = (raw: RawScan) => {
    this.raw.push(raw);
    this.#news.resolve();
    this.#news = Promise.withResolvers();
  };

  async next(): Promise<RawScan> {
    for (;;) {
      const raw = this.raw.shift();
      if (raw !== undefined) return raw;
      await this.#news.promise;
    }
  }
}

function bytesOf(raw: RawScan): string {
  const pieces = raw.kind === 'bytes' ? raw.pieces : [];
  return Buffer.concat(pieces.map(({ bytes }) => bytes)).toString('latin1');
}

function started(source: ScannerSource): ScanRecorder {
  const recorder = new ScanRecorder();
  source.start(recorder.events);
  onTestFinished(() => source.stop());
  return recorder;
}

describe.skipIf(PTY_MISSING !== null)('a serial scanner', () => {
  async function plugged(): Promise<{ fake: FakeSerialScanner; source: ScannerSource; recorder: ScanRecorder }> {
    const fake = new FakeSerialScanner();
    onTestFinished(() => fake.device.remove());
    await fake.device.plug();
    const config = scannerConfigSchema.parse({ kind: 'serial', path: fake.device.path }) as SerialScannerConfig;
    const source = serialScanner(config);
    const recorder = started(source);
    await recorder.untilState('ready');
    return { fake, source, recorder };
  }

  test('gives a lesson all that comes until silence, whatever it is, and the station nothing of it', async () => {
    const { fake, source, recorder } = await plugged();
    const tapped = new Tapped();
    source.tap?.(tapped.listener);
    await fake.send(Buffer.from('\x02one\r\ntw\x1bo\r'), { chunk: 3, pauseMs: 5 });
    const raw = await tapped.next();
    expect(raw).toMatchObject({ kind: 'bytes', baud: 9600 });
    expect(bytesOf(raw)).toBe('\x02one\r\ntw\x1bo\r');
    source.tap?.(null);
    await fake.scan('HC1:AFTER');
    await recorder.untilScans(1);
    expect(recorder.contents).toEqual([{ ok: true, text: 'HC1:AFTER' }]);
  });

  test('is opened at the speed of the lesson, and at its own again afterwards', async () => {
    const { fake, source, recorder } = await plugged();
    const tapped = new Tapped();
    recorder.states.length = 0;
    source.tap?.(tapped.listener, 115_200);
    await recorder.untilState('ready');
    await fake.scan('HC1:FAST');
    expect(await tapped.next()).toMatchObject({ baud: 115_200 });
    recorder.states.length = 0;
    source.tap?.(null);
    await recorder.untilState('ready');
    await fake.scan('HC1:SLOW');
    await recorder.untilScans(1);
    expect(recorder.contents).toEqual([{ ok: true, text: 'HC1:SLOW' }]);
  });

  test('that is stopped while it is being reopened ends, and can be opened again', async () => {
    const { fake, source } = await plugged();
    source.tap?.(() => {}, 115_200);
    source.tap?.(() => {}, 19_200);
    await source.stop();
    const next = scannerConfigSchema.parse({ kind: 'serial', path: fake.device.path }) as SerialScannerConfig;
    await started(serialScanner(next)).untilState('ready');
  });

  test('drops half a scan of a lesson at the unplug', async () => {
    const { fake, source, recorder } = await plugged();
    const tapped = new Tapped();
    source.tap?.(tapped.listener);
    await fake.send(Buffer.from('half'));
    await fake.device.unplug();
    await recorder.untilState('missing');
    await fake.device.plug();
    await recorder.untilState('ready');
    await fake.scan('whole');
    expect(bytesOf(await tapped.next())).toBe('whole\r');
  });
});

describe('a HID scanner', () => {
  test('of which nobody knows how to read it is opened for a lesson, and left again after it', async () => {
    const fake = new FakeHidScanner({ entry: { vendorId: 0x4321 }, descriptor: OPAQUE_DESCRIPTOR });
    fake.plug();
    const config = scannerConfigSchema.parse({ kind: 'hid', usb: '4321:0b61' }) as HidScannerConfig;
    const source = hidScanner(config, fake.bus);
    const recorder = started(source);
    await recorder.untilState('fault');
    const tapped = new Tapped();
    source.tap?.(tapped.listener);
    await recorder.untilState('ready');
    const reports = hidPosReports('HC1:LESSON'.repeat(12), 'newland');
    await fake.send(reports);
    const raw = await tapped.next();
    expect(raw).toMatchObject({ kind: 'reports', device: { vendorId: 0x4321 }, descriptor: OPAQUE_DESCRIPTOR });
    expect(raw.kind === 'reports' && raw.reports.map(({ bytes }) => bytes)).toEqual(reports);
    source.tap?.(null);
    await recorder.untilState('fault');
    expect([recorder.contents, fake.isOpen]).toEqual([[], false]);
  });
});

describe('a scanner that types', () => {
  const at = () => performance.now() + 5_000_000;

  test('gives a lesson all its keys; the officer keeps the keyboard meanwhile', async () => {
    const officer: OfficerKey[] = [];
    const source = wedgeScanner({ kind: 'wedge', idleMs: 80, ...PLAIN_WEDGE }, (key) => officer.push(key));
    const recorder = started(source);
    const tapped = new Tapped();
    source.tap?.(tapped.listener);
    source.keys([{ code: 'Digit7', shift: false, modified: false, at: at() }]);
    const start = at() + 100;
    const held = { code: 'AltRight', shift: false, modified: true, at: start };
    // a Tab in the middle ends no scan of a lesson
    const keys = [held, ...keystrokesOf('HC1:LESSON\r', { gapMs: 1, start })].map((key, index) =>
      index === 6 ? { ...key, code: 'Tab' } : key,
    );
    source.keys(keys);
    expect(await tapped.next()).toEqual({ kind: 'keys', keys });
    expect(officer).toEqual([{ kind: 'typed', key: '7' }]);
    expect(recorder.contents).toEqual([]);
    source.tap?.(null);
    source.keys(keystrokesOf('HC1:AFTER\r', { gapMs: 1, start: at() }));
    await recorder.untilScans(1);
    expect(recorder.contents).toEqual([{ ok: true, text: 'HC1:AFTER' }]);
  });
});
