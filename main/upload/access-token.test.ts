import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { type Central, type CentralOptions, startCentral } from '../../fixtures/central/central.ts';
import { enrolStation } from '../../fixtures/central/enrol-station.ts';
import { type CentralAccess, centralAccess } from '../central-access.ts';
import { ok } from '../contract/result.ts';
import { createTokenSource, type TokenSource } from './access-token.ts';
import { postAuthorised } from './authorised.ts';
import { type Connection, createConnection } from './connection.ts';

const CONFIG = {
  site: { id: 'cho', name: 'Chợ', type: 'cho' },
  station: 'gate-1',
  locality: 'hcm',
  lanes: [{ name: '1', direction: 'in' }],
};

type Enrolled = CentralAccess & {
  readonly central: Central;
  readonly connection: Connection;
  readonly directory: string;
};

/** A station that is enrolled at a sandbox central, and how far its time is from the machine's. */
async function enrolled(options: Partial<CentralOptions> = {}, ahead: () => number = () => 0): Promise<Enrolled> {
  const central = await startCentral({ port: 0, data: null, ...options });
  const directory = mkdtempSync(join(tmpdir(), 'chot-token-'));
  writeFileSync(join(directory, 'station.json'), JSON.stringify(CONFIG));
  await enrolStation(central, directory, 'gate-1');
  const clocks = { now: () => Date.now() + ahead(), signedTime: () => null };
  const { to, tokens } = centralAccess(directory, { url: central.url, caFile: null }, clocks);
  const connection = createConnection(to);
  onTestFinished(async () => {
    await tokens.close();
    await connection.close();
    await central.close();
    rmSync(directory, { recursive: true });
  });
  return { central, directory, to, tokens, connection };
}

const batch = { headers: { 'content-type': 'application/json' }, body: '{}', signal: new AbortController().signal };
/** What the central says to an empty batch of this station: 422, once it is let in. */
async function knock({ connection, tokens }: Pick<Enrolled, 'connection' | 'tokens'>): Promise<number | string> {
  const answer = await postAuthorised(connection, tokens, 'v1/checkins/batches', batch);
  return answer.ok ? answer.value.status : `${answer.error.kind}: ${answer.error.detail}`;
}

describe('against the sandbox central', () => {
  test('one token serves many requests, and is renewed before it expires', async () => {
    let machine = Date.now();
    const station = await enrolled({ tokenSeconds: 100, now: () => machine }, () => machine - Date.now());
    let monotonic = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => monotonic);
    onTestFinished(() => void vi.restoreAllMocks());
    const first = await station.tokens.token();
    const pass = (seconds: number) => {
      machine += seconds * 1000;
      monotonic += seconds * 1000;
    };
    pass(79);
    expect(await station.tokens.token()).toEqual(first);
    expect(await knock(station)).toBe(422);
    pass(2);
    const second = await station.tokens.token();
    expect(second.ok && second.value).not.toBe(first.ok && first.value);
    expect(await knock(station)).toBe(422);
  });

  test('a token that the central no longer takes is renewed once, unseen', async () => {
    let machine = Date.now();
    const station = await enrolled({ now: () => machine }, () => machine - Date.now());
    expect(await knock(station)).toBe(422);
    machine += 3_600_000;
    expect(await knock(station)).toBe(422);
  });

  test('an assertion is dated by the time that the station goes by', async () => {
    const hours = 5 * 3_600_000;
    let ahead = 0;
    const station = await enrolled({ now: () => Date.now() + hours }, () => ahead);
    expect(await knock(station)).toMatch(/^misconfigured: no access token: invalid_client/);
    ahead = hours;
    expect(await knock(station)).toBe(422);
  });

  test('a station that was enrolled with another key is refused, and says so', async () => {
    const station = await enrolled();
    expect(await knock(station)).toBe(422);
    const other = mkdtempSync(join(tmpdir(), 'chot-token-'));
    onTestFinished(() => rmSync(other, { recursive: true }));
    writeFileSync(join(other, 'station.json'), JSON.stringify(CONFIG));
    await enrolStation(station.central, other, 'gate-1');
    expect(await knock(station)).toMatch(/^misconfigured: no access token: invalid_client/);
  });

  test('a token is for its own station', async () => {
    const station = await enrolled();
    const body = JSON.stringify({ station: 'gate-2', rows: [{ uuid: '017c9102-6a00-7000-8000-000000000001' }] });
    const answer = await postAuthorised(station.connection, station.tokens, 'v1/checkins/batches', { ...batch, body });
    expect(answer).toMatchObject({ ok: true, value: { status: 403 } });
  });

  test('a station that is not enrolled says so, and goes on once it is', async () => {
    const station = await enrolled();
    const { directory, central } = station;
    rmSync(join(directory, 'enrolment.json'));
    expect(await knock(station)).toMatch(/^misconfigured: .*chot enrol/);
    await enrolStation(central, directory, 'gate-1');
    expect(await knock(station)).toBe(422);
  });
});

