import { readFile, realpath } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Device, devicesAsync, HID, HIDAsync } from 'node-hid';
import { err, ok, type Result } from '../main/contract/result.ts';
import type { Connection, ConnectionEvents, OpenError } from './device-link.ts';
import { isStillAt, nodeOf } from './device-node.ts';
import { deviceOpenings, FewAtATime } from './few-at-a-time.ts';
import { exclusiveHidBus } from './hid-exclusive.ts';
import type { OpenProblem } from './supervise.ts';

/**
 * The only file that imports node-hid. Its HIDAsync reads on a thread of its own for each open device, so quiet devices
 * do not take the few threads that files and databases need.
 */

/** One top-level collection of a HID device, as the system lists it; a device may have several on one path. */
export type HidEntry = {
  readonly path: string;
  readonly vendorId: number;
  readonly productId: number;
  readonly serial: string | null;
  readonly manufacturer: string | null;
  readonly product: string | null;
  readonly usagePage: number | null;
  readonly usage: number | null;
};

export type HidConnection = Connection & {
  /** Output report, its report id first (0 where the device numbers none). */
  write(report: Uint8Array): Promise<Result<void, string>>;
  /** Feature report, its report id first. */
  sendFeature(report: Uint8Array): Promise<Result<void, string>>;
  /** `length` with the report id, which is the first byte of the answer on most systems. */
  getFeature(reportId: number, length: number): Promise<Result<Uint8Array, string>>;
  /** At once and before this returns, for the end of the process alone; where that cannot be, nothing happens. */
  writeLast(as: 'output' | 'feature', report: Uint8Array): void;
};

/** What drivers need of the HID devices of this machine; fakes take its place. */
export type HidBus = {
  list(): Promise<Result<readonly HidEntry[], string>>;
  /** A path of station.json, its symbolic links followed, as `list` would name the device. */
  resolve(path: string): Promise<string>;
  /** Input reports come as `data`, with their report id first where the device numbers its reports. */
  open(path: string, events: ConnectionEvents): Promise<Result<HidConnection, OpenError>>;
  /** The report descriptor; null where the system does not give it (anything but Linux's hidraw). */
  descriptor(path: string): Promise<Uint8Array | null>;
};

export const systemHidBus: HidBus = exclusiveHidBus({ list, resolve, open, descriptor });

/** node-hid lists and opens one at a time; what would wait for another must hold no turn meanwhile. */
const hidOpenings = new FewAtATime(1);
const inTurn = <T>(act: () => Promise<T>) => hidOpenings.run(() => deviceOpenings.run(act));

async function list(): Promise<Result<readonly HidEntry[], string>> {
  try {
    return ok((await inTurn(() => devicesAsync())).flatMap(entryOf));
  } catch (error) {
    return err(messageOf(error));
  }
}

function entryOf(device: Device): HidEntry[] {
  if (device.path === undefined) return [];
  return [
    {
      path: device.path,
      vendorId: device.vendorId,
      productId: device.productId,
      serial: device.serialNumber || null,
      manufacturer: device.manufacturer || null,
      product: device.product || null,
      usagePage: device.usagePage ?? null,
      usage: device.usage ?? null,
    },
  ];
}

async function isListed(path: string): Promise<boolean> {
  const listed = await list();
  return !listed.ok || listed.value.some((entry) => entry.path === path);
}

async function resolve(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}

async function open(path: string, events: ConnectionEvents): Promise<Result<HidConnection, OpenError>> {
  let device: HIDAsync;
  try {
    device = await inTurn(() => HIDAsync.open(path));
  } catch (error) {
    const detail = messageOf(error);
    return err({ problem: hidOpenProblem(detail), detail });
  }
  const node = await nodeOf(path);
  let closing: Promise<void> | null = null;
  const release = () => {
    closing ??= device.close().catch(() => {
      // a device that is gone cannot be closed in good order; its descriptor is released all the same
    });
    return closing;
  };
  device.on('data', (report: Buffer) => {
    if (closing === null) events.data(Uint8Array.from(report), performance.now());
  });
  device.on('error', (error: unknown) => {
    if (closing !== null) return;
    void release();
    events.closed(messageOf(error));
  });
  const attempt = async <T>(act: () => Promise<T>): Promise<Result<T, string>> => {
    if (closing !== null) return err('the device is closed');
    try {
      return ok(await act());
    } catch (error) {
      return err(messageOf(error));
    }
  };
  return ok({
    write: (report) =>
      attempt(async () => {
        await device.write(Buffer.from(report));
      }),
    sendFeature: (report) =>
      attempt(async () => {
        await device.sendFeatureReport(Buffer.from(report));
      }),
    getFeature: (reportId, length) =>
      attempt(async () => Uint8Array.from(await device.getFeatureReport(reportId, length))),
    writeLast(as, report) {
      // while another open hangs, node-hid would let this one wait for it, and the process would not end
      if (closing === null && hidOpenings.idle) writeAtOnce(path, as, Buffer.from(report));
    },
    close: release,
    isThere: () => (node === null ? isListed(path) : isStillAt(path, node)),
  });
}

/** By a handle of its own: that of the open device answers later alone. */
function writeAtOnce(path: string, as: 'output' | 'feature', report: Buffer): void {
  try {
    const device = new HID(path, { nonExclusive: true });
    if (as === 'feature') device.sendFeatureReport(report);
    else device.write(report);
    device.close();
  } catch {
    // the process ends; whoever starts it again switches off first
  }
}

/** Linux: sysfs gives the descriptor to everybody, whoever may open the device (Documentation/ABI, sysfs-driver-hid). */
async function descriptor(path: string): Promise<Uint8Array | null> {
  try {
    const name = basename(path);
    return Uint8Array.from(await readFile(`/sys/class/hidraw/${name}/device/report_descriptor`));
  } catch {
    // another system, or gone by now: the table of known devices and the opening tell which
    return null;
  }
}

/** hidapi gives no codes, only the system's sentence. */
export function hidOpenProblem(detail: string): OpenProblem {
  if (/permission denied|access denied|operation not permitted/i.test(detail)) return 'permission';
  if (/resource busy|sharing violation|exclusive access/i.test(detail)) return 'busy';
  if (/no such (file|device)|file not found|cannot find the/i.test(detail)) return 'missing';
  return 'fault';
}

/** node-hid loads libudev and libusb of the system when it is first used. */
export function listProblem(detail: string): OpenProblem {
  return /lib(?:udev|usb)[-.\w]*\.so/.test(detail) ? 'library-missing' : 'fault';
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 200);
}
