import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeSigner } from '../../fixtures/issuer/keys.ts';
import { readRepository } from '../../fixtures/publisher/repository.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'chot-trust-cli-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const MAIN = join(import.meta.dirname, '../../fixtures/publisher/main.ts');
const REPOSITORY = ['--repository', 'repository', '--keys', 'keys'];

/** As an officer runs it, in a directory of their own. */
function trust(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], { cwd: directory, encoding: 'utf8' });
  expect(stdout + stderr).not.toMatch(/PRIVATE|\n\s+at /);
  return { status, out: stdout, messages: stderr };
}

function ceremony() {
  const sticks = ['a', 'b', 'c'].flatMap((stick) => ['--stick', stick]);
  expect(trust('ceremony', ...REPOSITORY, ...sticks).status).toBe(0);
}

function content(files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(directory, 'content', name, '..'), { recursive: true });
    writeFileSync(join(directory, 'content', name), text);
  }
}

const SIGNERS = JSON.stringify([makeSigner({ alg: 'ES256', country: 'VN' }).entry]);

test('from a ceremony to a renewed and rotated repository', () => {
  ceremony();
  const sticks = ['a', 'b', 'c'].map((stick) => readdirSync(join(directory, stick)));
  expect(sticks.map((files) => files.length)).toEqual([1, 1, 1]);
  expect(statSync(join(directory, 'a', sticks[0]?.[0] ?? '')).mode & 0o777).toBe(0o600);

  content({ 'keys/signers.json': SIGNERS });
  const role = trust('add-role', ...REPOSITORY, '--locality', 'hcm', '--site', 'cho', '--new-key', 'office');
  expect(role).toMatchObject({
    status: 0,
    out: expect.stringMatching(/wrote office\/loc-hcm-.*\n.*targets version 2/),
  });
  expect(trust('publish', ...REPOSITORY, '--content', 'content').out).toMatch(/signed targets version 3/);
  expect(trust('renew', ...REPOSITORY).out).toMatch(/signed timestamp version 4/);
  const holders = ['--keys', 'a', '--keys', 'c'];
  const rotated = trust('rotate', ...REPOSITORY, ...holders, '--replace', 'timestamp', '--new-keys', 'keys');
  expect(rotated).toMatchObject({ status: 0, out: expect.stringMatching(/signed root version 2/) });
  expect(trust('renew', ...REPOSITORY).status).toBe(0);
  const shown = trust('show', '--repository', 'repository').out;
  expect(shown).toMatch(/root +version 2, until .*, signed by 2 of/);
  expect(shown).toMatch(/keys\/signers\.json {2}\d+ bytes/);
  expect(shown).toMatch(
    /loc-hcm .*\n {4}may sign facts\/hcm\.age, rules\/hcm\.json, places\/hcm\.json, roster\/cho\.json/,
  );
});

test('a locality’s sites are changed, and what it published stays', () => {
  ceremony();
  content({ 'keys/signers.json': SIGNERS });
  trust('add-role', ...REPOSITORY, '--locality', 'hcm', '--new-key', 'keys');
  trust('publish', ...REPOSITORY, '--content', 'content');
  const [key = ''] = readdirSync(join(directory, 'keys')).filter((name) => name.startsWith('loc-hcm'));
  expect(trust('add-role', ...REPOSITORY, '--locality', 'hcm', '--site', 'cho', '--key', `keys/${key}`).status).toBe(0);
  const shown = trust('show', '--repository', 'repository').out;
  expect(shown).toMatch(/roster\/cho\.json/);
  expect(shown).toMatch(/keys\/signers\.json {2}/);
});

