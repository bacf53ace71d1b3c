import { Refusal } from './refusal.ts';
import type { OpenedFile, SourceRefusal, TrustSource } from './source.ts';

/** A source of one update: it counts what is fetched, and is called off as a whole. */
export type Fetcher = {
  open(path: string, from: number): Promise<OpenedFile | null>;
  /** A small file whole; null: there is none. @throws Refusal */
  whole(path: string, cap: number): Promise<Uint8Array | null>;
  readonly fetched: { files: number; bytes: number };
};

export function createFetcher(source: TrustSource, signal: AbortSignal): Fetcher {
  const fetched = { files: 0, bytes: 0 };

  async function* counted(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
    for await (const chunk of body) {
      fetched.bytes += chunk.length;
      yield chunk;
    }
  }

  async function open(path: string, from: number): Promise<OpenedFile | null> {
    if (signal.aborted) throw new Refusal<SourceRefusal>('stopped', path, 'the update was called off');
    const opened = await source.open(path, from, signal);
    if (opened === null) return null;
    fetched.files += 1;
    return { ...opened, body: counted(opened.body) };
  }

  return {
    open,
    fetched,
    async whole(path, cap) {
      const opened = await open(path, 0);
      if (opened === null) return null;
      const chunks: Uint8Array[] = [];
      let length = 0;
      try {
        for await (const chunk of opened.body) {
          length += chunk.length;
          if (length > cap) throw new Refusal('too-large', path, `it has more than ${cap} bytes`);
          chunks.push(chunk);
        }
      } finally {
        await opened.close();
      }
      return Buffer.concat(chunks);
    },
  };
}
