import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startCentral } from '../../fixtures/central/central.ts';
import { makeDemoWorld } from '../../fixtures/demo/make-world.ts';
import { DEMO_REPOSITORY } from '../../fixtures/demo/trust.ts';
import { firstRootSha256 } from '../../fixtures/publisher/install-trust.ts';
import { demoStation } from './demo-station.ts';
import { chot, scratchDirectory } from './run-chot.ts';
import { runningStation } from './running-station.ts';

type Trust = { source: string | null; rootSha256: string | null };
function setTrust(directory: string, change: Partial<Trust>): void {
  const path = join(directory, 'station.json');
  const config = JSON.parse(readFileSync(path, 'utf8'));
  Object.assign(config.trust, change);
  writeFileSync(path, JSON.stringify(config));
}
const withoutTrust = (directory: string) => rmSync(join(directory, 'trust'), { recursive: true });
const answer = (done: { lines: readonly string[] }) => JSON.parse(done.lines[0] ?? 'null');

test('trust is fetched from where station.json says, shown, noted, and fetched once', async () => {
  const { directory } = await demoStation();
  withoutTrust(directory);
  expect(await chot(['trust', 'show', '--data', directory])).toMatchObject({ status: 1 });
  const done = await chot(['trust', 'update', '--data', directory]);
  expect(done).toMatchObject({ status: 0, messages: '' });
  expect(answer(done)).toMatchObject({ changed: true, versions: { root: 1 } });
  const shown = answer(await chot(['trust', 'show', '--data', directory]));
  expect(shown).toMatchObject({ problem: null, recipient: expect.stringMatching(/^age1/) });
  expect(shown.installed.versions).toEqual(answer(done).versions);
  const names = shown.installed.targets.map(({ name }: { name: string }) => name);
  expect(names).toEqual(expect.arrayContaining(['keys/signers.json', 'facts/hcm.age', 'status/1.cwt']));
  const again = await chot(['trust', 'update', '--data', directory]);
  expect(answer(again)).toMatchObject({ changed: false, fetched: { files: 1 } });
});

test('a folder on a stick does, and the audit log tells of it', async () => {
  const { directory } = await demoStation();
  await chot(['scan', '--data', directory], 'a code\n');
  const stick = join(directory, 'stick');
  await makeDemoWorld(directory, { now: Date.now() });
  cpSync(join(directory, DEMO_REPOSITORY), stick, { recursive: true });
  withoutTrust(directory);
  setTrust(directory, { source: 'https://mirror.invalid/trust' });
  expect(await chot(['trust', 'update', '--data', directory, '--from', stick])).toMatchObject({ status: 0 });
  const verified = answer(await chot(['ledger', 'verify', '--data', directory]));
  expect(verified.audit.rows).toBe(1);
});

test.each([
  [-25, /The trust is 25 h old, and from 48 h on nobody is admitted: load it again/],
  [-50, /The trust is 50 h old, too old to admit anybody: load it again/],
  [2, /before the time that was signed: nobody is admitted until it is set/],
])('trust that was signed %i h from now: what that does is told', async (hours, sentence) => {
  const directory = scratchDirectory();
  await makeDemoWorld(directory, { now: Date.now() + hours * 3_600_000 });
  const shown = await chot(['trust', 'show', '--data', directory]);
  expect(shown).toMatchObject({ status: 0, messages: expect.stringMatching(sentence) });
});

test('of a damaged identity only what mends it is told', async () => {
  const { directory } = await demoStation();
  writeFileSync(join(directory, 'keys/station.age'), '');
  const { status, messages } = await chot(['scan', '--data', directory], 'a code\n');
  expect({ status, messages }).toEqual({
    status: 1,
    messages: expect.stringMatching(/: restore the keys folder\.\n$/),
  });
});

test('without a pinned root nothing is trusted, and the one that is offered is told for comparing', async () => {
  const { directory } = await demoStation();
  const pinned = firstRootSha256(join(directory, DEMO_REPOSITORY));
  setTrust(directory, { rootSha256: null });
  const done = await chot(['trust', 'update', '--data', directory]);
  expect(done).toMatchObject({ status: 1, lines: [] });
  expect(done.messages).toContain(`"rootSha256": "${pinned}"`);
  const shown = await chot(['trust', 'show', '--data', directory]);
  expect(answer(shown)).toMatchObject({ installed: null, problem: 'root-not-pinned' });
});

test('another issuer’s repository is refused, and what was there goes on being used', async () => {
  const [own, other] = [await demoStation(), await demoStation()];
  const from = join(other.directory, DEMO_REPOSITORY);
  setTrust(own.directory, { rootSha256: firstRootSha256(from) });
  const done = await chot(['trust', 'update', '--data', own.directory, '--from', join(own.directory, DEMO_REPOSITORY)]);
  expect(done).toMatchObject({ status: 1, messages: expect.stringContaining('root-not-pinned') });
  expect(answer(await chot(['trust', 'show', '--data', own.directory]))).toMatchObject({ problem: 'root-replaced' });
  const scanned = await chot(['scan', '--data', own.directory], 'a code\n');
  expect(scanned).toMatchObject({ status: 1, lines: [], messages: expect.stringContaining('1.root.json') });
});

test.each([
  [['trust']],
  [['trust', 'fetch']],
  [['trust', 'show', '--from', 'x']],
  [['trust', 'update', 'now']],
  [['trust', 'update', '--from', 'http://mirror.example/trust']],
])('%j is no form', async (args) => {
  expect(await chot(args)).toMatchObject({ status: 2, lines: [] });
});

test('a station without trust stands by until it has fetched it from the central', async () => {
  const { directory } = await demoStation();
  const central = await startCentral({ port: 0, data: null, trust: join(directory, DEMO_REPOSITORY) });
  onTestFinished(() => central.close());
  await makeDemoWorld(directory, { now: Date.now(), centralUrl: central.url });
  withoutTrust(directory);
  const { message: said } = runningStation(directory);
  await said('trust-missing', 'in service again');
  expect(readdirSync(join(directory, 'trust', 'sets'))).toEqual(['1']);
});

test('a station that runs takes what another process installs', async () => {
  const { directory } = await demoStation();
  const { message: said } = runningStation(directory);
  await said('is ready');
  await makeDemoWorld(directory, { now: Date.now() });
  const updated = answer(await chot(['trust', 'update', '--data', directory]));
  expect(updated.changed).toBe(false);
  await said('trust of', updated.issuedAt, 'is in use');
});

test('trust that is put back is found at the start, by scans too, and mended from the source', async () => {
  const { directory } = await demoStation();
  const before = join(directory, 'before');
  cpSync(join(directory, 'trust'), before, { recursive: true });
  const { samples } = await makeDemoWorld(directory, { now: Date.now() + 1000 });
  const scan = () => chot(['scan', '--data', directory], `${samples[0]?.text}\n`);
  expect(await scan()).toMatchObject({ status: 0 });
  withoutTrust(directory);
  cpSync(before, join(directory, 'trust'), { recursive: true });
  expect(await scan()).toMatchObject({ status: 1, lines: [], messages: expect.stringContaining('older state') });
  expect(answer(await chot(['trust', 'show', '--data', directory]))).toMatchObject({ problem: 'trust-rolled-back' });
  const { message: said } = runningStation(directory);
  await said('trust-rolled-back', 'in service again');
});
