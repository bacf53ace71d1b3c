import { HAND_HELD_DESCRIPTOR, hidPosReports } from '../../../fixtures/devices/hid-scanner.ts';
import type { CdcDevice } from './cdc-device.ts';
import type { FtdiDevice } from './ftdi-device.ts';
import { HidScannerDevice } from './hid-scanner-device.ts';

/** A scanner on the guest's USB, and how station.json names it. */
export type GateScanner = {
  readonly name: string;
  readonly config: object;
  /** What the kernel has made of it when it was last plugged in: `/dev/ttyACM0`. */
  node(): string;
  plug(): Promise<void>;
  unplug(): Promise<void>;
  scan(text: string): Promise<void>;
  /** The beginning of a scan; gives what of the text is on its way. */
  scanHalf(text: string): string;
  remove(): Promise<void>;
};

const BLOCK = 56;
/** An emulated machine falls silent in the middle of a scan, as no scanner does. */
const PATIENCE_MS = 1000;

export function hidGateScanner(serial: string): GateScanner {
  const identity = { vendorId: 0x0c2e, productId: 0x0b61, manufacturer: 'Honeywell', product: 'HID POS', serial };
  const device = new HidScannerDevice(identity, HAND_HELD_DESCRIPTOR);
  return {
    name: serial,
    config: { kind: 'hid', usb: '0c2e:0b61', serial, idleMs: PATIENCE_MS },
    node: () => device.node,
    plug: () => device.plug(),
    unplug: () => device.unplug(),
    scan: (text) => device.send(hidPosReports(text)),
    scanHalf(text) {
      const reports = hidPosReports(text);
      const sent = reports.slice(0, reports.length >> 1);
      void device.send(sent);
      return text.slice(0, sent.length * BLOCK);
    },
    remove: () => device.remove(),
  };
}

export function serialGateScanner(device: CdcDevice | FtdiDevice): GateScanner {
  return {
    name: device.serial,
    config: { kind: 'serial', path: device.path, idleMs: PATIENCE_MS },
    node: () => device.node,
    plug: () => device.plug(),
    unplug: () => device.unplug(),
    scan: async (text) => device.write(`${text}\r`),
    scanHalf(text) {
      const half = text.slice(0, text.length >> 1);
      device.write(half);
      return half;
    },
    remove: () => device.remove(),
  };
}
