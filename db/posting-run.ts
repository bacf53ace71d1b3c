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
  const reader = { at: 0 };
  for (let length = nextNumber(bytes, reader); length > 0; length = nextNumber(bytes, reader)) {
    const term = bytes.toString('utf8', reader.at, reader.at + length);
    reader.at += length;
    const rowsLength = readNumber(bytes, reader);
    yield [term, readRows(bytes, reader, reader.at + rowsLength)];
  }
}

/** Adds the rows of every term that begins with one of `starts` (UTF-8), of those in `among`; null: all of them. */
export function findInRun(
  run: Uint8Array,
  starts: readonly Uint8Array[],
  among: ReadonlySet<number> | null,
  found: Set<number>,
): void {
  const reader = { at: 0 };
  for (let length = nextNumber(run, reader); length > 0; length = nextNumber(run, reader)) {
    const start = reader.at;
    reader.at += length;
    const rowsLength = readNumber(run, reader);
    const end = reader.at + rowsLength;
    if (starts.some((wanted) => beginsWith(run, start, length, wanted))) {
      for (const seq of readRows(run, reader, end)) if (among === null || among.has(seq)) found.add(seq);
    }
    reader.at = end;
  }
}

function beginsWith(bytes: Uint8Array, start: number, length: number, wanted: Uint8Array): boolean {
  if (length < wanted.length) return false;
  for (let at = 0; at < wanted.length; at += 1) if (bytes[start + at] !== wanted[at]) return false;
  return true;
}

type Reader = { at: number };

function readRows(bytes: Uint8Array, reader: Reader, end: number): number[] {
  const rows: number[] = [];
  let seq = 0;
  while (reader.at < end) {
    seq += readNumber(bytes, reader);
    rows.push(seq);
  }
  return rows;
}

/** 0 at the end of what was encoded. */
function nextNumber(bytes: Uint8Array, reader: Reader): number {
  return reader.at < bytes.length ? readNumber(bytes, reader) : 0;
}

/** By arithmetic: a shift would end at 32 bits. */
function readNumber(bytes: Uint8Array, reader: Reader): number {
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
