import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { issueHc1 } from '../../fixtures/issuer/hc1.ts';
import { makeSigner } from '../../fixtures/issuer/keys.ts';
import { SAMPLE_CLAIMS } from '../../fixtures/issuer/samples.ts';
import { firstRootSha256, installedTrust, installTrust } from '../../fixtures/publisher/install-trust.ts';
import { stationConfigSchema } from '../../main/contract/station-config.ts';
import { readPass } from '../../main/pass/read.ts';
import { recipientOf, stationIdentity } from '../../main/station-identity.ts';
import type { Trust } from '../../main/trust/trust.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'chot-content-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const MAIN = join(import.meta.dirname, '../../fixtures/publisher/main.ts');

function trust(line: string) {
  const run = spawnSync(process.execPath, [MAIN, ...line.split(' ')], { cwd: directory, encoding: 'utf8' });
  expect(run.stdout + run.stderr).not.toMatch(/PRIVATE|\n\s+at /);
  return { status: run.status, out: run.stdout, messages: run.stderr };
}

/** All of these, each with exit status 0. */
function done(...lines: string[]): void {
  for (const line of lines) expect(trust(line), line).toMatchObject({ status: 0, messages: '' });
}

function write(name: string, content: string | object): void {
  writeFileSync(join(directory, name), typeof content === 'string' ? content : JSON.stringify(content));
}

const PACK = join(import.meta.dirname, '../../main/verdict/packs/vn-hcm.json');
const WORKER = {
  ids: { cccd: '079087000003' },
  unit: 'Tổ 1',
  shifts: ['ca ngày'],
  validFrom: '2020-01-01',
  validTo: '2099-01-01',
};
const SHIFT = { name: 'ca ngày', from: '06:00', to: '06:00', weekdays: [1, 2, 3, 4, 5, 6, 7], quota: 10 };

test('what a province and its health office write is what a station knows', async () => {
  const config = station('hcm', 'cho');
  const identity = await stationIdentity(directory);
  if (!identity.ok) throw new Error(identity.error);
  write('stations.txt', `${await recipientOf(identity.value)}  # the gate of the market\n`);
  write('people.json', [
    { ids: { cccd: '079087000001', cmnd: '024000001' }, doses: 2, lastDose: '2026-01-01', name: 'Nguyễn Văn An' },
    { ids: { qid: '163304640000000001' }, isolationUntil: '2026-12-01', sealed: true },
  ]);
  write('workers.json', { shifts: [SHIFT], workers: [WORKER] });
  write('status.csv', '# index,value\n7,1\n9;3\n');
  write('revoked.txt', '# of this week\nURN:UVCI:01:VN:1  # lost\nURN:UVCI:01:VN:2#B\n');
  const passes = makeSigner({ alg: 'ES256' });
  const pem = generatePem(passes.entry.publicKey);
  write('passes.pem', pem);
  done(
    'ceremony --repository repository --keys keys --stick a --stick b --stick c',
    'add-role --repository repository --keys keys --locality hcm --site cho --new-key keys',
    'add-signer --content content --certificate passes.pem --country VN --usage vaccination',
    'new-signer --content content --formats status --key issuing/status.pem',
    'new-signer --content content --formats rules --key issuing/rules.pem',
    'status-list --content content --key issuing/status.pem --uri https://status.example/1 --entries status.csv --size 100',
    'revocation --content content --country VN --certificates revoked.txt',
    'facts --content content --locality hcm --people people.json --stations stations.txt',
    `pack --content content --key issuing/rules.pem --rules ${PACK}`,
    'roster --content content --site cho --workers workers.json',
    'publish --repository repository --keys keys --content content',
  );
  const repository = join(directory, 'repository');
  await installTrust(directory, config, { repository, now: Date.now() });
  write('station.json', { ...config, trust: { ...config.trust, rootSha256: firstRootSha256(repository) } });
  const known = await installedTrust(directory);
  expect(known.notices).toEqual([]);
  expect(known.signers).toBe(3);
  expect(factsOf(known, 'cmnd', '024000001')).toMatchObject({
    facts: { doses: 2, recoveredOn: null },
    matched: ['cmnd'],
  });
  expect(factsOf(known, 'qid', '163304640000000001')).toMatchObject({ facts: { isolationUntil: '2026-12-01' } });
  const worker = { name: '', birthDate: null, ids: [{ type: 'cccd', value: '079087000003' }] } as const;
  expect(known.roster(worker, Date.now(), 'Asia/Ho_Chi_Minh')).toMatchObject({ shift: { name: 'ca ngày', quota: 10 } });
  expect(known.pack('hcm')?.id).toBe(JSON.parse(readFileSync(PACK, 'utf8')).id);
  const revoked = readPass(issueHc1({ signer: passes, ...SAMPLE_CLAIMS }), known.keyring);
  if (!revoked.ok) throw new Error('the pass cannot be read');
  expect(known.status(revoked.pass, SAMPLE_CLAIMS.iat * 1000)).toBe('revoked');
  const withCheckDigit = { ...revoked.pass, person: { ...revoked.pass.person, ids: [uvci('URN:UVCI:01:VN:2#B')] } };
  expect(known.status(withCheckDigit, SAMPLE_CLAIMS.iat * 1000)).toBe('revoked');
});

