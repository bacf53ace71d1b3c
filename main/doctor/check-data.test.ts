import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { checkData, type DataProbes } from './check-data.ts';
import type { Finding } from './finding.ts';

const GIB = 1024 ** 3;
const EXT4 = 0xef53;

function probes(free = 100 * GIB, type = EXT4, platform: NodeJS.Platform = 'linux'): DataProbes {
  return { space: async () => ({ free, type }), platform };
}

let directory = '';

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'chot-data-'));
  chmodSync(directory, 0o700);
  mkdirSync(join(directory, 'keys', 'days'), { recursive: true, mode: 0o700 });
  writeFileSync(join(directory, 'keys', 'station.key'), 'x', { mode: 0o600 });
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
});

function worst(findings: readonly Finding[]): readonly string[] {
  return findings.filter(({ status }) => status !== 'ok').map(({ status, what }) => `${status}: ${what.en}`);
}

test('a directory as the station makes it is well', async () => {
  const findings = await checkData(directory, probes());
  expect(findings.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok', 'ok']);
});

test('one that is not there, or no directory, fails at once', async () => {
  expect((await checkData(join(directory, 'gone'), probes())).map(({ status }) => status)).toEqual(['fail']);
  expect((await checkData(join(directory, 'keys', 'station.key'), probes())).map(({ status }) => status)).toEqual([
    'fail',
  ]);
});

test.each([
  [63 * 1024 ** 2, 'fail'],
  [512 * 1024 ** 2, 'warn'],
  [2 * GIB, 'ok'],
])('%i bytes free: %s', async (free, status) => {
  expect((await checkData(directory, probes(free)))[1]?.status).toBe(status);
});

test.each([
  [0x6969, 'fail', /NFS/],
  [0xfe534d42, 'fail', /SMB2/],
  [0x4d44, 'fail', /FAT/],
  [0x01021994, 'warn', /memory/],
  [0x65735546, 'warn', /FUSE/],
  [0x9123683e, 'ok', /disk of this machine/],
])('file system %i: %s', async (type, status, said) => {
  const [, , fileSystem] = await checkData(directory, probes(100 * GIB, type));
  expect(fileSystem?.status).toBe(status);
  expect(fileSystem?.what.en).toMatch(said);
});

test('a key that others can reach fails; one in a folder that they cannot enter is doubtful', async () => {
  const key = join(directory, 'keys', 'station.key');
  chmodSync(key, 0o640);
  expect(worst(await checkData(directory, probes()))).toEqual([expect.stringMatching(/^warn: .*station\.key$/)]);
  chmodSync(directory, 0o755);
  expect(worst(await checkData(directory, probes()))).toEqual([expect.stringMatching(/^fail: .*station\.key/)]);
});

test('a folder that others can enter is doubtful, though its keys are the owner’s alone', async () => {
  chmodSync(directory, 0o755);
  expect(worst(await checkData(directory, probes()))).toEqual([`warn: Others on this machine can read: ${directory}`]);
});
