import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openRecord } from '../../db/record.ts';
import { type Central, type CentralOptions, startCentral } from '../../fixtures/central/central.ts';
import { makeAuthority } from '../../fixtures/central/certificates.ts';
import { DEMO_REPOSITORY } from '../../fixtures/demo/trust.ts';
import { firstRootSha256 } from '../../fixtures/publisher/install-trust.ts';
import { demoStation } from './demo-station.ts';
import { chot } from './run-chot.ts';

async function central(options: Partial<CentralOptions> = {}): Promise<Central> {
  const started = await startCentral({ port: 0, data: null, ...options });
  onTestFinished(() => started.close());
  return started;
}

const config = (directory: string) => JSON.parse(readFileSync(join(directory, 'station.json'), 'utf8'));
function configure(directory: string, change: object): void {
  writeFileSync(join(directory, 'station.json'), JSON.stringify({ ...config(directory), ...change }));
}
const enrol = (directory: string, text: string, ...more: string[]) =>
  chot(['enrol', '--data', directory, '--code', '-', ...more], `${text}\r\n`);

/** A station with three rows to upload, that knows no central. */
async function station(): Promise<string> {
  const { directory, samples } = await demoStation();
  const scanned = await chot(
    ['scan', '--data', directory],
    `${samples
      .slice(0, 3)
      .map(({ text }) => text)
      .join('\n')}\n`,
  );
  expect(scanned.status, scanned.messages).toBe(0);
  return directory;
}

test('a station that is enrolled by a scanned code uploads, and nobody else does', async () => {
  const directory = await station();
  const trust = join(directory, DEMO_REPOSITORY);
  const { url, issueCode } = await central({ trust });
  configure(directory, { central: { url }, trust: { source: null, rootSha256: null } });
  const before = await chot(['upload', '--data', directory, '--once']);
  expect(before).toMatchObject({ status: 1, messages: expect.stringContaining('chot enrol') });
  configure(directory, { central: null });
  const mode = statSync(join(directory, 'station.json')).mode;

  const { text } = await issueCode('demo-1');
  const enrolled = await enrol(directory, text);
  expect(enrolled.status, enrolled.messages).toBe(0);
  expect(config(directory)).toMatchObject({
    central: { url, caFile: null },
    trust: { rootSha256: firstRootSha256(trust) },
  });
  expect(statSync(join(directory, 'station.json')).mode).toBe(mode);
  expect(statSync(join(directory, 'keys', 'station-signing.pem')).mode & 0o777).toBe(0o600);

  const uploaded = await chot(['upload', '--data', directory, '--once']);
  expect(JSON.parse(uploaded.lines[0] ?? ''), uploaded.messages).toMatchObject({ stored: 3, waiting: 0 });
  const verified = await chot(['ledger', 'verify', '--data', directory]);
  expect(verified.status, verified.messages).toBe(0);
  expect(await chot(['trust', 'update', '--data', directory])).toMatchObject({ status: 0 });
  expect(await chot(['scan', '--data', directory, '--now', '2026-01-01'], 'x\n')).toMatchObject({
    status: 2,
    messages: expect.stringContaining('enrolled'),
  });
});

test('the private key and the code are in no file but one, and the code in none', async () => {
  const directory = await station();
  const { issueCode } = await central();
  const { text } = await issueCode('demo-1');
  expect((await enrol(directory, text)).status).toBe(0);
  const code = text.split(';')[3] ?? '';
  const secret = readFileSync(join(directory, 'keys', 'station-signing.pem'), 'utf8').split('\n')[1] ?? '';
  const holding = (needle: string) =>
    readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && readFileSync(join(entry.parentPath, entry.name)).includes(needle))
      .map(({ name }) => name);
  expect([code.length, secret.length]).toEqual([26, 64]);
  expect(holding(secret)).toEqual(['station-signing.pem']);
  expect(holding(code)).toEqual([]);
});

test('an authority that only the code names certifies the central', async ({ skip }) => {
  const folder = mkdtempSync(join(tmpdir(), 'chot-authority-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const authority = makeAuthority(folder, 'own');
  if (authority === null) return skip('openssl is not there to make certificates');
  const { url, issueCode } = await central({ tls: authority.issue('central') });
  const directory = await station();
  const { text } = await issueCode('demo-1');
  const forged = text.replace(/[0-9a-f]{64}$/, 'cd'.repeat(32));
  expect(await enrol(directory, forged)).toMatchObject({
    status: 1,
    messages: expect.stringMatching(/^authority-refused: /),
  });
  expect(await enrol(directory, text)).toMatchObject({ status: 0 });
  expect(url).toMatch(/^https:/);
  expect(await chot(['upload', '--data', directory, '--once'])).toMatchObject({ status: 0 });
});

test('rows that the central refuses are told beside a running station, and go when they are asked to', async () => {
  const directory = await station();
  const { issueCode } = await central();
  expect((await enrol(directory, (await issueCode('demo-1')).text)).status).toBe(0);
  const record = openRecord({ directory });
  if (!record.ok) throw new Error(record.error.detail);
  record.value.outbox.settle([{ seq: 2, outcome: 'parked', reason: 'schema: /lane' }]);
  const told = await chot(['upload', '--data', directory, '--parked']);
  record.value.close();
  expect(told.lines.map((line) => JSON.parse(line))).toMatchObject([{ seq: 2, reason: 'schema: /lane' }]);
  const once = await chot(['upload', '--data', directory, '--once']);
  expect(JSON.parse(once.lines[0] ?? ''), once.messages).toMatchObject({ stored: 2, waiting: 0 });
  const retried = await chot(['upload', '--data', directory, '--once', '--retry-parked']);
  expect(JSON.parse(retried.lines[0] ?? ''), retried.messages).toMatchObject({ stored: 1, parked: 0, waiting: 0 });
  expect((await chot(['upload', '--data', directory, '--parked'])).lines).toEqual([]);
  const verified = await chot(['ledger', 'verify', '--data', directory]);
  expect(JSON.parse(verified.lines[0] ?? '').audit.rows).toBe(2);
});

test('a station whose key is another one, or that is enrolled elsewhere, says so', async () => {
  const directory = await station();
  const { issueCode } = await central();
  expect(await enrol(directory, (await issueCode('demo-1')).text)).toMatchObject({ status: 0 });
  const { central: named } = config(directory);
  configure(directory, { central: { ...named, url: `${named.url}/other` } });
  const upload = () => chot(['upload', '--data', directory, '--once']);
  expect(await upload()).toMatchObject({ status: 1, messages: expect.stringContaining('is enrolled at') });
  configure(directory, { central: named });
  rmSync(join(directory, 'keys', 'station-signing.pem'));
  expect(await upload()).toMatchObject({
    status: 1,
    messages: expect.stringContaining('not the one that was enrolled'),
  });
});

test.each([
  [['enrol']],
  [['enrol', '--code', '-', 'more']],
  [['upload', '--once', '--parked']],
  [['upload', '--parked', '--retry-parked']],
])('chot %j is a misuse', async (args) => {
  expect(await chot(args)).toMatchObject({ status: 2, lines: [] });
});
