import { DeviceLink, type LinkEvents } from './device-link.ts';
import type { OpenSerial, SerialConnection, SerialOptions } from './serial-port.ts';

/** Keeps one serial device open. */
export class SerialLink extends DeviceLink<SerialConnection> {
  constructor(options: SerialOptions, open: OpenSerial, events: LinkEvents<SerialConnection>) {
    super((connectionEvents) => open(options, connectionEvents), events);
  }
}
