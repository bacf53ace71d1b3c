import type { SerialDevice } from '../../../fixtures/devices/pty-device.ts';
import { farEnd } from '../guest/usb-serial.ts';
import type { Machine } from './machine.ts';
import { until } from './until.ts';
import { deviceNode, isThere, serialById, usbDevice } from './usb-devices.ts';
import { VirtualPort } from './virtual-port.ts';

/** A serial device behind an FTDI adapter, which the machine itself plugs in: the driver opens its /dev/ttyUSB by udev's name. */
export class FtdiDevice implements SerialDevice {
  readonly serial: string;
  readonly path: string;
  readonly #machine: Machine;
  readonly #chardev: string;
  readonly #farEnd: VirtualPort;
  #device: string | null = null;
  #node = '';
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
    const device = { driver: 'usb-serial', id: this.serial, serial: this.serial, chardev: this.#chardev };
    await this.#machine.execute('device_add', device);
    const name = await until(() => usbDevice(this.serial));
    this.#device = name;
    this.#node = await until(() => deviceNode(name));
    await until(() => serialById(this.serial));
  }

  async unplug(): Promise<void> {
    const name = this.#device;
    if (name === null) return;
    this.#device = null;
    await this.#machine.unplug(this.serial);
    await until(() => !isThere(name));
    await until(async () => (await serialById(this.serial)) === null);
  }

  /** What the driver of the kernel has made of it: `/dev/ttyUSB0`. */
  get node(): string {
    return this.#node;
  }

  write(bytes: Uint8Array | string): void {
    // what is written into an unplug would wait in the machine for the next plug
    if (this.#device !== null) void this.#farEnd.write(Buffer.from(bytes));
  }

  onReceived(listener: (bytes: Buffer) => void): void {
    this.#received = listener;
  }

  async remove(): Promise<void> {
    await this.unplug();
    await this.#farEnd.close();
  }
}
