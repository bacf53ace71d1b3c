import type { ScanContent } from '../../main/contract/scan.ts';
import { contentOfBytes } from './content.ts';
import { MAX_FRAME_BYTES } from './framing.ts';

const LF = 0x0a;
const CR = 0x0d;
const BOM = Uint8Array.of(0xef, 0xbb, 0xbf);

/**
 * One scan per line, in order, the last line also where it has no line end. Lines of white space alone are passed over; a
 * CR before the LF is not part of the line, nor is a byte-order mark at the very beginning, which editors put into files.
 * Memory is bounded by the longest pass, whatever the length of a line. Reads no faster than it is asked.
 */
export async function* stdinLines(input: AsyncIterable<Uint8Array>): AsyncGenerator<ScanContent> {
  const line = new Line();
  for await (const chunk of input) {
    let from = 0;
    for (let end = chunk.indexOf(LF); end !== -1; end = chunk.indexOf(LF, from)) {
      line.push(chunk.subarray(from, end));
      yield* line.end();
      from = end + 1;
    }
    line.push(chunk.subarray(from));
  }
  yield* line.end();
}

class Line {
  /** Room for a BOM and a CR besides the text. */
  readonly #bytes = new Uint8Array(MAX_FRAME_BYTES + BOM.length + 1);
  #length = 0;
  #overlong = false;
  #blank = true;
  #first = true;

  push(bytes: Uint8Array): void {
    const fitting = bytes.subarray(0, this.#bytes.length - this.#length);
    this.#bytes.set(fitting, this.#length);
    this.#length += fitting.length;
    if (fitting.length < bytes.length) {
      this.#overlong = true;
      this.#blank &&= bytes.every(isBlank);
    }
  }

  *end(): Generator<ScanContent> {
    let text = this.#bytes.subarray(0, this.#length);
    if (this.#first && BOM.every((byte, index) => text[index] === byte)) text = text.subarray(BOM.length);
    if (!this.#overlong && text.at(-1) === CR) text = text.subarray(0, -1);
    if (this.#overlong) {
      if (!(this.#blank && text.every(isBlank))) yield { ok: false, problem: 'too-long' };
    } else {
      const content = contentOfBytes(text);
      const isBlankText = !content.ok && content.problem === 'empty' && Buffer.from(text).toString().trim() === '';
      if (!isBlankText) yield content;
    }
    this.#length = 0;
    this.#overlong = false;
    this.#blank = true;
    this.#first = false;
  }
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}