describe('refuses with exit status 1, says why, and changes nothing', () => {
  beforeEach(() => {
    ceremony();
    content({ 'keys/signers.json': SIGNERS });
  });
  const versions = () => {
    const repository = readRepository(join(directory, 'repository'));
    return repository.ok && [repository.value.root, repository.value.timestamp].map(({ signed }) => signed.version);
  };
  test.each<[string, () => string[], RegExp]>([
    ['a second ceremony', () => ['ceremony', ...REPOSITORY, '--stick', 'd', '--stick', 'e'], /repository-exists/],
    [
      'content that stations would leave out',
      () => {
        content({ 'keys/signers.json': '[{"kid":"x"}]' });
        return ['publish', ...REPOSITORY, '--content', 'content'];
      },
      /stations would not take it.*entry 0/,
    ],
    [
      'content without signers',
      () => {
        rmSync(join(directory, 'content/keys'), { recursive: true });
        return ['publish', ...REPOSITORY, '--content', 'content'];
      },
      /no keys\/signers\.json/,
    ],
    [
      'a misspelt file',
      () => {
        content({ 'status/one.cwt': '' });
        return ['publish', ...REPOSITORY, '--content', 'content'];
      },
      /status.one\.cwt: no name of a target/,
    ],
    ['a folder that is not there', () => ['publish', ...REPOSITORY, '--content', 'nowhere'], /nowhere cannot be read/],
    ['keys of somebody else', () => ['renew', '--repository', 'repository', '--keys', 'a'], /key-missing.*"timestamp"/],
    ['one holder', () => ['rotate', ...REPOSITORY, '--keys', 'b'], /2 of its keys/],
    ['a repository that is not there', () => ['show', '--repository', 'elsewhere'], /repository-missing/],
    [
      'a publisher beside another one',
      () => {
        writeFileSync(join(directory, 'repository/.publishing'), `${process.pid}\n`);
        return ['renew', ...REPOSITORY];
      },
      /repository-busy/,
    ],
  ])('%s', (_, args, message) => {
    const before = versions();
    expect(trust(...args())).toMatchObject({ status: 1, out: '', messages: expect.stringMatching(message) });
    expect(versions()).toEqual(before);
    expect(existsSync(join(directory, 'd'))).toBe(false);
  });
  test('a target file that was changed on the web server', () => {
    trust('publish', ...REPOSITORY, '--content', 'content');
    const folder = join(directory, 'repository/targets/keys');
    writeFileSync(join(folder, readdirSync(folder)[0] ?? ''), '[]');
    const shown = trust('show', '--repository', 'repository');
    expect(shown).toMatchObject({ status: 1, messages: expect.stringMatching(/signers\.json is missing or is not/) });
  });
});

test('a disk that refuses is a sentence', () => {
  writeFileSync(join(directory, 'a file'), '');
  const refused = trust('prune', '--repository', 'a file/repository');
  expect(refused).toMatchObject({ status: 1, messages: expect.stringMatching(/^disk: .*run the same again\n$/) });
});

test('a reader that has gone, as "head" does, is no error', () => {
  ceremony();
  const show = '"$0" "$1" show --repository repository | true';
  const { stderr } = spawnSync('bash', ['-c', show, process.execPath, MAIN], { cwd: directory, encoding: 'utf8' });
  expect(stderr).toBe('');
});

test('what a publisher left that no longer runs is taken over', () => {
  ceremony();
  writeFileSync(join(directory, 'repository/.publishing'), '999999999\n');
  expect(trust('renew', ...REPOSITORY).status).toBe(0);
});

test.each([
  [[], /usage: trust ceremony/],
  [['frobnicate'], /usage: trust ceremony/],
  [['renew'], /--repository is missing/],
  [['renew', '--repositry', 'x'], /--repositry/],
  [['rotate', ...REPOSITORY, '--replace', 'root'], /--replace root/],
  [['add-role', ...REPOSITORY, '--locality', 'Hồ Chí Minh', '--new-key', 'keys'], /is no id/],
])('%j is a wrong form: exit status 2', (args, message) => {
  expect(trust(...args)).toMatchObject({ status: 2, out: '', messages: expect.stringMatching(message) });
});
