import { readFile } from 'node:fs/promises';
import { Agent, type buildConnector, request } from 'undici';
import type { TimeRequest } from '../contract/central-api.ts';
import { err, ok, type Result } from '../contract/result.ts';

/** Asks the central what time it is. What it answers is to be verified by who asked: nothing here believes it. */
export type TimeAsker = {
  /** The answer's bytes; `error`: what went wrong, for the log. */
  ask(nonce: Uint8Array, signal: AbortSignal): Promise<Result<Uint8Array, string>>;
};

export type TimeAskerOptions = {
  /** Base address of the central, without `/v1`. */
  readonly url: string;
  /** PEM file of the only authority to trust for this central; null: the public ones. */
  readonly caFile: string | null;
  /** Milliseconds for the whole request. */
  readonly timeoutMs: number;
  /** Connects also where a wrong clock makes the certificate invalid: `undatedConnector`. `ca`: PEM, as `caFile`. */
  readonly connector: (options: { readonly ca: string | null; readonly timeoutMs: number }) => buildConnector.connector;
};

/** A signed time takes about 200. */
const MAX_ANSWER_BYTES = 4096;

/** Each question has a connection of its own: one that is kept for an hour is as good as none, and may be dead. */
export function createTimeAsker({ url, caFile, timeoutMs, connector }: TimeAskerOptions): TimeAsker {
  const address = new URL('v1/time', url.endsWith('/') ? url : `${url}/`);
  return {
    async ask(nonce, signal) {
      let agent: Agent | null = null;
      try {
        const ca = caFile === null ? null : await readFile(caFile, 'utf8');
        agent = new Agent({ connect: connector({ ca, timeoutMs }), maxResponseSize: MAX_ANSWER_BYTES });
        const body: TimeRequest = { nonce: Buffer.from(nonce).toString('base64url') };
        const answer = await request(address, {
          dispatcher: agent,
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
          signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
        });
        const bytes = new Uint8Array(await answer.body.arrayBuffer());
        return answer.statusCode === 200 ? ok(bytes) : err(`HTTP ${answer.statusCode}`);
      } catch (error) {
        return err(detailOf(error));
      } finally {
        await agent?.destroy();
      }
    },
  };
}

function detailOf(error: unknown): string {
  if (!(error instanceof Error)) throw error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  if (code === 'TypeError' || code === 'RangeError') throw error;
  return `${code}: ${error.message}`;
}
