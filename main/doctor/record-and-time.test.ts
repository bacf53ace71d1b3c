import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { sampleEntry } from '../../db/entry.sample.ts';
import { glanceRecord, readHighWater } from '../../db/glance-record.ts';
import { openRecord } from '../../db/record.ts';
import { RECORD_FILE } from '../../db/record-file.ts';
import { centralAsker, checkCentral } from './check-central.ts';
import { checkClock } from './check-clock.ts';
import { checkProgram } from './check-program.ts';
import { checkRecord } from './check-record.ts';
import type { Finding } from './finding.ts';

function scratch(): string {
  const directory = mkdtempSync(join(tmpdir(), 'chot-doctor-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

function statuses(findings: readonly Finding[]): string[] {
  return findings.map(({ status }) => status);
}

describe('the record', () => {
  test('is read beside the station that writes it, and changed by nothing', () => {
    const directory = scratch();
    expect(glanceRecord(directory)).toEqual({ ok: true, value: null });
    const record = openRecord({ directory });
    if (!record.ok) return expect.unreachable(record.error.detail);
    onTestFinished(() => record.value.close());
    for (const _row of [1, 2, 3]) expect(record.value.append(sampleEntry()).ok).toBe(true);
    const glance = glanceRecord(directory);
    expect(glance).toMatchObject({ ok: true, value: { newest: { seq: 3 }, journaled: 3 } });
    expect(statuses(checkRecord(glance, []))).toEqual(['ok', 'info']);
    expect(record.value.append(sampleEntry()).ok).toBe(true);
  });

  test('another program’s file, and one that is none, fail', () => {
    const directory = scratch();
    writeFileSync(
      join(directory, RECORD_FILE),
      'this is no database, but long enough to look like a file of something',
    );
    const glance = glanceRecord(directory);
    expect(glance.ok).toBe(false);
    expect(statuses(checkRecord(glance, null))).toEqual(['fail']);
    expect(readHighWater(directory, { issuedAt: 0, withinMs: 0 }).ok).toBe(false);
  });

  test('a journal that lags behind is told', () => {
    const value = { version: 20, newest: { seq: 9, at: 0 }, journaled: 4, newestTrust: null };
    expect(statuses(checkRecord({ ok: true, value }, null))).toEqual(['ok', 'info']);
  });
});

describe('the clock', () => {
  const DAY = 86_400_000;
  const wall = Date.UTC(2026, 0, 10);

  test('is held against the trust and the newest row', () => {
    const against = (issuedAt: number | null, highWater: number | null) =>
      statuses(checkClock({ wall, uptime: 1000 }, { issuedAt, highWater }));
    expect(against(wall - DAY, wall - DAY)).toEqual(['ok']);
    expect(against(wall + DAY, null)).toEqual(['fail']);
    expect(against(wall - DAY, wall + DAY)).toEqual(['fail']);
    expect(against(null, null)).toEqual(['info']);
  });
});

describe('the central', () => {
  async function central(status: number): Promise<string> {
    const server = createServer((_request, response) => response.writeHead(status).end('x'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  test('is asked only when somebody said so', async () => {
    expect(statuses(await checkCentral(null, null))).toEqual(['info']);
    const unreachable = { url: 'http://127.0.0.1:9', caFile: null };
    expect(statuses(await checkCentral(unreachable, null))).toEqual(['info']);
  });

  test('one that answers is well; one that does not, or answers with an error, fails', async () => {
    const tried = async (url: string) => {
      const config = { url, caFile: null };
      return statuses(await checkCentral(config, centralAsker(scratch(), config)));
    };
    expect(await tried(await central(200))).toEqual(['ok']);
    expect(await tried(await central(503))).toEqual(['fail']);
    expect(await tried('http://127.0.0.1:9')).toEqual(['fail']);
  });
});

test('root is told to run it as the user of the station, unless the data is root’s', () => {
  const facts = { version: '1', node: '24.0.0', platform: 'linux', arch: 'x64', kernel: '6', owner: 1000 } as const;
  expect(statuses(checkProgram({ ...facts, user: 0 }))).toEqual(['ok', 'warn']);
  expect(statuses(checkProgram({ ...facts, user: 0, owner: 0 }))).toEqual(['ok']);
  expect(statuses(checkProgram({ ...facts, user: 1000 }))).toEqual(['ok']);
  expect(statuses(checkProgram({ ...facts, user: 1000, node: '22.1.0' }))).toEqual(['fail']);
});
