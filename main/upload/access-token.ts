import type { KeyObject } from 'node:crypto';
import * as oauth from 'oauth4webapi';
import { TOKEN_SCOPE } from '../contract/central-api.ts';
import { err, ok, type Result } from '../contract/result.ts';
import { retryAfterMs } from './backoff.ts';
import type { Connection, NoAnswer } from './connection.ts';

/** Why there is no token. `misconfigured`: the central does not know this station or its key; an officer must look. */
export type TokenProblem = NoAnswer & { readonly retryAfterMs: number | null };

/** Access tokens of a station: client credentials (RFC 6749 section 4.4) with `private_key_jwt` (RFC 7523). */
export type TokenSource = {
  /** A token that should still be good; null: this station is not enrolled, and has none. */
  token(): Promise<Result<string | null, TokenProblem>>;
  /** The central refused this one: the next call asks for another. */
  refused(token: string): void;
  /** Gives up what is under way. */
  close(): Promise<void>;
};

/** As whom a station asks, and where. */
export type Credentials = {
  readonly clientId: string;
  readonly issuer: string;
  readonly tokenEndpoint: string;
  /** P-256. */
  readonly privateKey: KeyObject;
  /** Names the key at the central: its thumbprint. */
  readonly kid: string;
};

export type TokenSourceOptions = {
  /** Read for each new token, so that a station that is enrolled anew goes on; null: not enrolled. Error: a sentence. */
  readonly credentials: () => Result<Credentials | null, string>;
  readonly connect: (tokenEndpoint: string) => Connection;
  /** The time that the station goes by, milliseconds since the epoch: the machine's clock may be wrong. */
  readonly now: () => number;
  /** Milliseconds on a clock that nobody can set: a token lives by it. */
  readonly monotonic: () => number;
};

/** Where the server does not say how long. */
const ASSUMED_SECONDS = 300;
const LONGEST_SECONDS = 3600;
/** A token is renewed when a fifth of its life is left, or a minute: requests take time. */
const LEFT_SHARE = 0.2;
const LEFT_MS = 60_000;
const TRY_LATER = new Set([408, 425, 429]);

type Kept = { readonly token: string; readonly until: number };

export function createTokenSource({ credentials, connect, now, monotonic }: TokenSourceOptions): TokenSource {
  const ending = new AbortController();
  let kept: Kept | null = null;
  let underWay: Promise<Result<string | null, TokenProblem>> | null = null;
  let connection: { readonly to: string; readonly open: Connection } | null = null;

  async function ask(): Promise<Result<string | null, TokenProblem>> {
    const read = credentials();
    if (!read.ok) return err({ kind: 'misconfigured', detail: read.error, retryAfterMs: null });
    if (read.value === null) return ok(null);
    const askedAt = monotonic();
    const granted = await grant(read.value, await connectionTo(read.value.tokenEndpoint));
    if (!granted.ok) return granted;
    const lifeMs = 1000 * Math.min(LONGEST_SECONDS, granted.value.seconds ?? ASSUMED_SECONDS);
    kept = { token: granted.value.token, until: askedAt + lifeMs - Math.min(LEFT_MS, LEFT_SHARE * lifeMs) };
    return ok(kept.token);
  }

  async function connectionTo(tokenEndpoint: string): Promise<Connection> {
    if (connection?.to !== tokenEndpoint) {
      await connection?.open.close();
      connection = { to: tokenEndpoint, open: connect(tokenEndpoint) };
    }
    return connection.open;
  }

  async function grant(
    { clientId, issuer, tokenEndpoint, privateKey, kid }: Credentials,
    open: Connection,
  ): Promise<Result<{ readonly token: string; readonly seconds: number | undefined }, TokenProblem>> {
    const key = await webKey(privateKey);
    const server: oauth.AuthorizationServer = { issuer, token_endpoint: tokenEndpoint };
    // The library reads the machine's clock.
    const client: oauth.Client = { client_id: clientId, [oauth.clockSkew]: Math.round((now() - Date.now()) / 1000) };
    try {
      const response = await oauth.clientCredentialsGrantRequest(
        server,
        client,
        oauth.PrivateKeyJwt({ key, kid }),
        { scope: TOKEN_SCOPE },
        {
          [oauth.customFetch]: fetchThrough(open, ending.signal, now),
          [oauth.allowInsecureRequests]: new URL(tokenEndpoint).protocol === 'http:',
        },
      );
      const { access_token: token, expires_in: seconds } = await oauth.processClientCredentialsResponse(
        server,
        client,
        response,
      );
      return ok({ token, seconds });
    } catch (error) {
      return err(problemOf(error));
    }
  }

  return {
    async token() {
      if (kept !== null && monotonic() < kept.until) return ok(kept.token);
      kept = null;
      underWay ??= ask().finally(() => {
        underWay = null;
      });
      return underWay;
    },
    refused(token) {
      if (kept?.token === token) kept = null;
    },
    async close() {
      ending.abort();
      await underWay;
      await connection?.open.close();
    },
  };
}

/** A failure on the way, through the library, which passes on what its fetch throws. */
class NotGranted extends Error {
  readonly problem: TokenProblem;

  constructor(problem: TokenProblem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/** `fetch` as the library wants it, over a connection that is kept and limited as any to the central. */
function fetchThrough(connection: Connection, signal: AbortSignal, now: () => number) {
  return async (url: string, { headers, body }: oauth.CustomFetchOptions<'POST', URLSearchParams>) => {
    const sent = { headers: { ...headers }, body: body.toString(), signal };
    const answer = await connection.send('POST', url, sent);
    if (!answer.ok) throw new NotGranted({ ...answer.error, retryAfterMs: null });
    const { status, header, text } = answer.value;
    const detail = `the token endpoint answers with HTTP ${status}`;
    if (status >= 500 || TRY_LATER.has(status)) {
      throw new NotGranted({ kind: 'unavailable', detail, retryAfterMs: retryAfterMs(header('retry-after'), now()) });
    }
    if (status !== 200 && status !== 400 && status !== 401) {
      throw new NotGranted({ kind: 'misconfigured', detail, retryAfterMs: null });
    }
    return new Response(text, { status, headers: { 'content-type': header('content-type') ?? '' } });
  };
}

function problemOf(error: unknown): TokenProblem {
  if (error instanceof NotGranted) return error.problem;
  if (error instanceof oauth.ResponseBodyError) {
    const said = [error.error, error.error_description].filter((part) => part !== undefined).join(': ');
    return { kind: 'misconfigured', detail: `no access token: ${said}`, retryAfterMs: null };
  }
  if (error instanceof oauth.WWWAuthenticateChallengeError) {
    return { kind: 'misconfigured', detail: `no access token: HTTP ${error.status}`, retryAfterMs: null };
  }
  if (error instanceof oauth.OperationProcessingError || error instanceof oauth.UnsupportedOperationError) {
    const detail = `the token endpoint answers with something else: ${error.message}`;
    return { kind: 'unavailable', detail, retryAfterMs: null };
  }
  throw error;
}

function webKey(privateKey: KeyObject): Promise<oauth.CryptoKey> {
  const der = new Uint8Array(privateKey.export({ type: 'pkcs8', format: 'der' }));
  return crypto.subtle.importKey('pkcs8', der, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
}
