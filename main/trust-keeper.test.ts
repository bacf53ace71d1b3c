import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AuditEvent } from '../db/audit.ts';
import { demoKeys } from '../fixtures/demo/keys.ts';
import { makeDemoWorld } from '../fixtures/demo/make-world.ts';
import { DEMO_REPOSITORY, publishDemoTrust } from '../fixtures/demo/trust.ts';
import type { StationConfig } from './contract/station-config.ts';
import { loadInstalledTrust, trustSourceOf, updateStationTrust } from './station-trust.ts';
import { trustLayout } from './trust/tuf/layout.ts';
import { createTrustKeeper, type TrustKeeper } from './trust-keeper.ts';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 22, 3);

let directory: string;
let config: StationConfig;
let keeper: TrustKeeper;
let due: { readonly ms: number; readonly task: () => void }[];
let [changes, log, audit]: [number, string[], AuditEvent[]] = [0, [], []];
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'chot-keeper-'));
  const world = await makeDemoWorld(directory, { now: NOW });
  if (world.config === null) throw new Error('the demo world has a station.json');
  config = world.config;
  const first = await loadInstalledTrust(directory, config, null);
  if (!first.ok) throw new Error(first.error.message);
  [due, changes, log, audit] = [[], 0, [], []];
  keeper = createTrustKeeper({
    directory,
    config,
    first: first.value,
    newestTrust: () => NOW,
    changed: () => void changes++,
    audit: (event) => void audit.push(event),
    log: (message) => void log.push(message),
    now: () => NOW + HOUR,
    random: () => 0.5,
    later(ms, task) {
      const timer = { ms, task };
      due.push(timer);
      return () => {
        due = due.filter((each) => each !== timer);
      };
    },
  });
});
afterEach(async () => {
  await keeper.stop();
  rmSync(directory, { recursive: true });
});

const publish = (at: number) => publishDemoTrust(directory, demoKeys(directory), at);
/** What is due now, and all that it begins. */
async function run(): Promise<void> {
  const [next] = due.splice(0, 1);
  next?.task();
  await idle();
}
async function idle(): Promise<void> {
  await keeper.idle();
}
const timestamp = () => join(directory, DEMO_REPOSITORY, 'metadata', 'timestamp.json');

test('updates come soon after the start, then as often as station.json says, and are in use and noted at once', async () => {
  keeper.start();
  expect(due.map(({ ms }) => ms)).toEqual([10_000]);
  await run();
  expect(due.map(({ ms }) => ms)).toEqual([config.trust.everyMinutes * 60_000]);
  expect([changes, audit, log]).toEqual([0, [], []]);

  const before = keeper.trust();
  await publish(NOW + HOUR);
  await run();
  expect(keeper.trust()).not.toBe(before);
  expect(keeper.trust().issuedAt).toBe(NOW + HOUR);
  expect(keeper.pack().locality).toBe(config.locality);
  expect([changes, log]).toEqual([1, [expect.stringContaining('is in use')]]);
  const detail = { root: 1, issuedAt: new Date(NOW + HOUR).toISOString(), source: 'folder' };
  expect(audit).toMatchObject([{ who: 'station', what: 'trust-installed', detail }]);
});

test('a source that fails leaves all as it was, and is told once until it is better', async () => {
  keeper.start();
  const before = keeper.trust();
  writeFileSync(timestamp(), '<html>');
  for (let n = 0; n < 3; n += 1) await run();
  expect(keeper.trust()).toBe(before);
  expect(log).toEqual([expect.stringContaining('not-a-repository')]);
  rmSync(timestamp());
  await run();
  expect(log).toHaveLength(2);
  expect([changes, audit]).toEqual([0, []]);
});

test('a set that another process installs is taken over once', async () => {
  await publish(NOW + HOUR);
  await install();
  for (let n = 0; n < 3; n += 1) {
    keeper.look();
    await idle();
  }
  expect(keeper.trust().issuedAt).toBe(NOW + HOUR);
  expect([changes, audit]).toEqual([1, []]);
});

test('a set that cannot be used is not taken over, and told once', async () => {
  const before = keeper.trust();
  await publish(NOW + HOUR);
  await install();
  truncateSync(join(trustLayout(directory).set(2), 'snapshot.json'), 0);
  for (let n = 0; n < 3; n += 1) {
    keeper.look();
    await idle();
  }
  expect(keeper.trust()).toBe(before);
  expect(log).toEqual([expect.stringContaining('snapshot.json')]);
  rmSync(trustLayout(directory).trust, { recursive: true });
  keeper.look();
  await idle();
  expect([keeper.trust(), changes]).toEqual([before, 0]);
});

test('after its end nothing happens any more', async () => {
  keeper.start();
  await publish(NOW + HOUR);
  due.shift()?.task();
  await keeper.stop();
  await install();
  keeper.look();
  await idle();
  expect([due, changes, log]).toEqual([[], 0, []]);
});

async function install(): Promise<void> {
  const source = trustSourceOf(directory, config);
  const { rootSha256 } = config.trust;
  if (source === null || rootSha256 === null) throw new Error('the demo world has trust');
  const options = { source, rootSha256, notBefore: NOW, now: NOW + HOUR };
  expect(await updateStationTrust(directory, config, options)).toMatchObject({ ok: true });
}
