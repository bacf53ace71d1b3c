import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratchDirectory } from './run-chot.ts';

const PROJECT = join(import.meta.dirname, '../..');

/** `npm run -s trust -- …` without npm, which would only look up the same line in package.json. */
const NPM = `npm() {
  local script=$3; shift 4
  case $script in
    trust) "$NODE" fixtures/publisher/main.ts "$@" ;;
    chot) "$NODE" main/cli.ts "$@" ;;
    *) return 99 ;;
  esac
}`;

test('every command of docs/trust.md does what the page says, one after the other', () => {
  const page = readFileSync(join(PROJECT, 'docs/trust.md'), 'utf8');
  const blocks = [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block);
  expect(blocks.length).toBeGreaterThan(8);
  const lines = page.split('\n').filter((line) => line.includes('npm run -s') && !line.startsWith('    7 * * * *'));
  expect(lines.length).toBeGreaterThan(20);
  const directory = scratchDirectory();
  const script = ['set -eu', NPM, ...blocks].join('\n');
  const environment = { ...process.env, TRUST: directory, NODE: process.execPath };
  const run = spawnSync('bash', ['-c', script], { cwd: PROJECT, env: environment, encoding: 'utf8' });
  expect(run.stderr.replace(/^There is no trust here.*\n/m, '')).toBe('');
  expect(run.status).toBe(0);
  const answers = run.stdout.split('\n').filter((line) => line.startsWith('{'));
  const [updated, shown, updatedAgain] = answers.map((line) => JSON.parse(line));
  expect(updated).toMatchObject({ changed: true, versions: { root: 1 } });
  expect(shown).toMatchObject({ installed: { signers: 3, rules: expect.stringMatching(/^vn-hcm@/) }, problem: null });
  expect(shown.installed.targets).toHaveLength(7);
  expect(updatedAgain).toMatchObject({ changed: true, versions: { root: 3 } });
});
