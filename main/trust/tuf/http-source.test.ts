import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type RepositoryServer, serveRepository } from '../../../fixtures/trust/repository-server.ts';
import { createScene, HOUR, KEPT, type Scene } from '../../../fixtures/trust/scene.ts';
import { httpSource } from './http-source.ts';
import type { TrustSource } from './source.ts';
import { sha256Of } from './verifier.ts';

/** What a server may do that no folder can. */

const STALL_MS = 300;
const FACTS = Buffer.alloc(2_000_000, 'facts ');
const FACTS_PATH = `targets/facts/${sha256Of(FACTS)}.hcm.age`;

let template: Scene;
let scene: Scene;
let server: RepositoryServer;
let source: TrustSource;
beforeAll(async () => {
  template = createScene();
  await template.update();
  template.publish({ 'facts/hcm.age': FACTS }, HOUR);
  server = await serveRepository(() => scene.repository);
});
afterAll(async () => {
  await server.close();
  template.remove();
});
beforeEach(() => {
  scene = createScene(template);
  server.instead.clear();
  server.asked.length = 0;
  source = httpSource(server.url, { caFile: null, stallMs: STALL_MS });
});
afterEach(async () => {
  await source.close();
  scene.remove();
});

const drip = (response: ServerResponse, bytes: Uint8Array) => {
  let at = 0;
  const timer = setInterval(() => response.write(bytes.subarray(at, ++at)), 20);
  response.on('close', () => clearInterval(timer));
};
type Answer = (request: IncomingMessage, response: ServerResponse) => void;
const timestamp = () => readFileSync(join(scene.repository, 'metadata', 'timestamp.json'));

