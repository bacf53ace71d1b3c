import { readdirSync, statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { type GadgetIdentity, UsbGadget } from './gadget.ts';

/** A HID scanner made of the kernel's usb_f_hid: reports of 64 bytes, as it is given them. */
export class HidScannerDevice {
  readonly serial: string;
  readonly #gadget: UsbGadget;
  #farEnd: FileHandle | null = null;
  #node = '';

  constructor(identity: GadgetIdentity, descriptor: Uint8Array) {
    this.serial = identity.serial;
    const attributes = { protocol: '0', subclass: '0', report_length: '64', report_desc: descriptor };
    this.#gadget = new UsbGadget(identity, { kind: 'hid', attributes });
  }

  async plug(): Promise<void> {
    this.#node = await this.#gadget.plug();
    this.#farEnd = await open(hidgWith(this.#gadget.attribute('dev')), 'r+');
  }

  async unplug(): Promise<void> {
    const farEnd = this.#farEnd;
    this.#farEnd = null;
    await this.#gadget.unplug();
    await farEnd?.close();
  }

  /** What the driver of the kernel has made of it: `/dev/hidraw0`. */
  get node(): string {
    return this.#node;
  }

  /** Each report when the kernel of the host has fetched the one before. */
  async send(reports: readonly Uint8Array[]): Promise<void> {
    for (const report of reports) await this.#farEnd?.write(report);
  }

  async remove(): Promise<void> {
    await this.unplug();
    await this.#gadget.remove();
  }
}

/** `dev`: major and minor number, as configfs gives them. */
function hidgWith(dev: string): string {
  const found = readdirSync('/dev').find((name) => {
    if (!name.startsWith('hidg')) return false;
    const { rdev } = statSync(`/dev/${name}`);
    return `${(rdev >> 8) & 0xfff}:${rdev & 0xff}` === dev;
  });
  if (found === undefined) throw new Error(`the kernel made no /dev/hidg for ${dev}`);
  return `/dev/${found}`;
}
