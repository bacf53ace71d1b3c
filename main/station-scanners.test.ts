import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { keystrokesOf } from '../fixtures/devices/keystrokes.ts';
import { PTY_MISSING } from '../fixtures/devices/pty-device.ts';
import { FakeSerialScanner } from '../fixtures/devices/serial-scanner.ts';
import { type ScannerConfig, stationConfigSchema } from './contract/station-config.ts';
import { type StationScanners, stationScanners } from './station-scanners.ts';

if (PTY_MISSING !== null) console.warn(`skipped, no scanner was opened anew: ${PTY_MISSING}`);

type Lane = {
  readonly scanners: StationScanners;
  readonly texts: string[];
  readonly keys: string[];
  readonly data: string;
};

/** The scanners of one lane, open. */
function lane(scanner: object): Lane {
  const data = mkdtempSync(join(tmpdir(), 'chot-scanners-'));
  const file = {
    site: { id: 'test', name: 'Thử', type: 'test' },
    station: 'test-1',
    locality: 'hcm',
    lanes: [{ name: 'gate', direction: 'in', scanners: [scanner] }],
  };
  writeFileSync(join(data, 'station.json'), JSON.stringify(file));
  const scanners = stationScanners(data, stationConfigSchema.parse(file));
  const texts: string[] = [];
  const keys: string[] = [];
  scanners.start({
    scan: ({ content }) => texts.push(content.ok ? content.text : content.problem),
    officerKey: ({ key }) => keys.push(key),
    changed: () => {},
  });
  onTestFinished(async () => {
    await scanners.stop();
    rmSync(data, { recursive: true });
  });
  return { scanners, texts, keys, data };
}

const PLACE = { lane: 'gate', index: 0 };

function settings(scanners: StationScanners): ScannerConfig {
  const found = scanners.setUp.settings(PLACE);
  if (found === null) throw new Error('there is no such scanner');
  return found;
}

test.skipIf(PTY_MISSING !== null)(
  'a serial scanner is opened anew with what was stored, without a restart',
  async () => {
    const scanner = new FakeSerialScanner('\r');
    onTestFinished(() => scanner.device.remove());
    await scanner.device.plug();
    const { scanners, texts, data } = lane({ kind: 'serial', path: scanner.device.path });
    const isReady = () => expect(scanners.ofLane('gate')).toMatchObject([{ state: 'ready' }]);
    await vi.waitFor(isReady, 10_000);
    await scanner.scan('A1first');
    await vi.waitFor(() => expect(texts).toEqual(['A1first']), 10_000);
    const before = settings(scanners);
    if (before.kind !== 'serial') throw new Error('it is a serial one');
    expect(scanners.setUp.store(PLACE, { ...before, prefix: 'A1', baud: 115_200 }).ok).toBe(true);
    expect(JSON.parse(readFileSync(join(data, 'station.json'), 'utf8')).lanes[0].scanners[0]).toEqual({
      kind: 'serial',
      path: scanner.device.path,
      prefix: 'A1',
      baud: 115_200,
    });
    expect(settings(scanners)).toMatchObject({ prefix: 'A1' });
    await vi.waitFor(async () => {
      await scanner.scan('A1second');
      expect(texts).toContain('second');
    }, 10_000);
    isReady();
  },
);

test('what cannot be stored changes nothing', async () => {
  const { scanners, data } = lane({ kind: 'wedge' });
  writeFileSync(join(data, 'station.json'), '{');
  const stored = scanners.setUp.store(PLACE, { ...settings(scanners), prefix: 'A1' } as ScannerConfig);
  expect(stored).toMatchObject({ ok: false, error: expect.stringContaining('station.json') });
  expect(settings(scanners)).toMatchObject({ prefix: '' });
});

test('the keyboard that is opened anew goes on to serve officer and scanner', async () => {
  const { scanners, texts, keys } = lane({ kind: 'wedge' });
  expect(scanners.setUp.store(PLACE, { ...settings(scanners), prefix: 'A1' } as ScannerConfig).ok).toBe(true);
  const type = (text: string) => scanners.keys(keystrokesOf(text, { gapMs: 2, start: performance.now() }));
  await vi.waitFor(() => {
    type('A1scanned\r');
    expect(texts).toContain('scanned');
  }, 10_000);
  await vi.waitFor(() => {
    type('7');
    expect(keys).toContain('7');
  }, 10_000);
});

test.skipIf(PTY_MISSING !== null)(
  'whatever is plugged in instead of a scanner and sends without end is passed over, and named as faulty',
  async () => {
    const scanner = new FakeSerialScanner('\r');
    onTestFinished(() => scanner.device.remove());
    await scanner.device.plug();
    const { scanners, texts } = lane({ kind: 'serial', path: scanner.device.path });
    await vi.waitFor(() => expect(scanners.ofLane('gate')).toMatchObject([{ state: 'ready' }]), 10_000);
    const codes = Array.from({ length: 20_000 }, (_, index) => 100_000_000_000 + index);
    const begun = performance.now();
    await scanner.send(Buffer.from(`${codes.join('\r')}\r`));
    await vi.waitFor(() => expect(scanners.ofLane('gate')).toMatchObject([{ state: 'fault' }]), 10_000);
    await vi.waitFor(async () => {
      await scanner.scan('somebody');
      expect(texts).toContain('somebody');
    }, 10_000);
    expect(texts.length).toBeLessThan(65 + (performance.now() - begun) / 50);
    await vi.waitFor(async () => {
      await scanner.scan('somebody else');
      expect(scanners.ofLane('gate')).toMatchObject([{ state: 'ready' }]);
    }, 10_000);
  },
);
