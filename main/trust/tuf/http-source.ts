import { readFile } from 'node:fs/promises';
import { Agent, type Dispatcher, errors, request } from 'undici';
import { undatedConnector } from '../undated-tls.ts';
import { type Pace, startPace } from './pace.ts';
import { Refusal } from './refusal.ts';
import type { OpenedFile, SourceRefusal, TrustSource } from './source.ts';

export type HttpSourceOptions = {
  /** PEM file of the only authority to trust for this source; null: the public ones. */
  readonly caFile: string | null;
  /** A window of the watch against slow sources, in milliseconds. */
  readonly stallMs?: number;
};

const STALL_MS = 30_000;
/** A missing root is the end of the chain; object stores say 403 for it. */
const ABSENT = new Set([403, 404, 410]);

/** A repository below an address: https, or http on this machine (`centralUrlSchema`). Redirects are not followed. */
export function httpSource(url: string, { caFile, stallMs = STALL_MS }: HttpSourceOptions): TrustSource {
  const base = new URL(url.endsWith('/') ? url : `${url}/`);
  let agent: Agent | null = null;

  async function dispatcher(path: string): Promise<Agent> {
    if (agent !== null) return agent;
    const ca = caFile === null ? null : await readCa(path, caFile);
    agent = new Agent({
      connections: 1,
      connect: undatedConnector({ ca, timeoutMs: Math.min(10_000, stallMs) }),
      // The pace watches both.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    return agent;
  }

  async function open(path: string, from: number, signal: AbortSignal): Promise<OpenedFile | null> {
    const connection = await dispatcher(path);
    const pace = startPace(stallMs, signal);
    let answer: Dispatcher.ResponseData;
    try {
      const range = from === 0 ? {} : { range: `bytes=${from}-` };
      answer = await request(new URL(path, base), {
        dispatcher: connection,
        headers: { accept: '*/*', ...range },
        signal: pace.signal,
      });
    } catch (error) {
      pace.pause();
      throw failure(path, error, pace);
    }
    const { statusCode, headers, body } = answer;
    const opened = (begins: number): OpenedFile => ({
      from: begins,
      body: bodyOf(path, body, pace),
      async close() {
        pace.pause();
        cancel(body);
      },
    });
    if (statusCode === 200) return opened(0);
    const begins = /^bytes (\d{1,15})-/.exec(String(headers['content-range'] ?? ''))?.[1];
    if (statusCode === 206 && from > 0 && begins === String(from)) return opened(from);
    pace.pause();
    cancel(body);
    if (ABSENT.has(statusCode)) return null;
    // It will not go on from there: 416, or a range that nobody asked for.
    if (from > 0 && (statusCode === 416 || statusCode === 206)) return open(path, 0, signal);
    if (statusCode >= 300 && statusCode < 400) {
      throw refusal('not-a-repository', path, `it answers with HTTP ${statusCode} to another place`);
    }
    throw refusal('source-unreachable', path, `it answers with HTTP ${statusCode}`);
  }

  return {
    kind: 'network',
    name: base.href,
    open,
    async close() {
      await agent?.destroy();
      agent = null;
    },
  };
}

async function* bodyOf(
  path: string,
  body: Dispatcher.ResponseData['body'],
  pace: Pace,
): AsyncGenerator<Uint8Array, void> {
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      pace.saw(chunk.length);
      pace.pause();
      yield chunk;
      pace.resume();
    }
  } catch (error) {
    throw failure(path, error, pace);
  }
}

/** Ends the transfer with its connection, where it is not at its end. */
function cancel(body: Dispatcher.ResponseData['body']): void {
  body.on('error', () => {});
  body.destroy();
}

async function readCa(path: string, caFile: string): Promise<string> {
  try {
    return await readFile(caFile, 'utf8');
  } catch (error) {
    throw refusal('source-unreachable', path, `the CA file cannot be read: ${(error as Error).message}`);
  }
}

function failure(path: string, error: unknown, pace: Pace): Error {
  if (pace.tooSlow()) return refusal('too-slow', path, 'hardly anything arrives');
  if (pace.signal.aborted) return refusal('stopped', path, 'the update was called off');
  if (!(error instanceof Error)) throw error;
  // What is no HTTP has no code in undici, but a class of its own.
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  if (!(error instanceof errors.HTTPParserError) && (!('code' in error) || code.startsWith('ERR_INVALID'))) throw error;
  return refusal('source-unreachable', path, `${code}: ${error.message}`);
}

function refusal(code: SourceRefusal, path: string, detail: string): Refusal<SourceRefusal> {
  return new Refusal(code, path, detail);
}
