import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import {
  type Authority,
  type CertificateOptions,
  makeAuthority,
  OVER,
  TO_COME,
  VALID,
} from '../../fixtures/central/certificates.ts';
import { signedTimeConnector } from './signed-time-tls.ts';

const servers: Server[] = [];
let folder: string;
let own: Authority | null;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'chot-signed-tls-'));
  own = makeAuthority(folder, 'own');
  if (own === null) console.info('openssl is not there to make certificates');
});
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

let issued = 0;

/** What comes of asking a server with such a certificate at that signed time: `yes`, or the code of the refusal. */
async function ask(
  authority: Authority,
  certificate: CertificateOptions,
  signedTime: number | null,
  { ca = authority.file, host = '127.0.0.1' } = {},
): Promise<unknown> {
  issued += 1;
  const { key, certificate: cert } = authority.issue(`server-${issued}`, certificate);
  const server = createServer({ key, cert }, (_, response) => void response.end('yes'));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const connect = signedTimeConnector({ ca: readFileSync(ca, 'utf8'), timeoutMs: 2000 }, () => signedTime);
  const agent = new Agent({ connect });
  try {
    const url = `https://${host}:${(server.address() as AddressInfo).port}`;
    return await (await request(url, { dispatcher: agent })).body.text();
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  } finally {
    await agent.destroy();
  }
}

const IN_2020 = Date.UTC(2020, 5, 1);
const IN_2048 = Date.UTC(2048, 5, 1);
const UNTIL_2030 = ['20200101000000Z', '20300101000000Z'] as const;

test.each([
  ['valid by both clocks', VALID, IN_2048, 'yes'],
  ['over by the machine’s clock, valid by signed time', OVER, IN_2020, 'yes'],
  ['to come by the machine’s clock, valid by signed time', TO_COME, IN_2048, 'yes'],
  ['valid by the machine’s clock, over by signed time', UNTIL_2030, IN_2048, 'CERT_HAS_EXPIRED'],
  ['valid by the machine’s clock, to come by signed time', UNTIL_2030, Date.UTC(2019, 0), 'CERT_HAS_EXPIRED'],
  ['over by both', OVER, IN_2048, 'CERT_HAS_EXPIRED'],
  ['to come by both', TO_COME, IN_2020, 'CERT_HAS_EXPIRED'],
  ['valid, and no signed time', VALID, null, 'yes'],
  ['over, and no signed time', OVER, null, 'CERT_HAS_EXPIRED'],
  ['to come, and no signed time', TO_COME, null, 'CERT_NOT_YET_VALID'],
] as const)('a certificate that is %s', async (_, validity, signedTime, answer) => {
  if (own === null) return;
  expect(await ask(own, { validity }, signedTime)).toBe(answer);
});

test('signed time speaks for dates alone: not for another name, nor for another authority', async () => {
  const other = makeAuthority(folder, 'other');
  if (own === null || other === null) return;
  for (const validity of [VALID, OVER]) {
    expect(await ask(own, { validity, names: 'IP:127.0.0.9' }, IN_2020)).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
    expect(await ask(own, { validity }, IN_2020, { host: 'localhost' })).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
    expect(await ask(other, { validity }, IN_2020, { ca: own.file })).toMatch(/UNABLE_TO_VERIFY|SELF_SIGNED/);
  }
});

test('the authority must be valid by signed time too', async () => {
  const short = makeAuthority(folder, 'short', UNTIL_2030);
  if (short === null) return;
  expect(await ask(short, { validity: VALID }, IN_2020)).toBe('yes');
  expect(await ask(short, { validity: VALID }, IN_2048)).toBe('CERT_HAS_EXPIRED');
});
