import type { Keystroke } from '../../main/contract/messages.ts';
import type { HidEntry } from '../hid-device.ts';

/** `at`: monotonic milliseconds. */
export type TimedBytes = { readonly bytes: Uint8Array; readonly at: number };

/** As the system lists it. */
export type RawDevice = Pick<HidEntry, 'vendorId' | 'productId' | 'usagePage' | 'usage'>;

/**
 * One scan as it came over its wire, before anything was taken for an end, a prefix or a character: all that came until
 * the wire fell silent for RAW_SILENCE_MS.
 */
export type RawScan =
  /** Of a serial line: reads as they came, at the baud at which the line was open. */
  | { readonly kind: 'bytes'; readonly baud: number; readonly pieces: readonly TimedBytes[] }
  /** Of a HID device: input reports, the report id first where the device numbers its reports. */
  | {
      readonly kind: 'reports';
      readonly device: RawDevice;
      readonly descriptor: Uint8Array | null;
      readonly reports: readonly TimedBytes[];
    }
  /** Of a keyboard, the keys that hold Shift, Alt and the like included. */
  | { readonly kind: 'keys'; readonly keys: readonly Keystroke[] };

/** Longer than any scanner pauses within a scan, known as one that sends terminators or not (STUTTER_MS). */
export const RAW_SILENCE_MS = 600;

export type RawListener = (raw: RawScan) => void;
