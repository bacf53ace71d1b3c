import type { DeviceState } from '../../main/contract/messages.ts';
import type { ScanContent } from '../../main/contract/scan.ts';
import type { RawListener } from './raw-scan.ts';

export type ScannerEvents = {
  /** `at`: monotonic milliseconds (performance.now of this process) at the last byte or key. */
  scan(content: ScanContent, at: number): void;
  /** Told once per change, beginning with the state at the start. */
  state(state: DeviceState): void;
};

/**
 * A scanner, whatever it is wired by. Every implementation passes conformance.ts. Scans come in the order in which they
 * were scanned; none comes after `stop` has resolved.
 */
export type ScannerSource = {
  /** For the officer: the path or the kind of the device. */
  readonly name: string;
  start(events: ScannerEvents): void;
  stop(): Promise<void>;
  /**
   * For a lesson: while there is a listener, scans go to it as they came over the wire, and to nobody else. A serial line
   * is reopened at `baud` meanwhile, if one is given, and a HID device whose reports nobody knows is opened all the same.
   * Sources with nothing to learn have none.
   */
  tap?(listener: RawListener | null, baud?: number): void;
};
