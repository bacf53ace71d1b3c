import { readSync, writeSync } from 'node:fs';
import { SerialPort } from 'serialport';
import { err, ok, type Result } from '../main/contract/result.ts';
import type { Connection, ConnectionEvents, OpenError } from './device-link.ts';
import { type DeviceNode, isStillAt, nodeOf } from './device-node.ts';
import { deviceOpenings } from './few-at-a-time.ts';
import type { OpenProblem } from './supervise.ts';

/** The only file that imports serialport. Its binding is used bare: no stream, so nothing waits in a second buffer. */

export type SerialConnection = Connection & {
  /** Resolves when the system has taken the bytes; the error is what it said. Writes keep their order. */
  write(bytes: Uint8Array): Promise<Result<void, string>>;
  /** At once and without waiting, for the end of the process alone; where the system has no such write, nothing happens. */
  writeLast(bytes: Uint8Array): void;
};

export type SerialOptions = { readonly path: string; readonly baud: number };
export type OpenSerial = (
  options: SerialOptions,
  events: ConnectionEvents,
) => Promise<Result<SerialConnection, OpenError>>;

const READ_BYTES = 4096;
const CLOSED = 'the device is closed';

/** 8N1, exclusive (flock on Linux). Opening drops what the device sent before. */
export const openSerialPort: OpenSerial = async ({ path, baud }, events) => {
  let channel: Channel;
  try {
    // vmin 1: a read of nothing can then only mean that the device hung up
    const settings = { path, baudRate: baud, lock: true, vmin: 1, vtime: 0 };
    const port = await deviceOpenings.run<Port>(() => SerialPort.binding.open(settings));
    channel = 'poller' in port ? new DescriptorChannel(port) : port;
  } catch (error) {
    const detail = messageOf(error);
    return err({ problem: openProblem(detail), detail });
  }
  const node = channel instanceof DescriptorChannel ? await channel.node() : null;
  let open = true;
  let releasing: Promise<void> | null = null;
  const free = () => {
    releasing ??= release(channel);
    return releasing;
  };
  const reading = readAll(channel, (bytes) => {
    if (open) events.data(bytes, performance.now());
  }).then((detail) => {
    if (!open) return;
    open = false;
    void free();
    events.closed(detail);
  });
  return ok({
    async write(bytes) {
      if (!open) return err(CLOSED);
      try {
        await channel.write(Buffer.from(bytes));
        return ok(undefined);
      } catch (error) {
        return err(messageOf(error));
      }
    },
    writeLast(bytes) {
      if (open && channel instanceof DescriptorChannel) channel.writeLast(bytes);
    },
    async close() {
      open = false;
      await free();
      await reading;
    },
    isThere: () => isStillAt(path, node),
  });
};

export type ListedPort = Awaited<ReturnType<typeof SerialPort.binding.list>>[number];

/** As the system lists them; Linux tells more itself (list-serial-ports.ts). */
export async function listedPorts(): Promise<Result<readonly ListedPort[], string>> {
  try {
    return ok(await SerialPort.binding.list());
  } catch (error) {
    return err(messageOf(error));
  }
}

type Port = Awaited<ReturnType<typeof SerialPort.binding.open>>;
type UnixPort = Extract<Port, { poller: unknown }>;
type Channel = {
  read(buffer: Buffer, offset: number, length: number): Promise<{ bytesRead: number }>;
  write(buffer: Buffer): Promise<void>;
  close(): Promise<void>;
};

/** Flags of libuv's uv_poll_event, as the poller of the binding takes them. */
const READABLE = 1;
const WRITABLE = 2;

/**
 * Reads and writes of our own over the descriptor of serialport 13. Its read tries again at once, for ever, when it gets
 * zero bytes, which a hung-up tty gives always: the unplug is never told and a core burns (serialport/bindings-cpp
 * issue 162). Its close may give the descriptor back under a read that is still on its way, while the number may next
 * moment be another file's. The descriptor never blocks, so neither goes through libuv's threads: on a busy machine a byte would wait
 * there for its turn, twice.
 */
