import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  FakeHidScanner,
  hidBus,
  hidPosReports,
  OPAQUE_DESCRIPTOR,
  type ReportShape,
  zebraBlocks,
} from '../../fixtures/devices/hid-scanner.ts';
import { ScanRecorder } from '../../fixtures/devices/scan-recorder.ts';
import { scannerConfigSchema } from '../../main/contract/station-config.ts';
import type { HidBus } from '../hid-device.ts';
import { exclusiveHidBus } from '../hid-exclusive.ts';
import { type CableBench, cableConformance, deliveryConformance, scannerConformance } from './conformance.ts';
import { type HidScannerConfig, hidScanner } from './hid.ts';
import { LATE_MS } from './hid-pos.ts';

function config(settings: object): HidScannerConfig {
  const parsed = scannerConfigSchema.parse({ kind: 'hid', ...settings });
  if (parsed.kind !== 'hid') throw new Error(`a scanner of kind ${parsed.kind}`);
  return parsed;
}

const BY_USB = { usb: '0c2e:0b61' };
type Wire = (text: string) => Uint8Array[];

function bench(fake: FakeHidScanner, settings: object, wire: Wire, cable: { silently?: boolean } = {}): CableBench {
  return {
    source: hidScanner(config(settings), fake.bus),
    plug: async () => fake.plug(),
    unplug: async () => fake.unplug(cable),
    scan: (text) => fake.send(wire(text)),
    scanHalf: (text) => fake.send(wire(text.padEnd(100, '.')).slice(0, 1)),
    scanControl: () => fake.send(wire('HC1:\x1b[2J')),
    remove: async () => fake.unplug(),
  };
}

function conforms(name: string, makeBench: () => CableBench): void {
  cableConformance(name, makeBench);
  scannerConformance(name, async () => {
    const plugged = makeBench();
    await plugged.plug();
    return plugged;
  });
}

conforms('a HID scanner that describes its reports', () =>
  bench(new FakeHidScanner({ entry: { vendorId: 0x4321, productId: 0x0001 } }), { usb: '4321:0001' }, (text) =>
    hidPosReports(text),
  ),
);
const KNOWN: readonly [ReportShape, string, object][] = [
  ['honeywell', '0c2e:0b61', {}],
  ['honeywell', '0536:02e1', {}],
  ['newland', '1eab:0003', {}],
  ['shifted', '4321:0001', { profile: 'shifted' }],
];
for (const [shape, usb, settings] of KNOWN) {
  conforms(`a HID scanner ${usb} that does not, by its ${shape} layout,`, () => {
    const [vendorId = 0, productId = 0] = usb.split(':').map((id) => Number.parseInt(id, 16));
    const fake = new FakeHidScanner({ entry: { vendorId, productId }, descriptor: OPAQUE_DESCRIPTOR });
    return bench(fake, { usb, ...settings }, (text) => hidPosReports(text, shape));
  });
}
conforms('a Zebra scanner in simple COM emulation', () => {
  const fake = new FakeHidScanner({
    entry: { vendorId: 0x05e0, productId: 0x0600, usagePage: 0xff45 },
    descriptor: null,
  });
  const end = (text: string) => (text.endsWith('.') ? text : `${text}\r`);
  return bench(fake, { usb: '05e0:0600' }, (text) => zebraBlocks(end(text)));
});

cableConformance('a HID scanner on a system that tells no unplug', () =>
  bench(new FakeHidScanner(), { ...BY_USB, idleMs: 1000 }, (text) => hidPosReports(text), { silently: true }),
);

deliveryConformance('a HID POS scanner', async () => {
  const fake = new FakeHidScanner();
  fake.plug();
  const changed = (change: (reports: Uint8Array[]) => Uint8Array[]) => (text: string) =>
    fake.send(change(hidPosReports(text)));
  const other = Uint8Array.of(0xf0, ...Buffer.alloc(63));
  return {
    ...bench(fake, { ...BY_USB, idleMs: 500 }, (text) => hidPosReports(text)),
    settle: () => sleep(2 * LATE_MS),
    harmless: {
      slowly: async (text) => {
        for (const report of hidPosReports(text)) {
          await sleep(20);
          await fake.send([report]);
        }
      },
      'the last report twice': changed((reports) => [...reports, ...reports.slice(-1)]),
      'reports of other kinds between': changed((reports) => reports.flatMap((report) => [other, report, other])),
      'an empty report after it': changed((reports) => [...reports, ...hidPosReports('')]),
    },
    damaging: {
      'the end lost': changed((reports) => reports.slice(0, -1)),
      'a report in the middle twice': changed((reports) => reports.toSpliced(3, 0, reports[2] as Uint8Array)),
      'a report cut': changed((reports) => reports.with(2, (reports[2] as Uint8Array).subarray(0, 30))),
      'a length beyond the report': changed((reports) => reports.with(2, (reports[2] as Uint8Array).with(1, 63))),
    },
  };
});

