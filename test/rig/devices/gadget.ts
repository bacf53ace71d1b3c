import { mkdirSync, readdirSync, readFileSync, rmdirSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from './until.ts';
import { deviceNode, isThere } from './usb-devices.ts';

const GADGETS = '/sys/kernel/config/usb_gadget';
const ENGLISH = '0x409';

/** Controllers of dummy_hcd that are in use; gadgets are made by one process at a time. */
const taken = new Set<number>();

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
  readonly #controller: number;
  /** As the kernel names what is plugged into that controller's one port. */
  readonly #device: string;
  #plugged = false;

  constructor({ vendorId, productId, manufacturer, product, serial }: GadgetIdentity, made: GadgetFunction) {
    this.serial = serial;
    this.#controller = freeController();
    this.#device = `${busOf(this.#controller)}-1`;
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
    this.#plugged = true;
    await writeFile(join(this.#directory, 'UDC'), `dummy_udc.${this.#controller}`);
    return until(() => deviceNode(this.#device));
  }

  /** Resolves when the kernel has forgotten the device. */
  async unplug(): Promise<void> {
    if (!this.#plugged) return;
    this.#plugged = false;
    await writeFile(join(this.#directory, 'UDC'), '\n');
    await until(() => !isThere(this.#device));
  }

  async remove(): Promise<void> {
    await this.unplug();
    unlinkSync(join(this.#directory, 'configs/c.1/function'));
    rmdirSync(join(this.#directory, 'configs/c.1'));
    rmdirSync(this.#function);
    rmdirSync(join(this.#directory, 'strings', ENGLISH));
    rmdirSync(this.#directory);
    taken.delete(this.#controller);
  }
}

function freeController(): number {
  const all = readdirSync('/sys/class/udc').map((name) => Number(name.split('.')[1]));
  const free = all.find((number) => !taken.has(number));
  if (free === undefined) throw new Error('no free controller: dummy_hcd has too few (test/rig/guest/modules.ts)');
  taken.add(free);
  return free;
}

function busOf(controller: number): number {
  const names = readdirSync(`/sys/devices/platform/dummy_hcd.${controller}`);
  return Number(names.find((name) => /^usb\d+$/.test(name))?.slice('usb'.length));
}
