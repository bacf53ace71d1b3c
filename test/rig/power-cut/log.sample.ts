import { Buffer } from 'node:buffer';
import { SECTOR } from './write-log.ts';

/** What a log is made of in tests; `flags` as the kernel writes them. */
export type SampleEntry =
  | { readonly mark: string }
  | { readonly sector: number; readonly data: Uint8Array; readonly flags: number }
  | { readonly sector: number; readonly discardedSectors: number };

export const [FLUSH, FUA, DISCARD, MARK] = [1, 2, 4, 8] as const;

/** A log as dm-log-writes writes it. */
export function logOf(entries: readonly SampleEntry[]): Buffer {
  const superblock = Buffer.alloc(SECTOR);
  superblock.writeBigUInt64LE(0x6a736677736872n, 0);
  superblock.writeBigUInt64LE(1n, 8);
  superblock.writeBigUInt64LE(BigInt(entries.length), 16);
  superblock.writeUInt32LE(SECTOR, 24);
  return Buffer.concat([superblock, ...entries.flatMap(entryOf)]);
}

function entryOf(entry: SampleEntry): Uint8Array[] {
  if ('mark' in entry) return [head(0, 0, MARK, entry.mark)];
  if ('discardedSectors' in entry) return [head(entry.sector, entry.discardedSectors, DISCARD, '')];
  return [head(entry.sector, entry.data.length / SECTOR, entry.flags, ''), entry.data];
}

function head(sector: number, sectors: number, flags: number, text: string): Buffer {
  const bytes = Buffer.alloc(SECTOR);
  for (const [at, value] of [sector, sectors, flags, text.length].entries())
    bytes.writeBigUInt64LE(BigInt(value), at * 8);
  bytes.write(text, 32);
  return bytes;
}

export function readerOf(log: Uint8Array): (offset: number, length: number) => Uint8Array {
  return (offset, length) => log.subarray(offset, offset + length);
}

/** Whole sectors filled with one value. */
export function sectorsOf(value: number, count = 1): Uint8Array {
  return new Uint8Array(count * SECTOR).fill(value);
}
