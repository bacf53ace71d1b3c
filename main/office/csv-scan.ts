const QUOTE = 0x22;
const LF = 0x0a;

/** Longer than any last cell, with its line end. */
const TAIL = 100;

/** Counts the records of a CSV file given in pieces, and keeps the last cell of the first and the newest record. */
export class CsvScan {
  records = 0;
  /** Last cells of the header, the first record after it, and the newest record. */
  header: string | null = null;
  first: string | null = null;
  newest: string | null = null;
  #quoted = false;
  #tail: Uint8Array = new Uint8Array();

  push(piece: Uint8Array): void {
    let start = 0;
    for (let at = 0; at < piece.length; at++) {
      if (piece[at] === QUOTE) this.#quoted = !this.#quoted;
      if (piece[at] !== LF || this.#quoted) continue;
      this.#keep(piece.subarray(start, at + 1));
      this.#endRecord();
      start = at + 1;
    }
    this.#keep(piece.subarray(start));
  }

  /** True when the file does not end with the end of a record. */
  get broken(): boolean {
    return this.#quoted || this.#tail.length > 0;
  }

  #keep(bytes: Uint8Array): void {
    this.#tail = Buffer.concat([this.#tail, bytes.subarray(Math.max(0, bytes.length - TAIL))]);
    this.#tail = this.#tail.subarray(Math.max(0, this.#tail.length - TAIL));
  }

  #endRecord(): void {
    const text = Buffer.from(this.#tail).toString('latin1').trimEnd();
    const cell = text.slice(text.lastIndexOf(',') + 1);
    this.#tail = new Uint8Array();
    if (this.header === null) {
      this.header = cell;
      return;
    }
    this.records++;
    this.first ??= cell;
    this.newest = cell;
  }
}