function station(locality: string, site: string) {
  return stationConfigSchema.parse({
    site: { id: site, name: 'Chợ', type: 'cho' },
    station: 'gate-1',
    locality,
    lanes: [{ name: 'Cổng 1', direction: 'in' }],
  });
}

function uvci(value: string) {
  return { type: 'uvci', value } as const;
}

function factsOf(known: Trust, type: 'cmnd' | 'qid', value: string) {
  return known.facts({ name: '', birthDate: null, ids: [{ type, value }] });
}

function generatePem(base64Spki: string): string {
  return `-----BEGIN PUBLIC KEY-----\n${base64Spki.replace(/.{64}/g, '$&\n')}\n-----END PUBLIC KEY-----\n`;
}

describe('refuses what stations would not take, and says where it is wrong', () => {
  beforeEach(() => {
    mkdirSync(join(directory, 'issuing'));
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    write('issuing/key.pem', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    const other = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
    write('issuing/p384.pem', other.export({ type: 'pkcs8', format: 'pem' }).toString());
    write('stations.txt', 'age1wrong\n');
    write('nobody.txt', '# none yet\n');
    write('right.txt', `age1${'q'.repeat(58)}\n`);
    write('people.json', [{ ids: { cccd: '1' } }]);
    write('phone.json', [{ ids: { phone: '0912345678' } }]);
    write('twins.json', [{ ids: { cccd: '1' } }, { ids: { cccd: '1' } }]);
    write('nonsense.json', '{');
    write('workers.json', { shifts: [SHIFT], workers: [{ ...WORKER, shifts: ['ca đêm'] }] });
    write('status.csv', '7,16\n');
    write('far.csv', '100,1\n');
    write('words.csv', 'an,1\n');
  });
  const list = 'status-list --content content --size 100 --uri https://status.example/1';
  const facts = 'facts --content content --locality hcm';
  test.each([
    [`${list} --key issuing/key.pem --entries status.csv`, /values are 0 to 15/],
    [`${list} --key issuing/key.pem --entries far.csv`, /the list has 100 entries/],
    [`${list} --key issuing/key.pem --entries words.csv`, /"an,1": not "index,value"/],
    [`${list} --key issuing/p384.pem --entries status.csv`, /EC on P-256/],
    [`${list} --key status.csv --entries status.csv`, /no private key/],
    [`${facts} --people people.json --stations stations.txt`, /"age1wrong" is no age recipient/],
    [`${facts} --people people.json --stations nobody.txt`, /names no station/],
    [`${facts} --people phone.json --stations nobody.txt`, /ids.*phone/],
    [`${facts} --people nonsense.json --stations nobody.txt`, /cannot be read as JSON/],
    [
      `${facts} --people twins.json --stations right.txt`,
      /people 1 and 2 of the list have the same identifier \(cccd\)/,
    ],
    ['roster --content content --site cho --workers workers.json', /no shift "ca đêm"/],
    ['revocation --content content --country VN --certificates people.json', /no identifier of a certificate/],
    ['revocation --content content --country VN --certificates far.csv', /"100,1" is no identifier of a certificate/],
    ['new-signer --content content --formats hcl --key issuing/new.pem', /there is no "hcl"/],
    ['pack --content content --key issuing/key.pem --rules people.json', /people\.json: /],
    ['add-signer --content content --certificate issuing/key.pem', /neither a certificate nor a public key/],
    ['new-signer --content content --formats rules --key issuing/key.pem', /is there already/],
  ])('%s', (line, message) => {
    expect(trust(line)).toMatchObject({ status: 1, out: '', messages: expect.stringMatching(message) });
  });
  test('a key that could sign nothing is not made', () => {
    expect(trust('new-signer --content content --formats rules,hcl --key issuing/new.pem').status).toBe(1);
    done('new-signer --content content --formats rules --key issuing/new.pem');
  });
  test.each([
    ['status-list --content content --size x --uri https://status.example/1', /--size/],
    ['status-list --content content --size 1 --uri https://status.example/one', /does not end with/],
    ['revocation --content content --country vn', /two capital letters/],
    ['facts --content content --locality Huế', /is no id/],
  ])('%s, as a wrong form', (line, message) => {
    expect(trust(line)).toMatchObject({ status: 2, messages: expect.stringMatching(message) });
  });
});
