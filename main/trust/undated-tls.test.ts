import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { httpSource } from './tuf/http-source.ts';
import { undatedConnector } from './undated-tls.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

describe('over TLS by a wrong clock', () => {
  let folder: string;
  let certificates: boolean;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'chot-time-tls-'));
    certificates = makeCertificates(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  async function serve(name: string): Promise<number> {
    const file = (end: string) => readFileSync(join(folder, `${name}.${end}`));
    const server = createServer({ key: file('key'), cert: file('chain') }, (_, response) => void response.end('yes'));
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  /** The code of what comes of asking a server with that certificate, by the authority in `ca`. */
  async function ask(name: string, { host = '127.0.0.1', ca = 'own.pem' } = {}): Promise<unknown> {
    const port = await serve(name);
    const agent = new Agent({
      connect: undatedConnector({ ca: readFileSync(join(folder, ca), 'utf8'), timeoutMs: 2000 }),
    });
    try {
      const answer = await request(`https://${host}:${port}`, { dispatcher: agent });
      return await answer.body.text();
    } catch (error) {
      return (error as NodeJS.ErrnoException).code;
    } finally {
      await agent.destroy();
    }
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
    expect(await ask(name)).toBe(refusal ?? 'yes');
  });

  test('a name that the certificate does not have is refused, whatever its dates', async () => {
    if (!certificates) return;
    for (const name of ['valid', 'over']) {
      expect(await ask(name, { host: 'localhost' })).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
    }
  });

  test('an authority that cannot be read makes nothing valid, and nothing fall', async () => {
    if (!certificates) return;
    const junk = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
    writeFileSync(join(folder, 'junk.pem'), junk);
    expect(await ask('over', { ca: 'junk.pem' })).toBe('CERT_UNREADABLE');
    writeFileSync(join(folder, 'nothing.pem'), 'nothing');
    expect(await ask('over', { ca: 'nothing.pem' })).toBe('SELF_SIGNED_CERT_IN_CHAIN');
  });

  test('a repository of trust is read by it: what it says proves itself', async () => {
    if (!certificates) return;
    const read = async (name: string) => {
      const source = httpSource(`https://127.0.0.1:${await serve(name)}/trust`, { caFile: join(folder, 'own.pem') });
      try {
        const opened = await source.open('timestamp.json', 0, new AbortController().signal);
        let text = '';
        for await (const chunk of opened?.body ?? []) text += Buffer.from(chunk).toString();
        return text;
      } finally {
        await source.close();
      }
    };
    expect(await read('over')).toBe('yes');
    await expect(read('stranger-over')).rejects.toThrow(/no known authority/);
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
  // Without the number of the key that signed it, so that only the signature tells.
  issue('liar-over', 'liar', over, `${name}\nauthorityKeyIdentifier=none`);
  issue('other-name-over', 'own', over, 'subjectAltName=IP:127.0.0.9');
  issue('below-leaf-over', 'valid', over, name, ['valid']);
  return true;
}
