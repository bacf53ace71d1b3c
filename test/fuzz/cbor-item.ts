import { Buffer } from 'node:buffer';

/**
 * CBOR as it is written (RFC 8949 section 3), good or bad: what a mutator needs and a decoder hides, such as the width of a
 * length, doubled keys, lengths that lie.
 */
export type CborItem = {
  major: number;
  /** The argument as written; for arrays and maps it may disagree with the children. */
  argument: bigint;
  /** Bytes of the argument: 0 (in the initial byte), 1, 2, 4, 8; −1: indefinite length. */
  width: -1 | 0 | 1 | 2 | 4 | 8;
  /** Of strings. */
  bytes: Uint8Array;
  /** Of arrays, maps (key, value, key, value …), tags (one) and strings of indefinite length. */
  children: CborItem[];
};

const WIDTHS = [1, 2, 4, 8] as const;

/** One item and where it ends; null where the bytes are no CBOR. `depth` bounds recursion. */
export function readItem(
  bytes: Uint8Array,
  from = 0,
  depth = 0,
): { readonly item: CborItem; readonly end: number } | null {
  const initial = bytes[from];
  if (initial === undefined || depth > 64) return null;
  const major = initial >> 5;
  const low = initial & 31;
  if (low > 27 && low < 31) return null;
  const width = low === 31 ? -1 : low < 24 ? 0 : (WIDTHS[low - 24] ?? 8);
  const after = from + 1 + Math.max(0, width);
  if (after > bytes.length) return null;
  const argument = width === -1 ? 0n : width === 0 ? BigInt(low) : readArgument(bytes, from + 1, width);
  const item: CborItem = { major, argument, width, bytes: new Uint8Array(0), children: [] };
  if (major === 2 || major === 3) return readString(bytes, after, item, depth);
  if (major < 4 || major === 7) return { item, end: after };
  const count = width === -1 ? Number.POSITIVE_INFINITY : major === 6 ? 1 : Number(argument) * (major === 5 ? 2 : 1);
  return readChildren(bytes, after, item, count, depth);
}

function readArgument(bytes: Uint8Array, from: number, width: number): bigint {
  let value = 0n;
  for (const byte of bytes.subarray(from, from + width)) value = (value << 8n) | BigInt(byte);
  return value;
}

function readString(bytes: Uint8Array, from: number, item: CborItem, depth: number) {
  if (item.width === -1) return readChildren(bytes, from, item, Number.POSITIVE_INFINITY, depth);
  const end = from + Number(item.argument);
  if (end > bytes.length) return null;
  item.bytes = bytes.subarray(from, end);
  return { item, end };
}

function readChildren(bytes: Uint8Array, from: number, item: CborItem, count: number, depth: number) {
  let end = from;
  while (item.children.length < count) {
    if (count === Number.POSITIVE_INFINITY && bytes[end] === 0xff) return { item, end: end + 1 };
    const child = readItem(bytes, end, depth + 1);
    if (child === null) return null;
    item.children.push(child.item);
    end = child.end;
  }
  return { item, end };
}

export function writeItem(item: CborItem): Uint8Array {
  const parts: Uint8Array[] = [];
  write(item, parts);
  return Buffer.concat(parts);
}

function write(item: CborItem, parts: Uint8Array[]): void {
  parts.push(head(item), item.bytes);
  for (const child of item.children) write(child, parts);
  if (item.width === -1 && item.major !== 7) parts.push(Uint8Array.of(0xff));
}

function head({ major, argument, width }: CborItem): Uint8Array {
  const low = width === -1 ? 31 : width === 0 ? Number(argument & 31n) : 24 + WIDTHS.indexOf(width);
  const bytes = new Uint8Array(1 + Math.max(0, width));
  bytes[0] = (major << 5) | low;
  for (let at = 0; at < width; at++) bytes[1 + at] = Number((argument >> BigInt(8 * (width - 1 - at))) & 255n);
  return bytes;
}

/** The narrowest width that holds the argument. */
export function widthOf(argument: bigint): CborItem['width'] {
  return argument < 24n ? 0 : argument < 1n << 8n ? 1 : argument < 1n << 16n ? 2 : argument < 1n << 32n ? 4 : 8;
}

export function itemOf(
  major: number,
  argument: bigint,
  content: Partial<Pick<CborItem, 'bytes' | 'children'>> = {},
): CborItem {
  return { major, argument, width: widthOf(argument), bytes: new Uint8Array(0), children: [], ...content };
}
