import { hidDeviceName } from '../../main/contract/lane-devices.ts';
import type { ScannerConfig } from '../../main/contract/station-config.ts';
import { DeviceLink } from '../device-link.ts';
import { deviceStateTeller } from '../device-state.ts';
import { type HidBus, type HidConnection, systemHidBus } from '../hid-device.ts';
import { hidReader, type ReportReader } from './hid-reader.ts';
import { type FoundHidScanner, openHidScanner } from './open-hid-scanner.ts';
import { RawPieces } from './raw-pieces.ts';
import type { RawListener } from './raw-scan.ts';
import { Reopened } from './reopened.ts';
import { Silence } from './silence.ts';
import type { ScannerEvents, ScannerSource } from './source.ts';

export type HidScannerConfig = Extract<ScannerConfig, { kind: 'hid' }>;

/** A scanner in HID POS mode, or Zebra's simple COM emulation: a HID device that is no keyboard. */
export function hidScanner(config: HidScannerConfig, bus: HidBus = systemHidBus): ScannerSource {
  const name = hidDeviceName(config);
  const links = new Reopened();
  let started: ScannerEvents | null = null;
  let listener: RawListener | null = null;
  let scanner: FoundHidScanner | null = null;
  let reader: ReportReader | null = null;
  const raw = new RawPieces((reports) => {
    if (scanner === null) return;
    const { device, descriptor } = scanner;
    listener?.({ kind: 'reports', device, descriptor, reports });
  });
  const silence = new Silence(() => {
    for (const { content, at } of reader?.tick(performance.now()) ?? []) started?.scan(content, at);
    silence.until(reader?.nextDeadline() ?? null);
  });

  /** A new reader begins with nothing of what was half read. */
  function forget(): void {
    reader = scanner?.protocol ? hidReader(scanner.protocol, config) : null;
    raw.reset();
    silence.until(null);
  }

  function open(events: ScannerEvents): void {
    const tell = deviceStateTeller('hid-pos', name, (state) => events.state(state));
    links.open((current) => {
      const found = (device: FoundHidScanner) => {
        scanner = device;
        forget();
      };
      return new DeviceLink<HidConnection>(
        openHidScanner(config, bus, found, () => listener !== null),
        {
          opened() {},
          data(report, at) {
            if (!current()) return;
            if (listener !== null) {
              raw.push(report, at);
              return;
            }
            for (const scan of reader?.push(report, at) ?? []) events.scan(scan.content, scan.at);
            silence.until(reader?.nextDeadline() ?? null);
          },
          lost() {
            if (!current()) return;
            scanner = null;
            forget();
          },
          state(state, detail) {
            if (current()) tell(state, detail);
          },
        },
      );
    });
  }

  return {
    name,
    start(events) {
      if (started !== null) throw new Error('this scanner was started before');
      started = events;
      open(events);
    },
    tap(next) {
      listener = next;
      // opened for the lesson alone
      const unreadable = next === null && scanner !== null && scanner.protocol === null;
      if (unreadable) scanner = null;
      forget();
      if (unreadable && started !== null) open(started);
    },
    async stop() {
      silence.until(null);
      await links.stop();
      raw.reset();
      silence.until(null);
    },
  };
}
