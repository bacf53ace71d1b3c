import { type ChildProcess, spawn } from 'node:child_process';

/** Bytes that came from a device to the kernel, and when the transfer was complete, milliseconds since the epoch. */
type Arrival = { readonly bytes: Buffer; readonly at: number };

const HEAD_BYTES = 48;
const DIRECTION_IN = 0x80;
const END_LENGTH = 20;
/** An FTDI adapter puts two bytes of status before what each of its packets carries. */
const FTDI = { packet: 64, status: 2 } as const;

/**
 * Sees what goes over USB, and when, below all drivers (usbmon, binary interface: Documentation/usb/usbmon.rst). Read by a
 * process of its own, as a thread of Node that waits could not be called off.
 */
export class UsbMonitor {
  readonly #reader: ChildProcess;
  readonly #listeners = new Set<(arrival: Arrival) => void>();
  #buffer = Buffer.alloc(0);

  constructor() {
    this.#reader = spawn('cat', ['/dev/usbmon0'], { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#reader.stdout?.on('data', (bytes: Buffer) => this.#take(bytes));
  }

  /**
   * Until the end of a text has come from a device after this call; it must stand in one piece in a report or a stream.
   * Gives when it had come: milliseconds since the epoch, in fractions, by the clock of the kernel.
   */
  untilArrived(text: string): Promise<number> {
    const end = text.slice(-END_LENGTH);
    let [plain, ofFtdi] = ['', ''];
    return new Promise((resolve) => {
      const listener = ({ bytes, at }: Arrival) => {
        plain = plain.slice(-END_LENGTH) + bytes.toString('latin1');
        ofFtdi = ofFtdi.slice(-END_LENGTH) + withoutStatus(bytes).toString('latin1');
        if (!plain.includes(end) && !ofFtdi.includes(end)) return;
        this.#listeners.delete(listener);
        resolve(at);
      };
      this.#listeners.add(listener);
    });
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#reader.once('close', resolve));
    this.#reader.kill('SIGKILL');
    await ended;
  }

  #take(bytes: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, bytes]);
    let from = 0;
    while (this.#buffer.length - from >= HEAD_BYTES) {
      const head = this.#buffer.subarray(from, from + HEAD_BYTES);
      const end = from + HEAD_BYTES + head.readUInt32LE(36);
      if (this.#buffer.length < end) break;
      const isComplete = head[8] === 'C'.charCodeAt(0);
      if (isComplete && ((head[10] ?? 0) & DIRECTION_IN) !== 0 && end > from + HEAD_BYTES) {
        const arrival = {
          bytes: Buffer.from(this.#buffer.subarray(from + HEAD_BYTES, end)),
          at: Number(head.readBigInt64LE(16)) * 1000 + head.readInt32LE(24) / 1000,
        };
        for (const listener of this.#listeners) listener(arrival);
      }
      from = end;
    }
    this.#buffer = this.#buffer.subarray(from);
  }
}

function withoutStatus(bytes: Buffer): Buffer {
  const packets = Array.from({ length: Math.ceil(bytes.length / FTDI.packet) }, (_, index) =>
    bytes.subarray(index * FTDI.packet + FTDI.status, (index + 1) * FTDI.packet),
  );
  return Buffer.concat(packets);
}
