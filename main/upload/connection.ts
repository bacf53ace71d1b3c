import { readFile } from 'node:fs/promises';
import { Agent, type buildConnector, type Dispatcher, request } from 'undici';
import { err, ok, type Result } from '../contract/result.ts';

export type Received = {
  readonly status: number;
  readonly header: (name: string) => string | null;
  readonly text: string;
};

/** Why nothing that is the central's was received. */
export type NoAnswer = {
  /** `unavailable`: nobody to talk to now. `misconfigured`: address or certificate are wrong, an officer must look. */
  readonly kind: 'unavailable' | 'misconfigured';
  readonly detail: string;
};

/** How TLS is spoken. `ca`: PEM of the only authorities to trust, null: the public ones. */
export type ConnectorOf = (options: {
  readonly ca: string | null;
  readonly timeoutMs: number;
}) => buildConnector.connector;

export type ConnectionOptions = {
  /** Base address of the central, without `/v1`. */
  readonly url: string;
  /** PEM file of the only authority to trust for this central; null: the public ones. */
  readonly caFile: string | null;
  /** Left out: certificates are held against the machine's clock. */
  readonly connector?: ConnectorOf;
  /** Milliseconds for one request, from the first byte out to the last byte in. */
  readonly timeoutMs?: number;
};

export type Sent = {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | null;
  readonly signal: AbortSignal;
};

/** One kept-alive connection to a central. Redirects are not followed: the address is configured. */
export type Connection = {
  /** `path`: below the base address, without a leading slash, or a whole address. */
  send(method: 'GET' | 'POST', path: string, sent: Sent): Promise<Result<Received, NoAnswer>>;
  close(): Promise<void>;
};

/** The longest answer names 500 rows with a reason of 300 characters each. */
const MAX_ANSWER_BYTES = 1024 * 1024;
const CONNECT_MS = 10_000;
/** Codes of Node's TLS and of OpenSSL's X.509 verification. */
const MISTRUST = /CERT|CRL|SSL|TLS|SIGNED|SIGNATURE|ISSUER|ALTNAME|HOSTNAME_MISMATCH|INVALID_(CA|PURPOSE)|PATH_LENGTH/;

export function createConnection({ url, caFile, connector, timeoutMs = 60_000 }: ConnectionOptions): Connection {
  const base = new URL(url.endsWith('/') ? url : `${url}/`);
  let agent: Agent | null = null;

  async function dispatcher(): Promise<Agent> {
    if (agent !== null) return agent;
    const ca = caFile === null ? null : await readFile(caFile, 'utf8');
    agent = new Agent({
      connections: 1,
      pipelining: 1,
      connect: connector?.({ ca, timeoutMs: CONNECT_MS }) ?? { timeout: CONNECT_MS, ...(ca === null ? {} : { ca }) },
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      maxResponseSize: MAX_ANSWER_BYTES,
    });
    return agent;
  }

  return {
    async send(method, path, { headers, body, signal }) {
      let through: Dispatcher;
      try {
        through = await dispatcher();
      } catch (error) {
        return err({ kind: 'misconfigured', detail: `the CA file cannot be read: ${(error as Error).message}` });
      }
      try {
        const answer = await request(new URL(path, base), {
          dispatcher: through,
          method,
          headers,
          body,
          signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
        });
        const header = (name: string) => singleHeader(answer.headers[name]);
        return ok({ status: answer.statusCode, header, text: await answer.body.text() });
      } catch (error) {
        return err(networkFailure(error));
      }
    },
    async close() {
      await agent?.destroy();
      agent = null;
    },
  };
}

function networkFailure(error: unknown): NoAnswer {
  if (!(error instanceof Error)) throw error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  if (code === 'TypeError' || code === 'RangeError') throw error;
  return { kind: MISTRUST.test(code) ? 'misconfigured' : 'unavailable', detail: `${code}: ${error.message}` };
}

function singleHeader(value: string | string[] | undefined): string | null {
  return Array.isArray(value) ? (value[0] ?? null) : (value ?? null);
}
