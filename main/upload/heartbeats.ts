import { type Heartbeat, heartbeatAnswerSchema } from '../contract/heartbeat.ts';
import { postAuthorised } from './authorised.ts';
import { retryAfterMs } from './backoff.ts';
import { createConnection, type Received } from './connection.ts';
import type { SenderOptions } from './send.ts';

/** The signed time that came back, and when, in milliseconds of a clock that nobody can set. */
export type HeardTime = {
  /** Not verified yet. */
  readonly bytes: Uint8Array;
  readonly nonce: Uint8Array;
  readonly sentAt: number;
  readonly receivedAt: number;
};

export type HeartbeatState = {
  /** Whether the central answered the last one; null: none was sent since the start. */
  readonly online: boolean | null;
  /** Why not; null: it did. */
  readonly problem: string | null;
};

export type HeartbeatOptions = SenderOptions & {
  /** How the station is; null: not known yet, and nothing is sent. */
  readonly compose: (nonce: string) => Heartbeat | null;
  readonly nonce: () => Uint8Array;
  readonly uptime: () => number;
  readonly heard: (time: HeardTime) => void;
  readonly onState: (state: HeartbeatState) => void;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Runs `task` after `ms`; gives a function that calls it off. */
  readonly later: (ms: number, task: () => void) => () => void;
};

export type Heartbeats = {
  /** Sends one; joins one that is under way. */
  beatOnce(): Promise<HeartbeatState>;
  start(): void;
  stop(): Promise<void>;
};

const EVERY_MS = 60_000;
/** Stations that were switched on together do not beat together. */
const JITTER = 0.2;
/** Of the first: by then the station has looked at itself. */
const FIRST_MS = { least: 1000, most: 10_000 };

/** Tells the central every minute how the station is. One that fails is not sent again: the next says more. */
export function createHeartbeats(options: HeartbeatOptions): Heartbeats {
  const { tokens, compose, now, uptime, random, later } = options;
  const connection = createConnection(options);
  const stopping = new AbortController();
  let underWay: Promise<HeartbeatState> | null = null;
  let callOff = () => {};
  let state: HeartbeatState = { online: null, problem: null };
  let patienceMs = 0;

  async function beat(): Promise<HeartbeatState> {
    const nonce = options.nonce();
    const body = compose(Buffer.from(nonce).toString('base64url'));
    if (body === null) return state;
    const sentAt = uptime();
    const sent = {
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
      signal: stopping.signal,
    };
    const received = await postAuthorised(connection, tokens, 'v1/stations/heartbeats', sent);
    const receivedAt = uptime();
    if (stopping.signal.aborted) return state;
    const answered = received.ok ? judge(received.value) : received.error.detail;
    patienceMs = received.ok
      ? (retryAfterMs(received.value.header('retry-after'), now()) ?? 0)
      : (received.error.retryAfterMs ?? 0);
    const bytes = typeof answered === 'string' ? null : answered.time;
    state = { online: bytes !== null, problem: typeof answered === 'string' ? answered : null };
    if (bytes !== null) options.heard({ bytes, nonce, sentAt, receivedAt });
    options.onState(state);
    return state;
  }

  function beatOnce(): Promise<HeartbeatState> {
    underWay ??= beat().finally(() => {
      underWay = null;
    });
    return underWay;
  }

  function schedule(ms: number): void {
    callOff = later(ms, () => {
      void beatOnce().then(() => {
        if (!stopping.signal.aborted) schedule(Math.max(patienceMs, EVERY_MS * (1 - JITTER + 2 * JITTER * random())));
      });
    });
  }

  return {
    beatOnce,
    start: () => schedule(FIRST_MS.least + (FIRST_MS.most - FIRST_MS.least) * random()),
    async stop() {
      callOff();
      stopping.abort();
      await underWay;
      await connection.close();
    },
  };
}

/** The time in the answer, or why it is none. Nothing else of an answer is read: it commands nothing. */
function judge({ status, header, text }: Received): { readonly time: Uint8Array } | string {
  if (status !== 200) return `HTTP ${status}`;
  const isJson = /^application\/json\s*(;|$)/i.test(header('content-type') ?? '');
  const answer = isJson ? heartbeatAnswerSchema.safeParse(parseJson(text)) : null;
  if (!answer?.success) return 'HTTP 200, but not with the central’s answer';
  return { time: new Uint8Array(Buffer.from(answer.data.time, 'base64url')) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
