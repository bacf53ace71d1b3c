import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type BatchAnswer, batchAnswerSchema, problemSchema } from '../contract/central-api.ts';
import type { TokenSource } from './access-token.ts';
import { postAuthorised } from './authorised.ts';
import { retryAfterMs } from './backoff.ts';
import { type ConnectionOptions, createConnection, type Received } from './connection.ts';

const gzipped = promisify(gzip);

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

declare const compressed: unique symbol;
/** The body of a request as it travels. */
export type CompressedBody = Uint8Array & { readonly [compressed]: true };

export type Sender = {
  /** Of its own, so that it can be done while the central works on the request before. */
  compress(body: string): Promise<CompressedBody>;
  send(body: CompressedBody, signal: AbortSignal): Promise<SendResult>;
  close(): Promise<void>;
};

export type SenderOptions = ConnectionOptions & {
  readonly tokens: TokenSource;
  /** Wall time in milliseconds since the epoch, for Retry-After dates. */
  readonly now: () => number;
};

const PATH = 'v1/checkins/batches';
const AT_FAULT = new Set([400, 409, 413, 422]);
const TRY_LATER = new Set([408, 425, 429, 503]);

/** Sends batches to the central over one kept-alive connection. */
export function createSender({ tokens, now, ...to }: SenderOptions): Sender {
  const connection = createConnection(to);
  const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip', accept: 'application/json' };
  return {
    compress: (body) => gzipped(body) as Promise<Uint8Array> as Promise<CompressedBody>,
    async send(body, signal) {
      const received = await postAuthorised(connection, tokens, PATH, { headers, body, signal });
      return received.ok ? judgeAnswer(received.value, now()) : received.error;
    },
    close: () => connection.close(),
  };
}

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
