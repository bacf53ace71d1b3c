import type { SerialDevice } from '../../../fixtures/devices/pty-device.ts';
import { farEnd } from '../guest/usb-serial.ts';
import type { Machine } from './machine.ts';
import { until } from './until.ts';
import { deviceNode, serialById, usbDevice } from './usb-devices.ts';
import { VirtualPort } from './virtual-port.ts';

/** A serial device behind an FTDI adapter, which the machine itself plugs in: the driver opens its /dev/ttyUSB by udev's name. */
export class FtdiDevice implements SerialDevice {
  readonly serial: string;
  readonly path: string;
  readonly #machine: Machine;
  readonly #chardev: string;
  readonly #farEnd: VirtualPort;
  #plugged = false;
  #received: (bytes: Buffer) => void = () => {};

  /** @param number of the adapters that the guest was started with */
  constructor(machine: Machine, number: number) {
    this.#machine = machine;
    this.serial = `FTDI${number}`;
    this.path = `/dev/serial/by-id/usb-QEMU_QEMU_USB_SERIAL_${this.serial}-if00-port0`;
    this.#chardev = farEnd(number);
    this.#farEnd = new VirtualPort(this.#chardev, (bytes) => this.#received(bytes));
  }

  async plug(): Promise<void> {
    this.#plugged = true;
    const device = { driver: 'usb-serial', id: this.serial, serial: this.serial, chardev: this.#chardev };
    await this.#machine.execute('device_add', device);
    await until(() => deviceNode(this.serial));
    await until(() => serialById(this.serial));
  }

  async unplug(): Promise<void> {
    if (!this.#plugged) return;
    this.#plugged = false;
    await this.#machine.execute('device_del', { id: this.serial });
    await until(async () => (await usbDevice(this.serial)) === null);
    await until(async () => (await serialById(this.serial)) === null);
  }

  write(bytes: Uint8Array | string): void {
    // what is written into an unplug would wait in the machine for the next plug
    if (this.#plugged) void this.#farEnd.write(Buffer.from(bytes));
  }

  onReceived(listener: (bytes: Buffer) => void): void {
    this.#received = listener;
  }

  async remove(): Promise<void> {
    await this.unplug();
    await this.#farEnd.close();
  }
}