const refused: [string, string, string, Answer][] = [
  ['never answers', 'metadata/timestamp.json', 'too-slow', () => {}],
  [
    'drips its headers',
    'metadata/timestamp.json',
    'too-slow',
    ({ socket }) => {
      socket.write('HTTP/1.1 200 OK\r\nX-Slow: ');
      const timer = setInterval(() => socket.write('x'), 20);
      socket.on('close', () => clearInterval(timer));
    },
  ],
  ['drips metadata', 'metadata/timestamp.json', 'too-slow', (_, response) => drip(response, timestamp())],
  ['drips a target', FACTS_PATH, 'too-slow', (_, response) => drip(response, FACTS)],
  [
    'stops in the midst of a target',
    FACTS_PATH,
    'too-slow',
    (_, response) => void response.writeHead(200).write(FACTS.subarray(0, 100_000)),
  ],
  [
    'hangs up in the midst of a target',
    FACTS_PATH,
    'source-unreachable',
    (_, response) => {
      response.writeHead(200, { 'content-length': FACTS.length }).write(FACTS.subarray(0, 100_000));
      setTimeout(() => response.destroy(), 50);
    },
  ],
  [
    'sends metadata without end',
    'metadata/timestamp.json',
    'too-large',
    (_, response) => {
      const more = () => {
        while (response.write(' '.repeat(10_000)));
      };
      response.on('drain', more);
      more();
    },
  ],
  [
    'sends to another place',
    'metadata/timestamp.json',
    'not-a-repository',
    (_, response) => void response.writeHead(302, { location: 'http://login.example/' }).end(),
  ],
  [
    'breaks',
    'metadata/timestamp.json',
    'source-unreachable',
    (_, response) => void response.writeHead(500).end('<html>'),
  ],
  [
    'compresses what nobody asked it to',
    'metadata/timestamp.json',
    'not-a-repository',
    (_, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(Buffer.from('1f8b0800', 'hex')),
  ],
  [
    'speaks no HTTP',
    'metadata/timestamp.json',
    'source-unreachable',
    ({ socket }) => void socket.end('SSH-2.0-OpenSSH_9.6\r\n'),
  ],
];
test.each(refused)('a server that %s is left, and the last good set serves', async (_, path, code, answer) => {
  server.instead.set(path, answer);
  expect(await scene.update({ source })).toMatchObject({ ok: false, error: { code } });
  await expect
    .poll(server.connections)
    .toBeLessThanOrEqual(code === 'not-a-repository' || code === 'source-unreachable' ? 1 : 0);
  expect(scene.served()).toEqual(KEPT);
  server.instead.clear();
  expect(await scene.update({ source })).toMatchObject({ ok: true, value: { changed: true } });
});

test('a slow line is no slow mirror: what brings enough in each window may take its time', async () => {
  server.instead.set(FACTS_PATH, (_, response) => {
    let at = 0;
    const timer = setInterval(() => {
      response.write(FACTS.subarray(at, at + 150_000));
      at += 150_000;
      if (at < FACTS.length) return;
      clearInterval(timer);
      response.end();
    }, 50);
  });
  expect(await scene.update({ source })).toMatchObject({ ok: true });
});

test.each<[string, Answer | null, RegExp]>([
  ['goes on where it broke off', null, /^targets\/facts\/\w+\.hcm\.age bytes=[1-9]\d+-$/],
  ['begins anew where the server cannot', (_, response) => void response.end(FACTS), /bytes=/],
  ['begins anew where the server sends another part', sendAnotherPart, /bytes=/],
])('a download %s', async (_, then, asked) => {
  server.instead.set(FACTS_PATH, (_request, response) => {
    response.writeHead(200, { 'content-length': FACTS.length }).write(FACTS.subarray(0, 1_000_000));
    setTimeout(() => response.destroy(), 100);
  });
  expect(await scene.update({ source })).toMatchObject({ error: { code: 'source-unreachable' } });
  server.instead.clear();
  server.asked.length = 0;
  if (then !== null) server.instead.set(FACTS_PATH, then);
  const update = await scene.update({ source });
  expect(update).toMatchObject({ ok: true, value: { changed: true } });
  expect(server.asked).toContainEqual(expect.stringMatching(asked));
  expect(scene.served()['facts/hcm.age']).toBe(FACTS.toString());
  if (then === null && update.ok) expect(update.value.fetched.bytes).toBeLessThan(FACTS.length);
});

function sendAnotherPart({ headers }: IncomingMessage, response: ServerResponse): void {
  if (headers.range === undefined) response.end(FACTS);
  else
    response.writeHead(206, { 'content-range': `bytes 5-${FACTS.length - 1}/${FACTS.length}` }).end(FACTS.subarray(5));
}

test('where nothing listens, nothing is changed', async () => {
  const nobody = httpSource('http://127.0.0.1:1/trust', { caFile: null });
  expect(await scene.update({ source: nobody })).toMatchObject({ error: { code: 'source-unreachable' } });
  await nobody.close();
  expect(scene.served()).toEqual(KEPT);
});

test('only the authority of the CA file is believed', async ({ skip }) => {
  const folder = mkdtempSync(join(tmpdir(), 'chot-tls-'));
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'key.pem'];
  const made = spawnSync('openssl', ['req', '-x509', ...curve, '-out', 'cert.pem', '-days', '2', ...subject], {
    cwd: folder,
  });
  if (made.status !== 0) {
    rmSync(folder, { recursive: true });
    skip('openssl is missing: no certificate for a TLS server');
  }
  const [key, cert] = ['key.pem', 'cert.pem'].map((name) => readFileSync(join(folder, name)));
  const tls = createServer({ key, cert }, (request, response) => {
    server.asked.push(request.url ?? '');
    try {
      response.end(readFileSync(join(scene.repository, (request.url ?? '').replace('/trust/', ''))));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => void tls.listen(0, '127.0.0.1', resolve));
  const url = `https://127.0.0.1:${(tls.address() as AddressInfo).port}/trust`;
  const sources = [null, join(folder, 'missing.pem'), join(folder, 'cert.pem')].map((caFile) =>
    httpSource(url, { caFile }),
  );
  const codes = [];
  for (const each of sources) {
    const update = await scene.update({ source: each });
    codes.push(update.ok ? 'done' : update.error.code);
    await each.close();
  }
  expect(codes).toEqual(['source-unreachable', 'source-unreachable', 'done']);
  tls.close();
  rmSync(folder, { recursive: true });
});
