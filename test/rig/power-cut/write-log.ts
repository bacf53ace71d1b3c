import { Buffer } from 'node:buffer';

/**
 * The log of Linux's device-mapper target log-writes (kernel source, drivers/md/dm-log-writes.c): all that was written to a
 * disk, in the order in which it became durable. Little-endian, in sectors of 512 bytes: a superblock, then each entry's
 * head in a sector of its own, followed by its data. A write is logged when it is flushed or was itself forced (FUA), a mark
 * at once: what stands before a mark is what the disk guarantees at that moment.
 */
export type LogEntry =
  | { readonly kind: 'mark'; readonly text: string }
  | {
      readonly kind: 'write';
      /** Where on the disk, in bytes. */
      readonly at: number;
      readonly length: number;
      /** Where in the log the data stand; null: the range was discarded and reads as zeros. */
      readonly data: number | null;
      /** Everything before it in the log is durable when it completes. */
      readonly flush: boolean;
      /** It is durable itself when it completes. */
      readonly fua: boolean;
    };

/** Bytes of the log from an offset; fewer where the log ends. */
export type ReadLog = (offset: number, length: number) => Uint8Array;

export const SECTOR = 512;
const MAGIC = 0x6a736677736872n;
const VERSION = 1n;
const [FLUSH, FUA, DISCARD, MARK] = [1, 2, 4, 8];
const HEAD_BYTES = 32;

/** Throws where it is no such log, or one that is cut off: what is tried must not pass for want of entries. */
export function readWriteLog(read: ReadLog): LogEntry[] {
  const superblock = view(read(0, SECTOR), 'the superblock');
  if (superblock.readBigUInt64LE(0) !== MAGIC) throw new Error('this is no log of dm-log-writes');
  const version = superblock.readBigUInt64LE(8);
  const sectorSize = superblock.readUInt32LE(24);
  if (version !== VERSION || sectorSize !== SECTOR)
    throw new Error(`a log of version ${version}, sectors of ${sectorSize}`);
  const count = Number(superblock.readBigUInt64LE(16));
  const entries: LogEntry[] = [];
  let offset = SECTOR;
  for (let number = 0; number < count; number++) {
    const head = view(read(offset, SECTOR), `entry ${number}`);
    const [sector, sectors, flags, dataLength] = [0, 8, 16, 24].map((at) => Number(head.readBigUInt64LE(at)));
    if (sector === undefined || sectors === undefined || flags === undefined || dataLength === undefined) break;
    const has = (flag = 0) => (flags & flag) !== 0;
    offset += SECTOR;
    if (has(MARK)) {
      entries.push({ kind: 'mark', text: head.toString('utf8', HEAD_BYTES, HEAD_BYTES + dataLength) });
      continue;
    }
    const length = sectors * SECTOR;
    const data = has(DISCARD) ? null : offset;
    entries.push({ kind: 'write', at: sector * SECTOR, length, data, flush: has(FLUSH), fua: has(FUA) });
    if (data !== null) offset += length;
  }
  if (read(offset - 1, 1).length !== 1) throw new Error('the log ends within its last entry');
  return entries;
}

function view(bytes: Uint8Array, what: string): Buffer {
  if (bytes.length < SECTOR) throw new Error(`the log ends within ${what}`);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
