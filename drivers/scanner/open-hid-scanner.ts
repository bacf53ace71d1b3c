import { err, ok, type Result } from '../../main/contract/result.ts';
import type { OpenError, OpenOnce } from '../device-link.ts';
import { type HidBus, type HidConnection, type HidEntry, listProblem } from '../hid-device.ts';
import { usbIds } from '../usb-ids.ts';
import type { HidScannerConfig } from './hid.ts';
import { type HidProtocol, hidProtocol } from './hid-protocol.ts';
import { BAR_CODE_SCANNER_PAGE, knownScanner } from './known-scanners.ts';
import type { RawDevice } from './raw-scan.ts';

export type FoundHidScanner = {
  readonly device: RawDevice;
  readonly descriptor: Uint8Array | null;
  /** null: nobody knows how to read it. */
  readonly protocol: HidProtocol | null;
};

/**
 * Finds the scanner of station.json among the HID devices, learns how to read it, and opens it. `anyhow`: it is opened
 * though nobody knows how to read it, for a lesson.
 */
export function openHidScanner(
  config: HidScannerConfig,
  bus: HidBus,
  found: (scanner: FoundHidScanner) => void,
  anyhow: () => boolean,
): OpenOnce<HidConnection> {
  return async (events) => {
    const entries = await bus.list();
    if (!entries.ok) return err({ problem: listProblem(entries.error), detail: entries.error });
    const path = config.path === null ? null : await bus.resolve(config.path);
    const entry = findScanner(entries.value, config, path);
    if (!entry.ok) return entry;
    const { vendorId, productId, usagePage, usage } = entry.value;
    const descriptor = await bus.descriptor(entry.value.path);
    const protocol = hidProtocol(entry.value, descriptor, config.profile);
    if (!protocol.ok && !(anyhow() && protocol.error.problem === 'layout-unknown')) return protocol;
    const opened = await bus.open(entry.value.path, events);
    if (!opened.ok) return opened;
    const device = { vendorId, productId, usagePage, usage };
    found({ device, descriptor, protocol: protocol.ok ? protocol.value : null });
    const enable = knownScanner(entry.value)?.enable ?? null;
    // A scanner that needs no enabling refuses the report: that is no failure. One that is gone says so by itself.
    if (enable !== null) await opened.value.sendFeature(Uint8Array.from(enable));
    return opened;
  };
}

/** `path` with its links resolved. Of a device with several collections, that of the bar code scanner page. */
export function findScanner(
  entries: readonly HidEntry[],
  { usb, serial }: HidScannerConfig,
  path: string | null,
): Result<HidEntry, OpenError> {
  const named = entries.filter((entry) =>
    usb === null ? entry.path === path : usbIds(entry) === usb && (serial === null || entry.serial === serial),
  );
  const scanners = named.filter(({ usagePage }) => usagePage === BAR_CODE_SCANNER_PAGE);
  const candidates = new Map((scanners.length > 0 ? scanners : named).map((entry) => [entry.path, entry]));
  const [found, ...others] = candidates.values();
  if (found === undefined) return err({ problem: 'missing', detail: 'no such HID device is plugged in' });
  // Several interfaces of one device, none of them on the scanner page, are as doubtful as several scanners.
  if (others.length > 0) {
    const detail = `${candidates.size} such devices are plugged in: name one by "serial" or "path"`;
    return err({ problem: 'ambiguous', detail });
  }
  return ok(found);
}
