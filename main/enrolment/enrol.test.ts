import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { auditAfter } from '../../db/audit.ts';
import { openForReading } from '../../db/open.ts';
import { openRecord } from '../../db/record.ts';
import { type Central, startCentral } from '../../fixtures/central/central.ts';
import { enrol } from './enrol.ts';
import { readEnrolment } from './enrolment-file.ts';
import { noteAtStart } from './note-enrolment.ts';

let central: Central;
let now = Date.UTC(2026, 10, 22);
beforeAll(async () => {
  central = await startCentral({ port: 0, data: null, now: () => now });
}, 60_000);
afterAll(() => central.close());

const ROOT = 'ab'.repeat(32);
let stations = 0;

/** A data directory with a station of its own. */
function dataDirectory(change: object = {}, name?: string): { readonly directory: string; readonly name: string } {
  stations += name === undefined ? 1 : 0;
  const station = name ?? `gate-${stations}`;
  const directory = mkdtempSync(join(tmpdir(), 'chot-enrol-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const config = {
    site: { id: 'cho', name: 'Chợ', type: 'cho' },
    station,
    locality: 'hcm',
    lanes: [{ name: '1', direction: 'in' }],
    ...change,
  };
  writeFileSync(join(directory, 'station.json'), JSON.stringify(config));
  return { directory, name: station };
}

const codeFor = async (name: string) => (await central.issueCode(name)).text;
const config = (directory: string) => JSON.parse(readFileSync(join(directory, 'station.json'), 'utf8'));
/** null: it is enrolled; else why not. */
async function enrolBy(directory: string, scanned: string, again = false): Promise<string | null> {
  const done = await enrol(directory, { scanned, again, from: 'cli', now });
  return done.ok ? null : done.error.code;
}

describe('a code', () => {
  test('serves one station', async () => {
    const { directory, name } = dataDirectory();
    const others = await codeFor('another');
    expect(await enrolBy(directory, others)).toBe('other-station');
    const mine = await codeFor(name);
    expect(await enrolBy(directory, others.replace(';another;', `;${name};`))).toBe('code-refused');
    expect(await enrolBy(directory, mine)).toBeNull();
  });

  test('serves one key, and that as often as it asks', async () => {
    const first = dataDirectory();
    const second = dataDirectory({}, first.name);
    const text = await codeFor(first.name);
    expect(await enrolBy(first.directory, text)).toBeNull();
    const enrolled = readEnrolment(first.directory);
    rmSync(join(first.directory, 'enrolment.json'));
    now += 3_600_000;
    expect(await enrolBy(first.directory, text)).toBeNull();
    expect(readEnrolment(first.directory)).toMatchObject({
      value: { clientId: enrolled.ok && enrolled.value?.clientId },
    });
    expect(await enrolBy(second.directory, text)).toBe('code-used');
    expect(readdirSync(second.directory)).not.toContain('enrolment.json');
  });

  test('expires after a quarter of an hour', async () => {
    const { directory, name } = dataDirectory();
    const text = await codeFor(name);
    now += 15 * 60_000;
    expect(await enrolBy(directory, text)).toBe('code-expired');
  });

  test('is withdrawn by the next one, and by five guesses', async () => {
    const { directory, name } = dataDirectory();
    const first = await codeFor(name);
    const second = await codeFor(name);
    for (let guess = 0; guess < 5; guess += 1) expect(await enrolBy(directory, first)).toBe('code-refused');
    expect(await enrolBy(directory, second)).toBe('code-refused');
    now += 60_000;
  });

  test('cannot be guessed at: after twenty refusals nobody is answered for a minute', async () => {
    const { directory, name } = dataDirectory();
    const text = await codeFor(name);
    const wrong = text.replace(name, 'nobody');
    const stranger = dataDirectory({}, 'nobody');
    const refusals = [];
    for (let guess = 0; guess < 21; guess += 1) refusals.push(await enrolBy(stranger.directory, wrong));
    expect(refusals).toEqual([...Array(20).fill('code-refused'), 'central-unwilling']);
    expect(await enrolBy(directory, text)).toBe('central-unwilling');
    now += 60_001;
    expect(await enrolBy(directory, text)).toBeNull();
  });
});

test('an enrolled station is enrolled anew only on demand, with another root then', async () => {
  const { directory, name } = dataDirectory({ trust: { everyMinutes: 7, rootSha256: ROOT } });
  expect(await enrolBy(directory, await codeFor(name))).toBeNull();
  expect(config(directory)).toMatchObject({
    central: { url: central.url, caFile: null },
    trust: { everyMinutes: 7, rootSha256: ROOT },
  });
  const text = (await codeFor(name)).replace(/;-;-$/, `;${'cd'.repeat(32)};-`);
  expect(await enrolBy(directory, text)).toBe('already-enrolled');
  expect(await enrolBy(directory, text, true)).toBeNull();
  expect(config(directory).trust).toEqual({ everyMinutes: 7, rootSha256: 'cd'.repeat(32) });
});

test('a station that pins another root is not enrolled unasked, and nobody asked the central', async () => {
  const { directory, name } = dataDirectory({ trust: { rootSha256: ROOT } });
  const text = (await codeFor(name)).replace(/;-;-$/, `;${'cd'.repeat(32)};-`);
  expect(await enrolBy(directory, text)).toBe('other-root');
  expect(readdirSync(directory)).toEqual(['station.json']);
});

test.each(['at its first start', 'beside a station that runs'])(
  '%s it is noted in the audit log, once',
  async (when) => {
    const { directory, name } = dataDirectory();
    const first = when.startsWith('beside') ? openRecord({ directory }) : null;
    expect(await enrolBy(directory, await codeFor(name))).toBeNull();
    expect(readdirSync(directory).includes('record.db')).toBe(first !== null);
    const running = first ?? openRecord({ directory });
    if (!running.ok) throw new Error(running.error.detail);
    noteAtStart(directory, running.value);
    noteAtStart(directory, running.value);
    running.value.close();
    const db = openForReading(join(directory, 'record.db'));
    const rows = auditAfter(db)(0, 10);
    db.close();
    expect(rows.map(({ what }) => what)).toEqual(['enrolled']);
    expect(JSON.parse(rows[0]?.detail ?? '')).toMatchObject({ station: name, url: central.url });
  },
);

test.each([
  ['no code', 'chào', 'not-an-enrolment'],
  ['a code of the future', 'CHOT-ENROL:2;x', 'other-version'],
  ['half a code', 'CHOT-ENROL:1;https://central.example;demo-1', 'incomplete'],
])('%s changes nothing', async (_, text, problem) => {
  const { directory } = dataDirectory();
  expect(await enrolBy(directory, text)).toBe(problem);
  expect(readdirSync(directory)).toEqual(['station.json']);
});

test.each([
  ['a page', '<h1>Free Wi-Fi</h1>', 'text/html'],
  [
    'an answer to another station',
    JSON.stringify({ station: 'x', clientId: 'c', issuer: 'https://a.example', tokenEndpoint: 'https://a.example/t' }),
    'application/json',
  ],
  [
    'an answer that leads to plain HTTP',
    JSON.stringify({ station: 'gate', clientId: 'c', issuer: 'http://a.example', tokenEndpoint: 'http://a.example/t' }),
    'application/json',
  ],
])('a central that answers with %s enrols nobody', async (_, body, type) => {
  const { directory } = dataDirectory({}, 'gate');
  const server = createServer((__, response) => void response.writeHead(200, { 'content-type': type }).end(body));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const before = readFileSync(join(directory, 'station.json'), 'utf8');
  expect(await enrolBy(directory, `CHOT-ENROL:1;${url};gate;${'A'.repeat(26)};-;-`)).toBe('central-unwilling');
  expect(await enrolBy(directory, `CHOT-ENROL:1;http://127.0.0.1:9;gate;${'A'.repeat(26)};-;-`)).toBe(
    'central-unreachable',
  );
  expect(readdirSync(directory)).not.toContain('enrolment.json');
  expect(readFileSync(join(directory, 'station.json'), 'utf8')).toBe(before);
});
