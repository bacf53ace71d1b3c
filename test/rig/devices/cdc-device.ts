import { openSerialPort, type SerialConnection } from '../../../drivers/serial-port.ts';
import type { SerialDevice } from '../../../fixtures/devices/pty-device.ts';
import { UsbGadget } from './gadget.ts';
import { until } from './until.ts';
import { serialById } from './usb-devices.ts';

/** A serial device by USB CDC ACM: the driver opens its /dev/ttyACM by the name that udev gives it. */
export class CdcDevice implements SerialDevice {
  readonly serial: string;
  readonly path: string;
  readonly #gadget: UsbGadget;
  #farEnd: SerialConnection | null = null;
  #node = '';
  #received: (bytes: Buffer) => void = () => {};

  constructor(serial: string) {
    this.serial = serial;
    this.path = `/dev/serial/by-id/usb-Chot_Rig_CDC_${serial}-if00`;
    // the ids that the kernel's own serial gadget has
    const identity = { vendorId: 0x0525, productId: 0xa4a7, manufacturer: 'Chot', product: 'Rig CDC', serial };
    this.#gadget = new UsbGadget(identity, { kind: 'acm' });
  }

  async plug(): Promise<void> {
    this.#node = await this.#gadget.plug();
    await until(() => serialById(this.serial));
    const path = `/dev/ttyGS${this.#gadget.attribute('port_num')}`;
    const opened = await openSerialPort(
      { path, baud: 115_200 },
      { data: (bytes) => this.#received(Buffer.from(bytes)), closed: () => {} },
    );
    if (!opened.ok) throw new Error(`${path}: ${opened.error.detail}`);
    this.#farEnd = opened.value;
  }

  async unplug(): Promise<void> {
    const farEnd = this.#farEnd;
    this.#farEnd = null;
    await this.#gadget.unplug();
    await farEnd?.close();
    await until(async () => (await serialById(this.serial)) === null);
  }

  /** What the driver of the kernel has made of it: `/dev/ttyACM0`. */
  get node(): string {
    return this.#node;
  }

  write(bytes: Uint8Array | string): void {
    void this.#farEnd?.write(Buffer.from(bytes));
  }

  onReceived(listener: (bytes: Buffer) => void): void {
    this.#received = listener;
  }

  async remove(): Promise<void> {
    await this.unplug();
    await this.#gadget.remove();
  }
}
