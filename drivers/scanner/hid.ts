import { hidDeviceName, type ScannerConfig } from '../../main/contract/station-config.ts';
import { DeviceLink } from '../device-link.ts';
import { deviceStateTeller } from '../device-state.ts';
import { type HidBus, type HidConnection, systemHidBus } from '../hid-device.ts';
import { hidReader, type ReportReader } from './hid-reader.ts';
import { openHidScanner } from './open-hid-scanner.ts';
import { Silence } from './silence.ts';
import type { ScannerEvents, ScannerSource } from './source.ts';

export type HidScannerConfig = Extract<ScannerConfig, { kind: 'hid' }>;

/** A scanner in HID POS mode, or Zebra's simple COM emulation: a HID device that is no keyboard. */
export function hidScanner(config: HidScannerConfig, bus: HidBus = systemHidBus): ScannerSource {
  const name = hidDeviceName(config);
  let link: DeviceLink<HidConnection> | null = null;
  let silence: Silence | null = null;
  let reader: ReportReader | null = null;

  function start(events: ScannerEvents): void {
    if (link !== null) throw new Error('this scanner was started before');
    const wait = () => silence?.until(reader?.nextDeadline() ?? null);
    silence = new Silence(() => {
      for (const { content, at } of reader?.tick(performance.now()) ?? []) events.scan(content, at);
      wait();
    });
    const tell = deviceStateTeller('hid-pos', name, (state) => events.state(state));
    const open = openHidScanner(config, bus, (protocol) => {
      reader = hidReader(protocol, config);
    });
    link = new DeviceLink(open, {
      opened() {},
      data(report, at) {
        for (const scan of reader?.push(report, at) ?? []) events.scan(scan.content, scan.at);
        wait();
      },
      lost() {
        reader = null;
        silence?.until(null);
      },
      state: tell,
    });
    link.start();
  }

  async function stop(): Promise<void> {
    silence?.until(null);
    await link?.stop();
  }

  return { name, start, stop };
}
