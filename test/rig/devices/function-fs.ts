import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, read, rmdirSync, write, writeSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type GadgetIdentity, UsbGadget } from './gadget.ts';

const readFd = promisify(read);
const writeFd = promisify(write);

/** A control request to the interface (USB 2.0, 9.3), and its two ends. */
export type ControlRequest = {
  readonly requestType: number;
  readonly request: number;
  readonly value: number;
  readonly length: number;
};

export type InterfaceDescription = {
  /** Interface and class descriptors, without those of endpoints. */
  readonly descriptors: Uint8Array;
  readonly output: boolean;
};

export type InterfaceEvents = {
  /** Of a request that gives data: what to answer; null stalls it. */
  answer(request: ControlRequest): Promise<Uint8Array | null>;
  /** Whether a request that brings data is taken at all; if not it is stalled. */
  takes(request: ControlRequest): boolean;
  control(request: ControlRequest, data: Uint8Array): void;
  /** By the interrupt endpoint. */
  output(data: Uint8Array): void;
};

const PACKET = 8;
const EVENT_BYTES = 12;
/** linux/usb/functionfs.h: enum usb_functionfs_event_type. */
const EVENT = { unbind: 1, enable: 2, setup: 4 } as const;
const DIRECTION_IN = 0x80;

/**
 * A USB device whose one interface this process plays, down to its control requests (FunctionFS,
 * Documentation/usb/functionfs.rst): an interrupt endpoint in, perhaps one out.
 */
export class PlayedInterface {
  readonly #gadget: UsbGadget;
  readonly #mount: string;
  readonly #events: InterfaceEvents;
  readonly #control: number;
  readonly #in: number;
  readonly #out: number | null;
  #underWay: Promise<unknown>[] = [];

  constructor(identity: GadgetIdentity, description: InterfaceDescription, events: InterfaceEvents) {
    this.#events = events;
    this.#gadget = new UsbGadget(identity, { kind: 'ffs' });
    this.#mount = join(process.env.TMPDIR ?? '', identity.serial);
    mkdirSync(this.#mount);
    run('mount', '-t', 'functionfs', identity.serial, this.#mount);
    this.#control = openSync(join(this.#mount, 'ep0'), 'r+');
    writeSync(this.#control, descriptors(description));
    writeSync(this.#control, words(2, 16, 0, 0));
    this.#in = openSync(join(this.#mount, 'ep1'), 'r+');
    this.#out = description.output ? openSync(join(this.#mount, 'ep2'), 'r+') : null;
  }

  async plug(): Promise<void> {
    this.#underWay = [this.#serve()];
    await this.#gadget.plug();
  }

  async unplug(): Promise<void> {
    await this.#gadget.unplug();
    await Promise.all(this.#underWay);
  }

  /** By the interrupt endpoint. */
  async input(data: Uint8Array): Promise<void> {
    await writeFd(this.#in, data).catch(unplugged);
  }

  async remove(): Promise<void> {
    await this.unplug();
    for (const descriptor of [this.#in, this.#out, this.#control]) if (descriptor !== null) closeSync(descriptor);
    await this.#gadget.remove();
    run('umount', this.#mount);
    rmdirSync(this.#mount);
  }

  /** Until the cable is out: a read that waits cannot be called off. */
  async #serve(): Promise<void> {
    const buffer = Buffer.alloc(4 * EVENT_BYTES);
    for (;;) {
      const { bytesRead } = await readFd(this.#control, buffer, 0, buffer.length, null);
      for (let at = 0; at < bytesRead; at += EVENT_BYTES) {
        const type = buffer[at + 8];
        if (type === EVENT.unbind) return;
        if (type === EVENT.enable) this.#underWay.push(this.#takeOutput());
        if (type === EVENT.setup) await this.#setup(Buffer.from(buffer.subarray(at, at + 8)));
      }
    }
  }

  async #setup(setup: Buffer): Promise<void> {
    const [requestType = 0, request = 0] = setup;
    const asked = { requestType, request, value: setup.readUInt16LE(2), length: setup.readUInt16LE(6) };
    const buffer = Buffer.alloc(256);
    if ((requestType & DIRECTION_IN) !== 0) {
      const answer = await this.#events.answer(asked);
      // To go against the direction of a request is how FunctionFS is told to stall it.
      if (answer === null) await readFd(this.#control, buffer, 0, 1, null).catch(stalled);
      else await writeFd(this.#control, answer.subarray(0, asked.length));
      return;
    }
    if (!this.#events.takes(asked)) return void (await writeFd(this.#control, buffer.subarray(0, 1)).catch(stalled));
    const { bytesRead } = await readFd(this.#control, buffer, 0, buffer.length, null);
    this.#events.control(asked, Uint8Array.from(buffer.subarray(0, bytesRead)));
  }

  async #takeOutput(): Promise<void> {
    if (this.#out === null) return;
    const buffer = Buffer.alloc(PACKET);
    for (;;) {
      const taken = await readFd(this.#out, buffer, 0, buffer.length, null).catch(unplugged);
      if (taken === undefined) return;
      this.#events.output(Uint8Array.from(buffer.subarray(0, taken.bytesRead)));
    }
  }
}

function descriptors({ descriptors, output }: InterfaceDescription): Buffer {
  const endpoint = (address: number) => [7, 5, address, 3, PACKET, 0, 4];
  const all = [...descriptors, ...endpoint(0x81), ...(output ? endpoint(0x02) : [])];
  const count = output ? 4 : 3;
  const [fullSpeed, highSpeed] = [1, 2];
  const body = Buffer.concat([words(count, count), Buffer.from(all), Buffer.from(all)]);
  return Buffer.concat([words(3, 12 + body.length, fullSpeed | highSpeed), body]);
}

function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [at, value] of values.entries()) bytes.writeUInt32LE(value, 4 * at);
  return bytes;
}

function unplugged(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ESHUTDOWN' && error.code !== 'ENODEV') throw error;
}

/** EL2HLT, for which Node has no name. */
const LEVEL_2_HALTED = -51;

function stalled(error: NodeJS.ErrnoException): undefined {
  if (error.errno !== LEVEL_2_HALTED) throw error;
}

/** Of busybox, which starts sooner in the guest than the host's own over 9p. */
function run(...command: readonly string[]): void {
  execFileSync('/run/bin/busybox', command, { stdio: ['ignore', 'ignore', 'inherit'] });
}
