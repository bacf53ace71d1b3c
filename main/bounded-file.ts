import { closeSync, openSync, readSync } from 'node:fs';

const CHUNK_BYTES = 256 * 1024;

/**
 * A file whole, or null where it has more than `maxBytes`: also one that tells no size, such as a pipe, or that never ends,
 * such as a device. Throws what the system says.
 */
export function readBounded(path: string, maxBytes: number): Uint8Array | null {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const file = openSync(path, 'r');
  try {
    for (;;) {
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      const read = readSync(file, chunk);
      if (read === 0) return Buffer.concat(chunks);
      length += read;
      if (length > maxBytes) return null;
      chunks.push(chunk.subarray(0, read));
    }
  } finally {
    closeSync(file);
  }
}
