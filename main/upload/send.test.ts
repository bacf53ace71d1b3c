import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { makeAuthority, OVER, TO_COME, VALID, type Validity } from '../../fixtures/central/certificates.ts';
import { NO_TOKENS } from '../../fixtures/central/no-tokens.ts';
import { createSender, judgeAnswer, type SendResult } from './send.ts';

const UUID = '017c9102-6a00-7000-8000-000000000001';
const ANSWER = JSON.stringify({ rows: [{ uuid: UUID, result: 'stored' }] });
const PROBLEM = JSON.stringify({ error: 'not-a-batch', detail: '/rows/0' });

describe('what an answer means', () => {
  const judge = (status: number, text = '', headers: Record<string, string> = { 'content-type': 'application/json' }) =>
    judgeAnswer({ status, text, header: (name) => headers[name] ?? null }, 0);

  test.each<[string, SendResult['kind'], SendResult]>([
    ['200 with the central’s answer', 'answered', judge(200, ANSWER)],
    ['200 of a captive portal', 'unavailable', judge(200, '<html>', { 'content-type': 'text/html' })],
    ['200 with the answer as HTML', 'unavailable', judge(200, ANSWER, { 'content-type': 'text/html' })],
    ['200 with the answer of no type', 'unavailable', judge(200, ANSWER, {})],
    ['200 that is no JSON', 'unavailable', judge(200, ANSWER.slice(1))],
    ['200 with a field too many', 'unavailable', judge(200, '{"rows":[],"more":1}')],
    ['200 with a result nobody knows', 'unavailable', judge(200, ANSWER.replace('stored', 'lost'))],
    ['204', 'misconfigured', judge(204)],
    ['301', 'misconfigured', judge(301)],
    ['307', 'misconfigured', judge(307)],
    ['400 of the central', 'refused', judge(400, PROBLEM)],
    ['400 of somebody else', 'unavailable', judge(400, '<html>', { 'content-type': 'text/html' })],
    ['401', 'misconfigured', judge(401, PROBLEM)],
    ['403', 'misconfigured', judge(403, PROBLEM)],
    ['404', 'misconfigured', judge(404, PROBLEM)],
    ['408', 'unavailable', judge(408)],
    ['413 of a proxy', 'refused', judge(413, '<html>', { 'content-type': 'text/html' })],
    ['415', 'misconfigured', judge(415, PROBLEM)],
    ['422 of the central', 'refused', judge(422, PROBLEM)],
    ['429', 'unavailable', judge(429, PROBLEM)],
    ['500', 'failed', judge(500, PROBLEM)],
    ['502 of a proxy', 'failed', judge(502, '<html>', { 'content-type': 'text/html' })],
    ['503', 'unavailable', judge(503)],
  ])('%s: %s', (_, kind, result) => {
    expect(result.kind).toBe(kind);
  });

  test('Retry-After is read where waiting helps', () => {
    for (const status of [200, 429, 500, 503]) {
      expect(judge(status, '', { 'retry-after': '7' })).toMatchObject({ retryAfterMs: 7000 });
    }
  });
});

