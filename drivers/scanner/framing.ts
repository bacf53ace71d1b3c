import { MAX_SCAN_LENGTH } from '../../main/contract/scan.ts';

/**
 * Bytes of a serial scanner → frames, one per scan. Pure: bytes and silence are inputs, time is an argument in
 * monotonic milliseconds.
 *
 * A frame ends at CR, LF or ETX, or, for scanners that send no terminator, after silence. A run of terminators ends one
 * frame (CRLF, however it is split over reads), and an STX before a frame is skipped. An overlong frame is told once, as
 * soon as it is too long, and its rest is swallowed up to the next end.
 */
export type Frame =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly at: number }
  | { readonly kind: 'too-long'; readonly at: number };

/** Room for what stands before the text: a prefix of 20 characters, an AIM identifier and an ECI. */
const MAX_BEFORE_TEXT = 3 * 20 + 10;

/** A UTF-16 unit takes at most three bytes of UTF-8: no text of MAX_SCAN_LENGTH units is longer than this. */
export const MAX_FRAME_BYTES = 3 * MAX_SCAN_LENGTH + MAX_BEFORE_TEXT;

/**
 * How long a scanner known to send terminators may stutter within a scan. Without this patience, a busy hub or a busy
 * machine would cut its scans in two.
 */
export const STUTTER_MS = 500;

const STX = 0x02;
const ETX = 0x03;
const LF = 0x0a;
const CR = 0x0d;

export class Framer {
  readonly #idleMs: number;
  readonly #buffer = new Uint8Array(MAX_FRAME_BYTES);
  #length = 0;
  #overlong = false;
  #lastAt = 0;
  /**
   * The last frame was ended by a byte; unlearnt when silence ends one, so that a QR with a line feed does no harm. Nearly
   * all scanners send a terminator, so the first frame is given the time of one: a scanner without is late once.
   */
  #terminated = true;

  constructor(idleMs: number) {
    this.#idleMs = idleMs;
  }

  push(bytes: Uint8Array, at: number): Frame[] {
    const frames: Frame[] = [];
    for (const byte of bytes) {
      if (byte === CR || byte === LF || byte === ETX) {
        if (this.#open) this.#terminated = true;
        frames.push(...this.#end(at));
        continue;
      }
      if (byte === STX && !this.#open) continue;
      if (this.#length < MAX_FRAME_BYTES) {
        this.#buffer[this.#length++] = byte;
      } else if (!this.#overlong) {
        this.#overlong = true;
        frames.push({ kind: 'too-long', at });
      }
    }
    if (bytes.length > 0) this.#lastAt = at;
    return frames;
  }

  /** When silence would end the open frame; null while there is none. */
  nextDeadline(): number | null {
    if (!this.#open) return null;
    return this.#lastAt + (this.#terminated ? Math.max(this.#idleMs, STUTTER_MS) : this.#idleMs);
  }

  tick(at: number): Frame[] {
    const deadline = this.nextDeadline();
    if (deadline === null || at < deadline) return [];
    this.#terminated = false;
    return this.#end(this.#lastAt);
  }

  /** Bytes of the open frame got lost: what comes of it up to its end is swallowed. */
  spoil(at: number): void {
    this.#overlong = true;
    this.#lastAt = at;
  }

  /** The device went away: half a scan is dropped, never glued to the next. */
  reset(): void {
    this.#length = 0;
    this.#overlong = false;
    this.#terminated = true;
  }

  get #open(): boolean {
    return this.#length > 0 || this.#overlong;
  }

  #end(at: number): Frame[] {
    if (!this.#open) return [];
    const frame: Frame = { kind: 'bytes', bytes: this.#buffer.slice(0, this.#length), at };
    const told = this.#overlong;
    this.#length = 0;
    this.#overlong = false;
    return told ? [] : [frame];
  }
}
