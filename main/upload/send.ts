import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Agent, request } from 'undici';
import { type BatchAnswer, batchAnswerSchema, problemSchema } from '../contract/central-api.ts';
import { retryAfterMs } from './backoff.ts';

const compress = promisify(gzip);

/** What came of one request; every failure is one of these, none is thrown. */
export type SendResult =
  | { readonly kind: 'answered'; readonly answer: BatchAnswer }
  /** The central read the batch and will not have it as it is (400, 409, 413, 422): some row is at fault. */
  | { readonly kind: 'refused'; readonly status: number; readonly detail: string }
  /** The central broke on it (5xx but 503): perhaps a row is at fault, perhaps not. */
  | { readonly kind: 'failed'; readonly status: number; readonly detail: string; readonly retryAfterMs: number | null }
  /** Nobody to talk to now: no network, time-out, 429, 503, or an answer that is not the central's. */
  | { readonly kind: 'unavailable'; readonly detail: string; readonly retryAfterMs: number | null }
  /** Address, certificate or authorisation are wrong (other 3xx and 4xx): no row is at fault, an officer must look. */
  | { readonly kind: 'misconfigured'; readonly detail: string };

export type Sender = {
  send(body: string, signal: AbortSignal): Promise<SendResult>;
  close(): Promise<void>;
};

export type SenderOptions = {
  /** Base address of the central, without `/v1`. */
  readonly url: string;
  /** PEM file of the only authority to trust for this central; null: the public ones. */
  readonly caFile: string | null;
  /** Wall time in milliseconds since the epoch, for Retry-After dates. */
  readonly now: () => number;
  /** Milliseconds for one request, from the first byte out to the last byte in. */
  readonly timeoutMs?: number;
};

/** An answer names at most 500 rows with a reason of 300 characters each. */
const MAX_ANSWER_BYTES = 1024 * 1024;
const AT_FAULT = new Set([400, 409, 413, 422]);
const TRY_LATER = new Set([408, 425, 429, 503]);
const MISTRUST = /CERT|SSL|TLS|SELF_SIGNED|ISSUER|ALTNAME/;

/** Sends batches to the central over one kept-alive connection. Redirects are not followed: the address is configured. */
export function createSender(options: SenderOptions): Sender {
  const address = new URL('v1/checkins/batches', options.url.endsWith('/') ? options.url : `${options.url}/`);
  const timeoutMs = options.timeoutMs ?? 60_000;
  let agent: Agent | null = null;

  async function dispatcher(): Promise<Agent> {
    if (agent !== null) return agent;
    const ca = options.caFile === null ? undefined : await readFile(options.caFile, 'utf8');
    agent = new Agent({
      connections: 1,
      pipelining: 1,
      connect: { timeout: 10_000, ...(ca === undefined ? {} : { ca }) },
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      maxResponseSize: MAX_ANSWER_BYTES,
    });
    return agent;
  }

  return {
    async send(body, signal) {
      let connection: Agent;
      try {
        connection = await dispatcher();
      } catch (error) {
        return { kind: 'misconfigured', detail: `the CA file cannot be read: ${(error as Error).message}` };
      }
      try {
        const {
          statusCode,
          headers,
          body: answer,
        } = await request(address, {
          dispatcher: connection,
          method: 'POST',
          headers: { 'content-type': 'application/json', 'content-encoding': 'gzip', accept: 'application/json' },
          body: await compress(body),
          signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
        });
        const header = (name: string) => singleHeader(headers[name]);
        const received = { status: statusCode, header, text: await answer.text() };
        return judgeAnswer(received, options.now());
      } catch (error) {
        return networkFailure(error);
      }
    },
    async close() {
      await agent?.destroy();
      agent = null;
    },
  };
}

export type Received = {
  readonly status: number;
  readonly header: (name: string) => string | null;
  readonly text: string;
};

/** What an HTTP answer means for the batch. Pure. */
export function judgeAnswer({ status, header, text }: Received, now: number): SendResult {
  const retryAfter = retryAfterMs(header('retry-after'), now);
  const problem = readJson(header, text, (value) => problemSchema.safeParse(value));
  const detail = problem === null ? `HTTP ${status}` : `HTTP ${status} ${problem.error}: ${problem.detail}`;
  if (status === 200) {
    const answer = readJson(header, text, (value) => batchAnswerSchema.safeParse(value));
    if (answer !== null) return { kind: 'answered', answer };
    return { kind: 'unavailable', detail: 'HTTP 200, but not with the central’s answer', retryAfterMs: retryAfter };
  }
  if (TRY_LATER.has(status)) return { kind: 'unavailable', detail, retryAfterMs: retryAfter };
  if (status >= 500) return { kind: 'failed', status, detail, retryAfterMs: retryAfter };
  if (AT_FAULT.has(status)) {
    // A proxy or a captive portal on the way refuses too, but not in the central's words: then no row is to blame.
    if (problem !== null || status === 413) return { kind: 'refused', status, detail };
    return { kind: 'unavailable', detail: `${detail}, but not from the central`, retryAfterMs: retryAfter };
  }
  return { kind: 'misconfigured', detail };
}

function readJson<T>(
  header: Received['header'],
  text: string,
  parse: (value: unknown) => { success: true; data: T } | { success: false },
): T | null {
  if (!/^application\/json\s*(;|$)/i.test(header('content-type') ?? '')) return null;
  try {
    const parsed = parse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function networkFailure(error: unknown): SendResult {
  if (!(error instanceof Error)) throw error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  if (code === 'TypeError' || code === 'RangeError') throw error;
  const detail = `${code}: ${error.message}`;
  if (MISTRUST.test(code)) return { kind: 'misconfigured', detail };
  return { kind: 'unavailable', detail, retryAfterMs: null };
}

function singleHeader(value: string | string[] | undefined): string | null {
  return Array.isArray(value) ? (value[0] ?? null) : (value ?? null);
}