deliveryConformance('a Zebra scanner in simple COM emulation', async () => {
  const fake = new FakeHidScanner({
    entry: { vendorId: 0x05e0, productId: 0x0600, usagePage: 0xff45 },
    descriptor: null,
  });
  fake.plug();
  const blocks = (text: string) => zebraBlocks(`${text}\r`);
  return {
    ...bench(fake, { usb: '05e0:0600' }, blocks),
    harmless: {
      'with empty blocks between': (text) => fake.send(blocks(text).flatMap((block) => [new Uint8Array(64), block])),
      'in blocks of one byte': (text) =>
        fake.send([...Buffer.from(`${text}\r`)].flatMap((byte) => zebraBlocks(Buffer.of(byte)))),
    },
    damaging: {
      'a length beyond the block': (text) =>
        fake.send(blocks(text).with(1, (blocks(text)[1] as Uint8Array).with(0, 64))),
      'a block cut': (text) => fake.send(blocks(text).with(1, (blocks(text)[1] as Uint8Array).subarray(0, 9))),
    },
  };
});

describe('finding the scanner', () => {
  async function told(bus: HidBus, settings: object): Promise<ScanRecorder> {
    const source = hidScanner(config(settings), bus);
    onTestFinished(() => source.stop());
    const recorder = new ScanRecorder();
    source.start(recorder.events);
    return recorder;
  }
  function plugged(options: ConstructorParameters<typeof FakeHidScanner>[0]): FakeHidScanner {
    const fake = new FakeHidScanner(options);
    fake.plug();
    return fake;
  }

  test('two of the same make are told apart by serial number, or refused', async () => {
    const [one, two] = [
      plugged({ entry: { path: '/dev/hidraw1', serial: 'A' } }),
      plugged({ entry: { path: '/dev/hidraw2', serial: 'B' } }),
    ];
    const second = await told(hidBus([one, two]), { ...BY_USB, serial: 'B' });
    await second.untilState('ready');
    expect([one.isOpen, two.isOpen]).toEqual([false, true]);
    const doubtful = await told(hidBus([one, two]), BY_USB);
    await doubtful.untilState('fault');
    expect(doubtful.states.at(-1)).toMatchObject({ cause: 'ambiguous', detail: expect.stringContaining('"serial"') });
    expect(one.isOpen).toBe(false);
  });

  test('of two alike that no serial tells apart none is taken, though the other lane holds one of them', async () => {
    const fakes = [1, 2].map((number) => plugged({ entry: { path: `/dev/hidraw${number}`, serial: null } }));
    const bus = exclusiveHidBus(hidBus(fakes));
    const first = await told(bus, { path: '/dev/hidraw1' });
    await first.untilState('ready');
    const second = await told(bus, BY_USB);
    await second.untilState('fault');
    expect(second.states.at(-1)?.cause).toBe('ambiguous');
    expect(fakes.map(({ isOpen }) => isOpen)).toEqual([true, false]);
  });

  test('one scanner on two lanes, by its make and by a path, is read on one of them, and told busy on the other', async () => {
    const fake = plugged({});
    const bus = exclusiveHidBus({ ...fake.bus, resolve: async () => fake.entry.path });
    const first = await told(bus, BY_USB);
    await first.untilState('ready');
    const second = await told(bus, { path: '/dev/scanner-by-the-door' });
    await second.untilState('busy');
    await fake.send(hidPosReports('HC1:X'));
    await first.untilScans(1);
    expect([first.scans.length, second.scans.length]).toEqual([1, 0]);
  });

  test.each([{ silently: false }, { silently: true }])(
    'a scanner that comes back under another number is found (%j)',
    async (cable) => {
      const fake = plugged({});
      const recorder = await told(exclusiveHidBus(fake.bus), BY_USB);
      await recorder.untilState('ready');
      fake.unplug(cable);
      fake.plug('/dev/hidraw9');
      if (cable.silently) await recorder.untilState('missing');
      while (!fake.isOpen) await sleep(10);
      await recorder.untilState('ready');
      await fake.send(hidPosReports('HC1:X'));
      await recorder.untilScans(1);
      expect(recorder.states.map(({ state }) => state)).toEqual(['connecting', 'ready', 'missing', 'ready']);
    },
  );

  test('two scanners at once never mix their reports', async () => {
    const fakes = [plugged({ entry: { path: '/dev/hidraw1' } }), plugged({ entry: { path: '/dev/hidraw2' } })] as const;
    const bus = hidBus(fakes);
    const recorders = [await told(bus, { path: '/dev/hidraw1' }), await told(bus, { path: '/dev/hidraw2' })] as const;
    for (const recorder of recorders) await recorder.untilState('ready');
    const texts = ['A'.repeat(40), 'B'.repeat(40)].map((text, at) => `${text}${at}`.repeat(4)) as [string, string];
    const [a, b] = texts.map((text) => hidPosReports(text)) as [Uint8Array[], Uint8Array[]];
    for (let at = 0; at < a.length; at++) {
      await fakes[0].send(a.slice(at, at + 1));
      await fakes[1].send(b.slice(at, at + 1));
    }
    expect(recorders.map(({ contents }) => contents)).toEqual(texts.map((text) => [{ ok: true, text }]));
  });

  test('a scanner that nobody knows and that does not describe itself is a fault with that cause', async () => {
    const fake = plugged({ entry: { vendorId: 0x4321 }, descriptor: OPAQUE_DESCRIPTOR });
    const recorder = await told(fake.bus, { path: fake.entry.path });
    await recorder.untilState('fault');
    expect(recorder.states.at(-1)?.cause).toBe('layout-unknown');
    expect(fake.isOpen).toBe(false);
  });

  test('a mode that carries no QR codes is a fault with that cause', async () => {
    const fake = plugged({ entry: { vendorId: 0x05e0, productId: 0x1300, usagePage: 0xff45 }, descriptor: null });
    const recorder = await told(fake.bus, { usb: '05e0:1300' });
    await recorder.untilState('fault');
    expect(recorder.states.at(-1)).toMatchObject({ cause: 'mode-unreadable', detail: expect.stringContaining('IBM') });
  });

  test('no right to open it: that is told as the cause; when it is there, the scanner is opened', async () => {
    const fake = plugged({});
    fake.openFailures.push({ problem: 'permission', detail: 'Permission denied' });
    const recorder = await told(fake.bus, BY_USB);
    await recorder.untilState('fault');
    expect(recorder.states.at(-1)).toMatchObject({ cause: 'hid-permission', detail: 'Permission denied' });
    await recorder.untilState('ready');
  });

  test('a system without its USB library is told so', async () => {
    const fake = plugged({});
    const detail = 'libudev.so.1: cannot open shared object file: No such file or directory';
    const recorder = await told({ ...fake.bus, list: async () => ({ ok: false, error: detail }) }, BY_USB);
    await recorder.untilState('fault');
    expect(recorder.states.at(-1)).toMatchObject({ cause: 'library-missing', detail });
  });

  test('a Honeywell scanner is enabled after each opening', async () => {
    const fake = plugged({});
    const recorder = await told(fake.bus, BY_USB);
    await recorder.untilState('ready');
    fake.unplug();
    await recorder.untilState('missing');
    fake.plug();
    await recorder.untilState('ready');
    expect(fake.features.map((report) => [...report])).toEqual([
      [0xfe, 1],
      [0xfe, 1],
    ]);
  });
});

test('a scan that loses its end is told incomplete by silence, and the next one is read', async () => {
  const fake = new FakeHidScanner();
  fake.plug();
  const source = hidScanner(config({ ...BY_USB, idleMs: 20 }), fake.bus);
  onTestFinished(() => source.stop());
  const recorder = new ScanRecorder();
  source.start(recorder.events);
  await recorder.untilState('ready');
  await fake.send(hidPosReports('HC1:'.padEnd(200, 'ABCDEFGHIJKLMNOPQRS')).slice(0, -1));
  await recorder.untilScans(1);
  expect(recorder.contents).toEqual([{ ok: false, problem: 'incomplete' }]);
});

test.each([
  ['neither a device nor a path', {}],
  ['both', { usb: '0c2e:0b61', path: '/dev/hidraw0' }],
  ['a serial number without a make', { path: '/dev/hidraw0', serial: 'A' }],
  ['an id in capitals', { usb: '0C2E:0B61' }],
])('station.json that names %s is refused', (_name, settings) => {
  expect(scannerConfigSchema.safeParse({ kind: 'hid', ...settings }).success).toBe(false);
});