class DescriptorChannel implements Channel {
  readonly #port: UnixPort;
  readonly #underWay = new Set<Promise<unknown>>();
  #lastWrite: Promise<void> = Promise.resolve();
  #waiting = 0;
  #closing = false;

  constructor(port: UnixPort) {
    this.#port = port;
  }

  read(buffer: Buffer, offset: number, length: number): Promise<{ bytesRead: number }> {
    return this.#track(this.#read(buffer, offset, length));
  }

  async #read(buffer: Buffer, offset: number, length: number): Promise<{ bytesRead: number }> {
    // told of bytes first, each time: a device that sends without end lets all else have its turn
    await this.#ready('readable');
    const bytesRead = await this.#retry('readable', (fd) => readSync(fd, buffer, offset, length, null));
    if (bytesRead === 0) throw new Error('the device hung up');
    return { bytesRead };
  }

  /** The file that is open. */
  async node(): Promise<DeviceNode | null> {
    return this.#port.fd === null ? null : nodeOf(this.#port.fd);
  }

  write(buffer: Buffer): Promise<void> {
    const after = this.#lastWrite.then(() => this.#write(buffer));
    this.#lastWrite = after.catch(() => {});
    return this.#track(after);
  }

  async #write(buffer: Buffer): Promise<void> {
    for (let from = 0; from < buffer.length; ) {
      const start = from;
      from += await this.#retry('writable', (fd) => writeSync(fd, buffer, start));
    }
  }

  writeLast(bytes: Uint8Array): void {
    if (this.#closing || this.#port.fd === null) return;
    try {
      writeSync(this.#port.fd, bytes);
    } catch {
      // the process ends; whoever starts it again switches off first
    }
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.#port.poller.stop();
    await Promise.allSettled(this.#underWay);
    await this.#port.close();
  }

  async #retry<T>(ready: 'readable' | 'writable', act: (fd: number) => T): Promise<T> {
    for (;;) {
      if (this.#closing || this.#port.fd === null) throw new Error(CLOSED);
      try {
        return act(this.#port.fd);
      } catch (error) {
        if (!isWouldBlock(error)) throw error;
      }
      if (this.#closing) throw new Error(CLOSED);
      await this.#ready(ready);
    }
  }

  #ready(ready: 'readable' | 'writable'): Promise<void> {
    const flag = ready === 'readable' ? READABLE : WRITABLE;
    this.#waiting |= flag;
    return new Promise((resolve, reject) => {
      this.#port.poller.once(ready, (error: Error | null) => {
        this.#waiting &= ~flag;
        if (error) reject(error);
        else resolve();
      });
      // The poller forgets the one direction when asked for the other.
      this.#port.poller.poll(this.#waiting);
    });
  }

  #track<T>(work: Promise<T>): Promise<T> {
    this.#underWay.add(work);
    const done = () => this.#underWay.delete(work);
    work.then(done, done);
    return work;
  }
}

/** Reads until the device goes; resolves with what the system said then. What `take` throws is a bug, and stays one. */
async function readAll(channel: Channel, take: (bytes: Uint8Array) => void): Promise<string> {
  const buffer = Buffer.alloc(READ_BYTES);
  for (;;) {
    const read = await channel.read(buffer, 0, buffer.length).catch(messageOf);
    if (typeof read === 'string') return read;
    take(Uint8Array.prototype.slice.call(buffer, 0, read.bytesRead));
  }
}

async function release(channel: Channel): Promise<void> {
  try {
    await channel.close();
  } catch {
    // a device that is gone cannot be closed in good order; its descriptor is released all the same
  }
}

function isWouldBlock(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'EAGAIN' || code === 'EWOULDBLOCK' || code === 'EINTR';
}

/** serialport gives no codes, only the system's sentence: Linux and macOS strerror, and its own words on Windows. */
export function openProblem(detail: string): OpenProblem {
  if (/cannot lock port|resource busy|temporarily unavailable|access denied/i.test(detail)) return 'busy';
  if (/permission denied|operation not permitted/i.test(detail)) return 'permission';
  if (/no such (file|device)|file not found/i.test(detail)) return 'missing';
  return 'fault';
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 200);
}
