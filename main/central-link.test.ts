import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Outbox } from '../db/record.ts';
import { type Central, type CentralTls, startCentral } from '../fixtures/central/central.ts';
import { makeAuthority } from '../fixtures/central/certificates.ts';
import { enrolStation } from '../fixtures/central/enrol-station.ts';
import { demoKeys } from '../fixtures/demo/keys.ts';
import { makeDemoWorld } from '../fixtures/demo/make-world.ts';
import { DEMO_REPOSITORY } from '../fixtures/demo/trust.ts';
import { prepareStation, startStation } from './assemble-station.ts';
import type { StationView, ToWindow } from './contract/messages.ts';
import type { Station } from './station/station.ts';

/** Waits for a state of the outside world: nothing is said about how long it takes. */
const until = (what: () => void | Promise<void>) => vi.waitFor(what, { timeout: 60_000, interval: 100 });

type Linked = {
  readonly central: Central;
  readonly scan: (sample: number) => void;
  readonly station: Station;
  readonly outbox: Outbox;
  readonly views: StationView[];
  readonly logged: string[];
};

/** What no setting of `Date` changes. */
const machineTime = (): number => performance.timeOrigin + performance.now();

/** An enrolled station of the demo world that runs, and its central. */
async function linked(tls?: CentralTls): Promise<Linked> {
  const directory = mkdtempSync(join(tmpdir(), 'chot-link-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const time = demoKeys(directory).time;
  const trust = join(directory, DEMO_REPOSITORY);
  mkdirSync(trust, { recursive: true });
  const central = await startCentral({ port: 0, data: null, time, trust, now: machineTime, ...(tls && { tls }) });
  const world = await makeDemoWorld(directory, { now: machineTime(), centralUrl: central.url });
  await enrolStation(central, directory, 'demo-1');
  const views: StationView[] = [];
  const logged: string[] = [];
  const ports = {
    show: (message: ToWindow) => void (message.type === 'station' && views.push(message)),
    passage: () => {},
    log: (message: string) => void logged.push(message),
    leaveRecord: () => {},
  };
  const prepared = await prepareStation(directory, ports);
  if (!prepared.ok) throw new Error(prepared.error.detail);
  vi.spyOn(Math, 'random').mockReturnValue(0);
  const { station, stop } = startStation(prepared.value, ports);
  onTestFinished(async () => {
    vi.restoreAllMocks();
    await stop();
    await central.close();
  });
  const lane = world.config?.lanes[0]?.name ?? '';
  const scan = (sample: number) =>
    station.scan({ source: 'serial', lane, content: { ok: true, text: world.samples[sample]?.text ?? '' }, at: 0 });
  return { central, scan, station, outbox: prepared.value.record.outbox, views, logged };
}

test('a station put together uploads and beats with its own token, sends again what it is told to, and shows whether it is heard', async () => {
  const { central, scan, station, outbox, views, logged } = await linked();
  scan(0);
  await until(async () => {
    expect(await (await fetch(central.url)).text()).toMatch(/demo-1[\s\S]*in service/);
    expect(await (await fetch(`${central.url}/v1/checkins`)).json()).toMatchObject({ count: 1 });
  });
  await until(() => expect(views.at(-1)?.upload).toMatchObject({ online: true, waiting: 0 }));
  expect(logged.filter((line) => line.includes('central'))).toEqual([]);

  scan(2);
  const [seq = 0] = outbox.waiting(0, 1).map(({ checkin }) => checkin.seq);
  outbox.settle([{ seq, outcome: 'parked', reason: 'the central would not have it' }]);
  expect(outbox.counts()).toEqual({ waiting: 0, parked: 1 });
  station.fromWindow({ type: 'retry-parked' });
  await until(async () => {
    expect(await (await fetch(`${central.url}/v1/checkins`)).json()).toMatchObject({ count: 2 });
    expect(outbox.counts()).toEqual({ waiting: 0, parked: 0 });
  });

  await central.close();
  scan(1);
  await until(() => expect(views.at(-1)?.upload).toMatchObject({ online: false, waiting: 1 }));
}, 150_000);

test('a station in 2000 uploads over TLS once it has heard the time', async ({ skip }) => {
  const folder = mkdtempSync(join(tmpdir(), 'chot-link-tls-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const authority = makeAuthority(folder, 'own');
  if (authority === null) return skip('openssl is not there to make certificates');
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2000, 0, 1) });
  onTestFinished(() => void vi.useRealTimers());
  const { scan, views } = await linked(authority.issue('central'));
  await until(() => expect(views.at(-1)).toMatchObject({ clock: 'ok', aheadMs: expect.any(Number) }));
  scan(0);
  await until(() =>
    expect(views.at(-1)?.upload).toMatchObject({ online: true, waiting: 0, lastAt: expect.any(Number) }),
  );
  expect(views.at(-1)?.upload.lastAt).toBeGreaterThan(Date.UTC(2026, 0));
}, 150_000);
