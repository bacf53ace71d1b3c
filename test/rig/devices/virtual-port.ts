import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync, write } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const PORTS = '/sys/class/virtio-ports';
const writeFd = promisify(write);

/**
 * A port of the emulated machine (virtio-serial), open while this object lives. It is read by a process of its own: a thread
 * of Node that waits there could not be called off, and would keep the process from ending.
 */
export class VirtualPort {
  readonly #descriptor: number;
  readonly #reader: ChildProcess;
  #lastWrite: Promise<unknown> = Promise.resolve();

  constructor(name: string, received: (bytes: Buffer) => void) {
    const port = readdirSync(PORTS).find((each) => readFileSync(join(PORTS, each, 'name'), 'utf8').trim() === name);
    if (port === undefined) throw new Error(`the machine has no port "${name}"`);
    this.#descriptor = openSync(join('/dev', port), 'r+');
    this.#reader = spawn('cat', { stdio: [this.#descriptor, 'pipe', 'inherit'] });
    this.#reader.stdout?.on('data', received);
  }

  /** Bytes keep their order. */
  write(bytes: Uint8Array): Promise<void> {
    const written = this.#lastWrite.then(async () => {
      for (let from = 0; from < bytes.length; ) from += (await writeFd(this.#descriptor, bytes, from)).bytesWritten;
    });
    this.#lastWrite = written;
    return written;
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.#reader.once('close', resolve));
    this.#reader.kill('SIGKILL');
    await ended;
    closeSync(this.#descriptor);
  }
}
