import { afterAll, beforeAll } from 'vitest';
import { type CableBench, cableConformance, scannerConformance } from '../../../drivers/scanner/conformance.ts';
import { hidScanner } from '../../../drivers/scanner/hid.ts';
import { serialScanner } from '../../../drivers/scanner/serial.ts';
import {
  HAND_HELD_DESCRIPTOR,
  hidPosReports,
  OPAQUE_DESCRIPTOR,
  type ReportShape,
  zebraBlocks,
} from '../../../fixtures/devices/hid-scanner.ts';
import { FakeSerialScanner } from '../../../fixtures/devices/serial-scanner.ts';
import { scannerConfigSchema } from '../../../main/contract/station-config.ts';
import { CdcDevice } from './cdc-device.ts';
import { FtdiDevice } from './ftdi-device.ts';
import { HidScannerDevice } from './hid-scanner-device.ts';
import { Machine } from './machine.ts';
import { UsbMonitor } from './usb-monitor.ts';

/** Blocks of 64 bytes on the page of a vendor, without a number. */
const VENDOR_DESCRIPTOR = Buffer.from('0645ff0900a101090115' + '0026ff00750895408102c0', 'hex');

/** Each has devices of its own, so that one that fails leaves the others alone. */
let benches = 0;
let machine: Machine;
let monitor: UsbMonitor;
beforeAll(async () => {
  machine = await Machine.connect();
  monitor = new UsbMonitor();
});
afterAll(async () => {
  await machine.close();
  await monitor.stop();
});

/** Half a scan counts only when the kernel has it: an unplug before that would drop it in the device. */
async function untilArrived(half: string, send: () => Promise<void>): Promise<void> {
  const there = monitor.untilArrived(half);
  await send();
  await there;
}

function serialBench(device: CdcDevice | FtdiDevice): CableBench {
  const fake = new FakeSerialScanner('\r', device);
  const config = scannerConfigSchema.parse({ kind: 'serial', path: device.path });
  if (config.kind !== 'serial') throw new Error('a serial scanner');
  return {
    source: serialScanner(config),
    plug: () => device.plug(),
    unplug: () => device.unplug(),
    scan: (text) => fake.scan(text),
    scanHalf: (text) => untilArrived(text, () => fake.send(Buffer.from(text))),
    scanControl: () => fake.scan('HC1:\x1b[2J'),
    remove: () => device.remove(),
  };
}

type Wire = (text: string) => Uint8Array[];

function hidBench(usb: string, descriptor: Uint8Array, wire: Wire, settings: object = {}): CableBench {
  const [vendorId = 0, productId = 0] = usb.split(':').map((id) => Number.parseInt(id, 16));
  const identity = { vendorId, productId, manufacturer: 'Chot', product: 'HID scanner', serial: `HID${++benches}` };
  const device = new HidScannerDevice(identity, descriptor);
  const config = scannerConfigSchema.parse({ kind: 'hid', usb, ...settings });
  if (config.kind !== 'hid') throw new Error('a HID scanner');
  return {
    source: hidScanner(config),
    plug: () => device.plug(),
    unplug: () => device.unplug(),
    scan: (text) => device.send(wire(text)),
    scanHalf: (text) => untilArrived(text, () => device.send(wire(text.padEnd(100, '.')).slice(0, 1))),
    scanControl: () => device.send(wire('HC1:\x1b[2J')),
    remove: () => device.remove(),
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

conforms('a CDC scanner (cdc-acm)', () => serialBench(new CdcDevice(`CDC${++benches}`)));
conforms('a scanner behind an FTDI adapter (ftdi_sio)', () => serialBench(new FtdiDevice(machine, 0)));
conforms('a HID scanner that describes its reports (usbhid)', () =>
  hidBench('4321:0001', HAND_HELD_DESCRIPTOR, (text) => hidPosReports(text)),
);
const KNOWN: readonly [ReportShape, string, object][] = [
  ['honeywell', '0c2e:0b61', {}],
  ['newland', '1eab:0003', {}],
  ['shifted', '4321:0001', { profile: 'shifted' }],
];
for (const [shape, usb, settings] of KNOWN)
  conforms(`a HID scanner ${usb} that does not, by its ${shape} layout (usbhid)`, () =>
    hidBench(usb, OPAQUE_DESCRIPTOR, (text) => hidPosReports(text, shape), settings),
  );
conforms('a Zebra scanner in simple COM emulation (usbhid)', () =>
  hidBench('05e0:0600', VENDOR_DESCRIPTOR, (text) => zebraBlocks(text.endsWith('.') ? text : `${text}\r`)),
);
