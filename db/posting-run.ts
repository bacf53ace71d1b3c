import type { SearchTerm } from './search-terms.ts';

/** By term the rows (`seq`, ascending) that have it. */
export type Postings = Map<SearchTerm, number[]>;

/**
 * A run of the index in bytes: for each term, in order, its length, its UTF-8, the length of its rows, and these as
 * differences from the one before; numbers as LEB128. A length of 0 ends it: what follows fills it up.
 */
export function encodeRun(postings: Postings): Buffer {
  const out = new ByteWriter();
  for (const term of [...postings.keys()].sort()) {
    const name = Buffer.from(term);
    out.number(name.length);
    out.bytes(name);
    const rows = new ByteWriter();
    let previous = 0;
    for (const seq of postings.get(term) ?? []) {
      rows.number(seq - previous);
      previous = seq;
    }
    const encoded = rows.written();
    out.number(encoded.length);
    out.bytes(encoded);
  }
  return out.written();
}

export function* decodeRun(run: Uint8Array): Generator<readonly [SearchTerm, number[]]> {
  const bytes = Buffer.from(run.buffer, run.byteOffset, run.byteLength);
  for (const { start, end, rows } of termsOfRun(bytes)) yield [bytes.toString('utf8', start, end), rows()];
}

/** Adds the rows of every term that begins with one of `starts` (UTF-8). */
export function findInRun(run: Uint8Array, starts: readonly Uint8Array[], found: Set<number>): void {
  const bytes = Buffer.from(run.buffer, run.byteOffset, run.byteLength);
  for (const { start, end, rows } of termsOfRun(bytes)) {
    if (starts.some((wanted) => beginsWith(bytes, start, end, wanted))) for (const seq of rows()) found.add(seq);
  }
}

function beginsWith(bytes: Uint8Array, start: number, end: number, wanted: Uint8Array): boolean {
  if (end - start < wanted.length) return false;
  for (let at = 0; at < wanted.length; at += 1) if (bytes[start + at] !== wanted[at]) return false;
  return true;
}

type FoundTerm = { readonly start: number; readonly end: number; readonly rows: () => number[] };

function* termsOfRun(bytes: Uint8Array): Generator<FoundTerm> {
  const reader = { at: 0 };
  while (reader.at < bytes.length) {
    const length = readNumber(bytes, reader);
    if (length === 0) return;
    const start = reader.at;
    reader.at += length;
    const rowsLength = readNumber(bytes, reader);
    const from = reader.at;
    reader.at += rowsLength;
    yield { start, end: start + length, rows: () => readRows(bytes, from, from + rowsLength) };
  }
}

function readRows(bytes: Uint8Array, from: number, to: number): number[] {
  const rows: number[] = [];
  const reader = { at: from };
  let seq = 0;
  while (reader.at < to) {
    seq += readNumber(bytes, reader);
    rows.push(seq);
  }
  return rows;
}

/** By arithmetic: a shift would end at 32 bits. */
function readNumber(bytes: Uint8Array, reader: { at: number }): number {
  let value = 0;
  for (let factor = 1; ; factor *= 128) {
    const byte = bytes[reader.at] ?? 0;
    reader.at += 1;
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) return value;
  }
}

class ByteWriter {
  #buffer = Buffer.allocUnsafe(64);
  #length = 0;

  number(value: number): void {
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 128)) this.#byte((rest % 128) | 0x80);
    this.#byte(rest);
  }

  bytes(more: Uint8Array): void {
    this.#room(more.length);
    this.#buffer.set(more, this.#length);
    this.#length += more.length;
  }

  written(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  #byte(value: number): void {
    this.#room(1);
    this.#buffer[this.#length] = value;
    this.#length += 1;
  }

  #room(bytes: number): void {
    if (this.#length + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#length + bytes));
    larger.set(this.#buffer.subarray(0, this.#length));
    this.#buffer = larger;
  }
}
