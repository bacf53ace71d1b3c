import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startCentral } from '../../fixtures/central/central.ts';
import { makeSigner } from '../../fixtures/issuer/keys.ts';
import type { Result } from '../contract/result.ts';
import { createKeyring, parseSigners } from '../pass/keyring.ts';
import { verifySignedTime } from '../trust/signed-time.ts';
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
  return createTimeAsker({ url, caFile, timeoutMs }).ask(NONCE, new AbortController().signal);
}

test('the sandbox central tells the time, and its answer verifies', async () => {
  const signer = makeSigner({ alg: 'ES256', formats: ['time'] });
  const central = await startCentral({ port: 0, data: null, time: signer });
  const answer = await ask(central.url);
  const refused = await fetch(`${central.url}/v1/time`, { method: 'POST', body: '{"nonce":"short"}' });
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

describe('over TLS by a wrong clock', () => {
  let folder: string;
  let certificates: boolean;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'chot-time-tls-'));
    certificates = makeCertificates(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** What comes of asking a server with that certificate, by the CA file `own.pem`. */
  async function askServer(name: string, host = '127.0.0.1'): Promise<Result<Uint8Array, string>> {
    const file = (end: string) => readFileSync(join(folder, `${name}.${end}`));
    const server = createTlsServer({ key: file('key'), cert: file('chain') }, (_, response) => {
      response.end(Buffer.from([1]));
    });
    const port = await listen(server);
    return await ask(`https://${host}:${port}`, { caFile: join(folder, 'own.pem') });
  }

  test.each([
    ['a valid one', 'valid', null],
    ['one that is over', 'over', null],
    ['one that has not begun', 'to-come', null],
    ['one of an intermediate authority that is over too', 'below-over', null],
    ['a stranger’s', 'stranger', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['a stranger’s that is over', 'stranger-over', 'SELF_SIGNED_CERT_IN_CHAIN'],
    ['a stranger’s that is over, and says that it comes from our authority', 'liar-over', 'SELF_SIGNED_CERT_IN_CHAIN'],
    ['one of ours that is over, for another name', 'other-name-over', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['one that is over, below another server’s certificate', 'below-leaf-over', 'SELF_SIGNED_CERT_IN_CHAIN'],
  ])('%s', async (_, name, refusal) => {
    if (!certificates) {
      console.info('openssl is not there to make certificates');
      return;
    }
    const answer = await askServer(name);
    if (refusal === null) expect(answer).toEqual({ ok: true, value: Uint8Array.of(1) });
    else expect(answer).toEqual({ ok: false, error: expect.stringContaining(refusal) });
  });

  test('a name that the certificate does not have is refused, whatever its dates', async () => {
    if (!certificates) return;
    for (const name of ['valid', 'over']) {
      expect(await askServer(name, 'localhost')).toEqual({ ok: false, error: expect.stringContaining('ALTNAME') });
    }
  });
});

/** Authorities `own` and `other`, and servers below them; false: there is no openssl. */
function makeCertificates(folder: string): boolean {
  if (spawnSync('openssl', ['version']).status !== 0) return false;
  const openssl = (line: string, ...rest: string[]) => {
    const run = spawnSync('openssl', [...line.split(' '), ...rest], { cwd: folder });
    if (run.status !== 0) throw new Error(run.stderr.toString());
  };
  const key = 'req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes';
  const authority = (name: string, subject: string) =>
    openssl(`${key} -x509 -days 30 -keyout ${name}.key -out ${name}.pem -subj`, `/CN=${subject}`);
  writeFileSync(
    join(folder, 'ca.conf'),
    '[ca]\ndefault_ca=a\n[a]\ndatabase=index\nserial=serial\nnew_certs_dir=.\ndefault_md=sha256\npolicy=p\nunique_subject=no\n[p]\ncommonName=supplied\n',
  );
  writeFileSync(join(folder, 'index'), '');
  writeFileSync(join(folder, 'serial'), '01');
  const issue = (
    name: string,
    by: string,
    dates: readonly [string, string],
    extensions: string,
    chain: string[] = [],
  ) => {
    writeFileSync(join(folder, 'extensions'), extensions);
    openssl(`${key} -keyout ${name}.key -out ${name}.csr -subj`, `/CN=${name}`);
    const [from, to] = dates;
    openssl(
      `ca -batch -notext -config ca.conf -cert ${by}.pem -keyfile ${by}.key -in ${name}.csr -out ${name}.pem ` +
        `-startdate ${from} -enddate ${to} -extfile extensions`,
    );
    const files = [name, ...chain].map((each) => readFileSync(join(folder, `${each}.pem`), 'utf8'));
    writeFileSync(join(folder, `${name}.chain`), files.join(''));
  };
  const [now, over, toCome] = [
    ['20200101000000Z', '20490101000000Z'],
    ['20200101000000Z', '20210101000000Z'],
    ['20480101000000Z', '20490101000000Z'],
  ] as const;
  const name = 'subjectAltName=IP:127.0.0.1';
  authority('own', 'Authority');
  authority('other', 'Other');
  authority('liar', 'Authority');
  issue('valid', 'own', now, name);
  issue('over', 'own', over, name);
  issue('to-come', 'own', toCome, name);
  issue('intermediate', 'own', over, 'basicConstraints=CA:true');
  issue('below-over', 'intermediate', over, name, ['intermediate']);
  issue('stranger', 'other', now, name);
  issue('stranger-over', 'other', over, name);
  issue('liar-over', 'liar', over, name);
  issue('other-name-over', 'own', over, 'subjectAltName=IP:127.0.0.9');
  issue('below-leaf-over', 'valid', over, name, ['valid']);
  return true;
}