describe('over real HTTP', () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  async function listen(server: Server): Promise<number> {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  async function sendTo(listener: RequestListener, body = '{}', timeoutMs = 2000): Promise<SendResult> {
    const port = await listen(createServer(listener));
    return await sendOnce(`http://127.0.0.1:${port}`, null, body, timeoutMs);
  }

  async function sendOnce(url: string, caFile: string | null, body = '{}', timeoutMs = 2000): Promise<SendResult> {
    const sender = createSender({ url, caFile, tokens: NO_TOKENS, now: () => 0, timeoutMs });
    try {
      return await sender.send(await sender.compress(body), new AbortController().signal);
    } finally {
      await sender.close();
    }
  }

  test('sends gzipped JSON to the path of the contract, below a base path too', async () => {
    const seen: unknown[] = [];
    const port = await listen(
      createServer(async (request, response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of request) chunks.push(chunk);
        seen.push([
          request.method,
          request.url,
          request.headers['content-type'],
          gunzipSync(Buffer.concat(chunks)).toString(),
        ]);
        response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end(ANSWER);
      }),
    );
    const body = JSON.stringify({ name: 'Ánh Tuyết' });
    for (const path of ['', '/', '/chot', '/chot/']) {
      expect(await sendOnce(`http://127.0.0.1:${port}${path}`, null, body)).toMatchObject({ kind: 'answered' });
    }
    const at = (path: string) => ['POST', path, 'application/json', body];
    expect(seen).toEqual(['/v1', '/v1', '/chot/v1', '/chot/v1'].map((base) => at(`${base}/checkins/batches`)));
  });

  test('does not follow a redirect', async () => {
    let requests = 0;
    const result = await sendTo((_, response) => {
      requests += 1;
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    expect(result.kind).toBe('misconfigured');
    expect(requests).toBe(1);
  });

  test.each<[string, RequestListener]>([
    ['a connection cut before the answer', (request) => void request.socket.destroy()],
    [
      'an answer cut in the middle',
      (request, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' }).write('{"rows":[');
        setTimeout(() => request.socket.destroy(), 20);
      },
    ],
    ['no answer at all', () => {}],
    [
      'an answer that never ends',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const drip = setInterval(() => response.write(' '), 50);
        response.on('close', () => clearInterval(drip));
      },
    ],
    [
      'a giant answer',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const flood = () => {
          while (!response.destroyed && response.write(Buffer.alloc(256 * 1024, ' ')));
        };
        response.on('drain', flood);
        flood();
      },
    ],
    [
      'an answer in an encoding that was not asked for',
      (_, response) => {
        response
          .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
          .end(Buffer.from([31, 139]));
      },
    ],
    ['no HTTP', (request) => void request.socket.end('SSH-2.0-OpenSSH_9.2\r\n')],
  ])('%s is a value: unavailable', async (_, listener) => {
    expect(await sendTo(listener, '{}', 400)).toMatchObject({ kind: 'unavailable' });
  });

  test('nobody there, a name that is none, and a request called off are unavailable', async () => {
    const port = await listen(createServer());
    servers.splice(0).forEach((server) => void server.close());
    expect(await sendOnce(`http://127.0.0.1:${port}`, null)).toMatchObject({
      kind: 'unavailable',
      detail: expect.stringContaining('ECONNREFUSED'),
    });
    expect(await sendOnce('https://central.invalid', null)).toMatchObject({ kind: 'unavailable' });
    const sender = createSender({ url: 'http://127.0.0.1:9', caFile: null, tokens: NO_TOKENS, now: () => 0 });
    expect(await sender.send(await sender.compress('{}'), AbortSignal.abort())).toMatchObject({ kind: 'unavailable' });
    await sender.close();
  });

  test('trusts a central whose authority the CA file holds, and no other', async ({ skip }) => {
    const folder = mkdtempSync(join(tmpdir(), 'chot-tls-'));
    const [own, other] = [makeAuthority(folder, 'own'), makeAuthority(folder, 'other')];
    if (own === null || other === null) {
      rmSync(folder, { recursive: true });
      skip('openssl is not there to make certificates');
      return;
    }
    const over = async (validity: Validity, caFile: string | null, host = '127.0.0.1') => {
      const { key, certificate: cert } = own.issue('server', { validity });
      const server = createTlsServer({ key, cert }, (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).end(ANSWER);
      });
      return await sendOnce(`https://${host}:${await listen(server)}`, caFile);
    };
    const refused = (detail: string) => ({ kind: 'misconfigured', detail: expect.stringContaining(detail) });
    expect(await over(VALID, own.file)).toMatchObject({ kind: 'answered' });
    expect(await over(VALID, other.file)).toMatchObject({ kind: 'misconfigured' });
    expect(await over(VALID, null)).toMatchObject({ kind: 'misconfigured' });
    expect(await over(VALID, own.file, 'localhost')).toMatchObject(refused('ALTNAME'));
    expect(await over(OVER, own.file)).toMatchObject(refused('CERT_HAS_EXPIRED'));
    expect(await over(TO_COME, own.file)).toMatchObject(refused('CERT_NOT_YET_VALID'));
    expect(await over(VALID, join(folder, 'absent.pem'))).toMatchObject(refused('CA file'));
    rmSync(folder, { recursive: true });
  });
});
