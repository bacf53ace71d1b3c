import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Refusal } from './refusal.ts';
import type { OpenedFile, SourceRefusal, TrustSource } from './source.ts';

const CHUNK_BYTES = 64 * 1024;

/** A repository in a folder, on a USB stick say. It is checked as one from the network is. */
export function folderSource(folder: string): TrustSource {
  return {
    kind: 'folder',
    name: folder,
    async open(path, from, signal) {
      const whole = join(folder, ...path.split('/'));
      try {
        const file = await open(whole, 'r');
        // It was only read: a stick that is gone has nothing to lose.
        const close = () => file.close().catch(() => {});
        return { from, body: bodyOf(file, path, from, signal), close } satisfies OpenedFile;
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code;
        if (code === 'ENOENT' || code === 'ENOTDIR') return null;
        throw unreadable(path, error);
      }
    },
    close: async () => {},
  };
}

async function* bodyOf(
  file: Awaited<ReturnType<typeof open>>,
  path: string,
  from: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  try {
    for (let at = from; ; ) {
      if (signal.aborted) throw new Refusal<SourceRefusal>('stopped', path, 'the update was called off');
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, at);
      if (bytesRead === 0) return;
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } catch (error) {
    throw error instanceof Refusal ? error : unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): Refusal<SourceRefusal> {
  if (!(error instanceof Error && 'syscall' in error)) throw error;
  return new Refusal('source-unreachable', path, error.message);
}
