import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { startCentral } from '../../fixtures/central/central.ts';
import { makeSigner } from '../../fixtures/issuer/keys.ts';
import type { Result } from '../contract/result.ts';
import { createKeyring, parseSigners } from '../pass/keyring.ts';
import { verifySignedTime } from '../trust/signed-time.ts';
import { undatedConnector } from '../trust/undated-tls.ts';
import { createTimeAsker } from './ask-time.ts';

const NONCE = Uint8Array.from({ length: 32 }, (_, at) => at * 7);
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

function ask(
  url: string,
  { caFile = null as string | null, timeoutMs = 2000 } = {},
): Promise<Result<Uint8Array, string>> {
  return createTimeAsker({ url, caFile, timeoutMs, connector: undatedConnector }).ask(
    NONCE,
    new AbortController().signal,
  );
}

test('the sandbox central tells the time, and its answer verifies', async () => {
  const signer = makeSigner({ alg: 'ES256', formats: ['time'] });
  const central = await startCentral({ port: 0, data: null, time: signer });
  const answer = await ask(central.url);
  const refused = await fetch(`${central.url}/v1/time`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"nonce":"short"}',
  });
  await central.close();
  const keys = parseSigners([signer.entry]);
  if (!answer.ok || !keys.ok) throw new Error('no answer');
  const time = verifySignedTime(answer.value, createKeyring(keys.value.keys), NONCE);
  expect(time).toMatchObject({ ok: true });
  expect(Math.abs(Date.now() - (time.ok ? time.value : 0))).toBeLessThan(60_000);
  expect(refused.status).toBe(422);
});

describe('over real HTTP', () => {
  test('asks at the path of the contract, with the nonce', async () => {
    const seen: unknown[] = [];
    const port = await listen(
      createServer(async (request, response) => {
        let body = '';
        for await (const chunk of request) body += chunk;
        seen.push([request.method, request.url, JSON.parse(body)]);
        response.end(Buffer.from([1, 2, 3]));
      }),
    );
    expect(await ask(`http://127.0.0.1:${port}/chot`)).toEqual({ ok: true, value: Uint8Array.of(1, 2, 3) });
    expect(seen).toEqual([['POST', '/chot/v1/time', { nonce: Buffer.from(NONCE).toString('base64url') }]]);
  });

  test.each<[string, RequestListener]>([
    ['a refusal', (_, response) => void response.writeHead(503).end()],
    ['a redirect', (_, response) => void response.writeHead(302, { location: '/' }).end()],
    ['a cut connection', (request) => void request.socket.destroy()],
    ['more than an answer can be', (_, response) => void response.end(Buffer.alloc(100_000))],
    ['silence', () => {}],
    ['a drop now and then', (_, response) => void setInterval(() => response.write('.'), 100).unref()],
  ])('%s is told, and nothing throws', async (_, listener) => {
    const port = await listen(createServer(listener));
    expect(await ask(`http://127.0.0.1:${port}`, { timeoutMs: 500 })).toMatchObject({ ok: false });
  });

  test('nobody there, no such name, no such CA file', async () => {
    expect(await ask('http://127.0.0.1:9')).toMatchObject({ ok: false });
    expect(await ask('https://central.invalid')).toMatchObject({ ok: false });
    expect(await ask('http://127.0.0.1:9', { caFile: '/nowhere/ca.pem' })).toMatchObject({ ok: false });
  });
});
