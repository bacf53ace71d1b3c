import { Buffer } from 'node:buffer';
import type { Cut } from './cuts.ts';
import type { LogEntry, ReadLog } from './write-log.ts';

/** What a disk holds after each of several power cuts, built up from its content before the log began. */
export class DiskAfterCut {
  readonly #disk: Buffer;
  readonly #log: readonly LogEntry[];
  readonly #read: ReadLog;
  #applied = -1;

  /** `before` is changed. */
  constructor(before: Buffer, log: readonly LogEntry[], read: ReadLog) {
    this.#disk = before;
    this.#log = log;
    this.#read = read;
  }

  /** Cuts in the order of time only. `use` sees the content until it is done. */
  async at<T>({ upTo, also }: Cut, use: (disk: Uint8Array) => Promise<T>): Promise<T> {
    if (upTo < this.#applied) throw new Error('cuts go forward in time');
    for (; this.#applied < upTo; this.#applied++) this.#write(this.#applied + 1, null);
    const undo = also.map(({ entry, torn }) => this.#write(entry, torn));
    try {
      return await use(this.#disk);
    } finally {
      for (const { at, bytes } of undo.toReversed()) bytes.copy(this.#disk, at);
    }
  }

  /** Gives what stood there before. */
  #write(index: number, torn: number | null): { readonly at: number; readonly bytes: Buffer } {
    const entry = this.#log[index];
    if (entry?.kind !== 'write') return { at: 0, bytes: Buffer.alloc(0) };
    const length = Math.min(torn ?? entry.length, entry.length);
    const before = Buffer.from(this.#disk.subarray(entry.at, entry.at + length));
    if (entry.data === null) this.#disk.fill(0, entry.at, entry.at + length);
    else this.#disk.set(this.#read(entry.data, length), entry.at);
    return { at: entry.at, bytes: before };
  }
}
