import { describe, expect, onTestFinished, test } from 'vitest';
import { FakeHidScanner, hidPosReports, OPAQUE_DESCRIPTOR, zebraBlocks } from '../../fixtures/devices/hid-scanner.ts';
import { ScanRecorder } from '../../fixtures/devices/scan-recorder.ts';
import { scannerConfigSchema } from '../../main/contract/station-config.ts';
import { hidScanner } from './hid.ts';
import { KNOWN_SCANNERS, type KnownScanner, knownScanner } from './known-scanners.ts';

/** A scanner of that row, as it is found on a system that shows no descriptor, or one that says nothing. */
function plugged({ vendorId, productId, usagePage, product }: KnownScanner, descriptor: Uint8Array | null) {
  const entry = { vendorId, productId: productId ?? 0x0b61, usagePage: usagePage ?? 0xff45, product };
  const fake = new FakeHidScanner({ entry, descriptor });
  fake.plug();
  const config = scannerConfigSchema.parse({ kind: 'hid', path: fake.entry.path });
  if (config.kind !== 'hid') throw new Error(config.kind);
  const source = hidScanner(config, fake.bus);
  onTestFinished(() => source.stop());
  const recorder = new ScanRecorder();
  source.start(recorder.events);
  return { fake, recorder };
}

describe.each(KNOWN_SCANNERS.map((row) => [row.product, row] as const))('%s', (_product, row) => {
  test('has a reason, and rows of its own', () => {
    expect(row.reason).toMatch(/manual|guide|usb\.ids|WebHid/);
    const same = ({ vendorId, productId, usagePage }: KnownScanner) => [vendorId, productId, usagePage].join();
    expect(KNOWN_SCANNERS.filter((other) => same(other) === same(row))).toHaveLength(1);
  });

  test.each([null, OPAQUE_DESCRIPTOR])('is read, enabled as it needs, or told how it is set', async (descriptor) => {
    const { fake, recorder } = plugged(row, descriptor);
    if (row.profile === null) {
      await recorder.untilState('fault');
      expect(recorder.states.at(-1)).toMatchObject({ cause: row.mode, detail: `${row.product}: ${row.reason}` });
      return;
    }
    await recorder.untilState('ready');
    expect(fake.features.map((report) => [...report])).toEqual(row.enable === null ? [] : [row.enable]);
    const text = `HC1:${Array.from({ length: 60 }, (_, index) => String(index).padStart(3, '0')).join('')}`;
    await fake.send(row.profile === 'zebra-blocks' ? zebraBlocks(`${text}\r`) : hidPosReports(text, row.profile));
    await recorder.untilScans(1);
    expect(recorder.contents).toEqual([{ ok: true, text }]);
  });
});

test('a product that a row names goes before the row of its vendor', () => {
  expect(knownScanner({ vendorId: 0x0c2e, productId: 0x0007, usagePage: null })?.profile).toBe(null);
  expect(knownScanner({ vendorId: 0x0c2e, productId: 0x0b61, usagePage: 0x8c })?.profile).toBe('honeywell');
});

test('what a scanner maker sells besides, or a scanner shows besides, is not read by the layout of its scanners', async () => {
  const [row] = KNOWN_SCANNERS as [KnownScanner, ...KnownScanner[]];
  expect(knownScanner({ vendorId: row.vendorId, productId: 1, usagePage: 0xff00 })).toBe(null);
  const other = plugged({ ...row, usagePage: 0xff00 }, null);
  await other.recorder.untilState('fault');
  expect(other.recorder.states.at(-1)?.cause).toBe('layout-unknown');
  const keyboard = plugged({ ...row, usagePage: 1 }, OPAQUE_DESCRIPTOR);
  await keyboard.recorder.untilState('fault');
  expect(other.fake.isOpen || keyboard.fake.isOpen).toBe(false);
});
