import { inflateRawSync, inflateSync } from 'node:zlib';
import { err, ok, type Result } from '../contract/result.ts';

/** Most bytes that any pass may inflate to (DESIGN section 3); the largest of 412 real ones has 870. */
const MAX_INFLATED_BYTES = 16 * 1024;

/** Room for one pass in one piece; the default of 16 KiB costs more to collect than to inflate. */
const CHUNK_BYTES = 2048;

export type InflateProblem = 'not-compressed' | 'inflate' | 'inflate-too-large';

/** The content of a zlib stream (RFC 1950) that spans the whole input: bytes after it are refused. */
export function inflate(compressed: Uint8Array): Result<Uint8Array, InflateProblem> {
  return hasZlibHeader(compressed) ? inflateWith(inflateSync, compressed) : err('not-compressed');
}

/** The same of a bare deflate stream (RFC 1951), which has no header to know it by. */
export function inflateRaw(compressed: Uint8Array): Result<Uint8Array, 'inflate' | 'inflate-too-large'> {
  return inflateWith(inflateRawSync, compressed);
}

function inflateWith(
  decompress: typeof inflateSync,
  compressed: Uint8Array,
): Result<Uint8Array, 'inflate' | 'inflate-too-large'> {
  try {
    // @types/node gives a Buffer whatever the options; with `info` it is this pair (node:zlib, "Class: Options").
    const options = { maxOutputLength: MAX_INFLATED_BYTES, chunkSize: CHUNK_BYTES, info: true };
    const inflated = decompress(compressed, options) as unknown as {
      readonly buffer: Buffer;
      readonly engine: { readonly bytesWritten: number };
    };
    const { buffer, engine } = inflated;
    if (engine.bytesWritten !== compressed.length) return err('inflate');
    return ok(buffer);
  } catch (error) {
    return err(isTooLarge(error) ? 'inflate-too-large' : 'inflate');
  }
}

/** RFC 1950 section 2.2: method 8, and the two header bytes are a multiple of 31. */
function hasZlibHeader(bytes: Uint8Array): boolean {
  const [cmf = 0, flg = 0] = bytes;
  return bytes.length >= 2 && (cmf & 0x0f) === 8 && ((cmf << 8) | flg) % 31 === 0;
}

function isTooLarge(error: unknown): boolean {
  return error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
}
