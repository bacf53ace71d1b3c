import { inflateSync } from 'node:zlib';
import { err, ok, type Result } from '../contract/result.ts';
import type { PassStatus } from '../contract/verdict.ts';

/** Token Status List (draft-ietf-oauth-status-list, sections 4.1 to 4.3). */

type StatusBits = 1 | 2 | 4 | 8;
export type StatusList = {
  readonly bits: StatusBits;
  /** Entries packed from the least significant bit of each byte. */
  readonly bytes: Uint8Array;
  readonly size: number;
};

/** 2^27 entries at 4 bits: a status for everybody in Vietnam. */
export const MAX_STATUS_LIST_BYTES = 64 * 1024 * 1024;

export type StatusListProblem = 'status-bits' | 'status-lst' | 'status-too-large';

/** `lst`: the list as compressed with zlib (RFC 1950), nothing after it. */
export function openStatusList(bits: unknown, lst: Uint8Array): Result<StatusList, StatusListProblem> {
  if (bits !== 1 && bits !== 2 && bits !== 4 && bits !== 8) return err('status-bits');
  const large = lst.length >= LARGE_BYTES;
  try {
    // A large one into a single piece, of which only the pages that are written take memory: pieces would be put together.
    const chunkSize = large ? MAX_STATUS_LIST_BYTES + 1 : undefined;
    const options = { maxOutputLength: MAX_STATUS_LIST_BYTES, chunkSize, info: true };
    // With `info` it is this pair (node:zlib, "Class: Options"), which @types/node does not know.
    const { buffer, engine } = inflateSync(lst, options) as unknown as {
      readonly buffer: Buffer;
      readonly engine: { readonly bytesWritten: number };
    };
    if (engine.bytesWritten !== lst.length) return err('status-lst');
    const bytes = large ? inOwnMemory(buffer) : buffer;
    return ok({ bits, bytes, size: (bytes.length * 8) / bits });
  } catch (error) {
    return err(error instanceof RangeError ? 'status-too-large' : 'status-lst');
  }
}

/** Compressed. So much may unpack to all that a list can have. */
const LARGE_BYTES = 64 * 1024;

/**
 * A copy in an ArrayBuffer that may be resized, though it never is: V8 takes such memory from the system itself, and gives all
 * of it back when a newer list comes. From the allocator of C it would lie among what reading the list has used and freed, and
 * keep the process several times as large as the list.
 */
function inOwnMemory(bytes: Uint8Array): Uint8Array {
  const own = new Uint8Array(new ArrayBuffer(bytes.length, { maxByteLength: bytes.length }), 0, bytes.length);
  own.set(bytes);
  return own;
}

/** An index beyond the list is an error, never a zero. */
export function statusAt({ bits, bytes, size }: StatusList, index: number): Result<number, 'index-out-of-range'> {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) return err('index-out-of-range');
  const place = (index % (8 / bits)) * bits;
  const byte = bytes[Math.floor((index * bits) / 8)] ?? 0;
  return ok((byte >> place) & ((1 << bits) - 1));
}

/** Values: 0 to 2 as registered by the draft (section 7.1), 3 and 12 to 15 application-specific (DESIGN section 4). */
const STATUS_OF: ReadonlyMap<number, PassStatus> = new Map<number, PassStatus>([
  [0, 'not-withdrawn'],
  [1, 'revoked'],
  [2, 'suspended'],
  [3, 'eligible'],
  [12, 'symptoms'],
  [13, 'contact'],
  [14, 'isolation'],
  [15, 'epidemic-area'],
]);

export function passStatusOf(value: number): PassStatus {
  return STATUS_OF.get(value) ?? 'unknown';
}

/** Of two lists that speak of one pass: as the reasons that they give come in the contract, the abnormal ones first. */
export function worseStatus(a: PassStatus, b: PassStatus): PassStatus {
  return WORST_FIRST.indexOf(a) <= WORST_FIRST.indexOf(b) ? a : b;
}

const WORST_FIRST: readonly PassStatus[] = [
  'unknown',
  'isolation',
  'symptoms',
  'contact',
  'epidemic-area',
  'revoked',
  'suspended',
  'eligible',
  'not-withdrawn',
  'none',
];
