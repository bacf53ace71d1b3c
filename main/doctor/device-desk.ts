import type { HidBus } from '../../drivers/hid-device.ts';
import type { SerialPortEntry } from '../../drivers/list-serial-ports.ts';
import type { OpenSerial } from '../../drivers/serial-port.ts';
import type { Text } from '../contract/texts.ts';
import type { Holder } from './holders.ts';

export type HidPlace = { readonly path: string; readonly vendorId: number; readonly productId: number };

/** What the checks of named devices go by; all of it may be made up. */
export type DeviceDesk = {
  readonly bus: HidBus;
  readonly openSerial: OpenSerial;
  /** The ports that are there. */
  readonly ports: readonly SerialPortEntry[];
  readonly holders: (path: string) => Promise<readonly Holder[]>;
  /** The station that runs on this data directory; empty: none does, or nobody can know. */
  readonly station: readonly Holder[];
  /** What gives this user the right to open it. */
  readonly portRight: (path: string) => Promise<Text>;
  readonly hidRight: (device: HidPlace) => Promise<Text>;
  /** ModemManager runs and has not been told to leave that port alone. */
  readonly isProbed: (path: string) => Promise<boolean>;
};
