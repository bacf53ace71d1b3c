import { MAX_FRAME_BYTES } from './framing.ts';
import { RAW_SILENCE_MS, type TimedBytes } from './raw-scan.ts';
import { Silence } from './silence.ts';

/** More than the longest scan and what stands around it; a stream without end must not fill the memory. */
const MAX_BYTES = 2 * MAX_FRAME_BYTES;

/** Gathers what comes over a wire until it falls silent: one scan as it came. */
export class RawPieces {
  readonly #silence: Silence;
  #pieces: TimedBytes[] = [];
  #bytes = 0;

  constructor(gathered: (pieces: readonly TimedBytes[]) => void) {
    this.#silence = new Silence(() => {
      const pieces = this.#pieces;
      this.reset();
      gathered(pieces);
    });
  }

  push(bytes: Uint8Array, at: number): void {
    this.#silence.until(at + RAW_SILENCE_MS);
    this.#bytes += bytes.length;
    if (this.#bytes <= MAX_BYTES) this.#pieces.push({ bytes: bytes.slice(), at });
  }

  /** What is half gathered is dropped. */
  reset(): void {
    this.#silence.until(null);
    this.#pieces = [];
    this.#bytes = 0;
  }
}
