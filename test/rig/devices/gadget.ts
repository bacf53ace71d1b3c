import { mkdirSync, readdirSync, readFileSync, rmdirSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from './until.ts';
import { deviceNode, usbDevice } from './usb-devices.ts';

const GADGETS = '/sys/kernel/config/usb_gadget';
const CONTROLLERS = '/sys/class/udc';
const ENGLISH = '0x409';

/** Gadgets are made by one process at a time. */
const taken = new Set<string>();

export type GadgetIdentity = {
  readonly vendorId: number;
  readonly productId: number;
  readonly manufacturer: string;
  readonly product: string;
  /** Tells it from all others of the guest. */
  readonly serial: string;
};

/** A function of Linux's gadget framework, as configfs names it, and its attributes. */
export type GadgetFunction = {
  readonly kind: 'hid' | 'acm' | 'ffs';
  readonly attributes?: Readonly<Record<string, string | Uint8Array>>;
};

/**
 * A USB device made by the guest's kernel (Documentation/usb/gadget_configfs.rst), at the other end of a host controller
 * of software (dummy_hcd): the kernel finds it, enumerates it and binds its real drivers to it.
 */
export class UsbGadget {
  readonly serial: string;
  readonly #directory: string;
  readonly #function: string;
  #controller: string | null = null;

  constructor({ vendorId, productId, manufacturer, product, serial }: GadgetIdentity, made: GadgetFunction) {
    this.serial = serial;
    this.#directory = join(GADGETS, serial);
    this.#function = join(this.#directory, 'functions', `${made.kind}.${serial}`);
    const strings = join(this.#directory, 'strings', ENGLISH);
    const attributes = {
      [join(this.#directory, 'idVendor')]: String(vendorId),
      [join(this.#directory, 'idProduct')]: String(productId),
      [join(strings, 'manufacturer')]: manufacturer,
      [join(strings, 'product')]: product,
      [join(strings, 'serialnumber')]: serial,
    };
    mkdirSync(strings, { recursive: true });
    mkdirSync(join(this.#directory, 'configs/c.1'));
    mkdirSync(this.#function);
    for (const [path, value] of Object.entries(attributes)) writeFileSync(path, value);
    for (const [name, value] of Object.entries(made.attributes ?? {})) writeFileSync(join(this.#function, name), value);
    symlinkSync(this.#function, join(this.#directory, 'configs/c.1/function'));
  }

  /** What the kernel says of the function, such as the number of its device for the far end. */
  attribute(name: string): string {
    return readFileSync(join(this.#function, name), 'utf8').trim();
  }

  /** Resolves with the device that a driver of the kernel has made for its users. */
  async plug(): Promise<string> {
    const free = readdirSync(CONTROLLERS).find((name) => !taken.has(name));
    if (free === undefined) throw new Error('no free controller: dummy_hcd has too few (test/rig/guest/modules.ts)');
    taken.add(free);
    this.#controller = free;
    await writeFile(join(this.#directory, 'UDC'), free);
    return until(() => deviceNode(this.serial));
  }

  /** Resolves when the kernel has forgotten the device. */
  async unplug(): Promise<void> {
    const controller = this.#controller;
    if (controller === null) return;
    this.#controller = null;
    await writeFile(join(this.#directory, 'UDC'), '\n');
    taken.delete(controller);
    await until(async () => (await usbDevice(this.serial)) === null);
  }

  async remove(): Promise<void> {
    await this.unplug();
    unlinkSync(join(this.#directory, 'configs/c.1/function'));
    rmdirSync(join(this.#directory, 'configs/c.1'));
    rmdirSync(this.#function);
    rmdirSync(join(this.#directory, 'strings', ENGLISH));
    rmdirSync(this.#directory);
  }
}