describe('what the token endpoint gets, and what it may answer', () => {
  async function asked(listener: RequestListener): Promise<TokenSource> {
    const server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const tokens = createTokenSource({
      credentials: () =>
        ok({
          clientId: 'c',
          issuer: 'https://central.example',
          tokenEndpoint: `${url}/oauth/token`,
          privateKey,
          kid: 'k',
        }),
      connect: (to) => createConnection({ url: to, caFile: null, timeoutMs: 500 }),
      now: Date.now,
      monotonic: () => performance.now(),
    });
    onTestFinished(async () => {
      await tokens.close();
      server.closeAllConnections();
      server.close();
    });
    return tokens;
  }
  const json = (status: number, body: unknown, headers = {}): RequestListener => {
    return (_, response) =>
      void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };

  test('an assertion of its own for each token', async () => {
    const bodies: URLSearchParams[] = [];
    const tokens = await asked(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      bodies.push(new URLSearchParams(body));
      json(200, { access_token: `t${bodies.length}`, token_type: 'bearer', expires_in: 600 })(request, response);
    });
    const together = await Promise.all([tokens.token(), tokens.token()]);
    expect(together).toEqual([ok('t1'), ok('t1')]);
    tokens.refused('another');
    expect(await tokens.token()).toEqual(ok('t1'));
    tokens.refused('t1');
    expect(await tokens.token()).toEqual(ok('t2'));
    const assertions = bodies.map((body) => body.get('client_assertion') ?? '');
    expect(bodies[0]?.get('grant_type')).toBe('client_credentials');
    expect(decodeProtectedHeader(assertions[0] ?? '')).toMatchObject({ alg: 'ES256', kid: 'k' });
    const [first, second] = assertions.map((assertion) => decodeJwt(assertion));
    expect(first).toMatchObject({ iss: 'c', sub: 'c', aud: 'https://central.example' });
    expect(Number(first?.exp) - Number(first?.iat)).toBeLessThanOrEqual(300);
    expect(first?.jti).not.toBe(second?.jti);
  });

  test.each<[string, string, RequestListener]>([
    ['a refusal', 'misconfigured', json(400, { error: 'invalid_scope' })],
    ['401', 'misconfigured', json(401, { error: 'invalid_client' }, { 'www-authenticate': 'Basic' })],
    ['401 of somebody else', 'unavailable', json(401, 'no')],
    ['not found', 'misconfigured', json(404, {})],
    ['a redirect', 'misconfigured', json(302, {}, { location: '/' })],
    ['patience', 'unavailable', json(429, {}, { 'retry-after': '7' })],
    ['a fault', 'unavailable', json(500, {})],
    ['no token', 'unavailable', json(200, {})],
    ['a token of another kind', 'unavailable', json(200, { access_token: 'x', token_type: 'mac', expires_in: 1 })],
    ['a life that is no number', 'unavailable', json(200, { access_token: 'x', token_type: 'bearer', expires_in: {} })],
    ['a page', 'unavailable', (_, response) => void response.end('<h1>Free Wi-Fi</h1>')],
    [
      'half of it',
      'unavailable',
      (request, response) => {
        response.writeHead(200, { 'content-length': '99' }).write('{');
        setTimeout(() => request.socket.destroy(), 20);
      },
    ],
    ['nothing', 'unavailable', () => {}],
    ['a flood', 'unavailable', (_, response) => void response.end(Buffer.alloc(2 * 1024 * 1024))],
  ])('%s: %s', async (_, kind, listener) => {
    expect(await (await asked(listener)).token()).toMatchObject({ ok: false, error: { kind } });
  });

  test('how long to wait is handed on', async () => {
    const tokens = await asked(json(503, {}, { 'retry-after': '9' }));
    expect(await tokens.token()).toMatchObject({ error: { retryAfterMs: 9000 } });
  });
});
