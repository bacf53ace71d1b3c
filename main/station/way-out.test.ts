import { expect, test } from 'vitest';
import { type Outage, type StationView, type ToWindow, toWindowSchema } from '../contract/messages.ts';
import { err, ok } from '../contract/result.ts';
import { stationConfigSchema } from '../contract/station-config.ts';
import { createWayOut } from './way-out.ts';

const config = stationConfigSchema.parse({
  site: { id: 'test', name: 'Thử', type: 'test' },
  station: 'test-1',
  locality: 'hcm',
  lanes: [
    { name: 'in', direction: 'in', turnstile: { kind: 'lcus', path: 'none-in' } },
    { name: 'out', direction: 'out', turnstile: { kind: 'lcus', path: 'none-out' } },
  ],
});

/** What stands in for a station that cannot run, with what it opened, said and showed. */
function wayOut(isWell: boolean, outage: Outage = 'disk-full', detail = '') {
  const opened: string[] = [];
  const lines: object[] = [];
  const notices: object[] = [];
  const views: StationView[] = [];
  const acknowledged: true[] = [];
  const turnstile = (name: string) => ({
    name,
    feedback: true,
    endsPulseItself: false,
    start: () => {},
    stop: async () => {},
    async pulse(purpose = 'none') {
      if (!isWell) return err('fault' as const);
      opened.push(`${name} ${purpose}`);
      return ok(undefined);
    },
  });
  const ports = {
    config,
    clock: { wall: () => 0, monotonic: () => 0, uptime: () => 0, bootId: 'boot' },
    turnstiles: new Map(['in', 'out'].map((name) => [name, turnstile(name)])),
    devices: () => ({ scanners: [], turnstile: null }),
    later(_ms: number, task: () => void) {
      queueMicrotask(task);
      return () => {};
    },
    show(message: ToWindow) {
      if (message.type === 'notice') notices.push(message);
      if (message.type === 'station') views.push(message);
    },
    passage: (line: object) => void lines.push(line),
    outage: () => outage,
    detail: () => detail,
    acknowledge: () => outage === 'record-recovered' && acknowledged.push(true) > 0,
  };
  const station = createWayOut(ports);
  const scan = async (lane: string) => {
    station.scan({ source: 'serial', lane, content: { ok: true, text: 'x' }, at: 0 });
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { station, scan, opened, lines, notices, views, acknowledged };
}

test('opens outward alone', async () => {
  const { scan, opened } = wayOut(true);
  await scan('in');
  await scan('out');
  expect(opened).toEqual(['out let-out']);
});

test('tells the officer of a gate that does not open', async () => {
  const { scan, lines, notices } = wayOut(false);
  await scan('out');
  expect(notices).toEqual([{ type: 'notice', notice: 'gate-not-opened', lane: 'out' }]);
  expect(lines).toMatchObject([{ kind: 'refused' }, { kind: 'not-opened', turnstile: 'fault' }]);
});

test('tells of somebody who goes through without an opening, and of nothing else that a turnstile tells', () => {
  const { station, lines, notices } = wayOut(true);
  for (const outcome of ['passed', 'not-passed', 'fault'] as const) station.passage('out', { opening: null, outcome });
  expect(lines).toEqual([]);
  station.passage('in', { opening: null, outcome: 'forced' });
  expect(lines).toMatchObject([{ kind: 'forced', lane: 'in' }]);
  expect(notices).toEqual([{ type: 'notice', notice: 'passage-forced', lane: 'in' }]);
});

test('passes on that somebody knows of the restored record, by one key and by no other', () => {
  const { station, notices, acknowledged } = wayOut(true, 'record-recovered');
  for (const key of ['F4', 'F8', 'F9', 'F10']) station.officerKey({ kind: 'command', key }, 'in');
  station.officerKey({ kind: 'typed', key: 'Enter' }, 'in');
  expect(acknowledged).toHaveLength(1);
  expect(notices).toHaveLength(4);
  station.fromWindow({ type: 'acknowledge-recovery' });
  expect(acknowledged).toHaveLength(2);
});

test('what cannot be acknowledged is said to be so', () => {
  const { station, notices } = wayOut(true, 'disk-full');
  station.officerKey({ kind: 'command', key: 'F10' }, 'in');
  station.fromWindow({ type: 'acknowledge-recovery' });
  expect(notices).toEqual(Array(2).fill({ type: 'notice', notice: 'out-of-service' }));
});

test('the window is told what the machine said, as much of it as a message takes', () => {
  const { station, views } = wayOut(true, 'record-recovered', `restored: 3 rows; ${'x'.repeat(600)}`);
  station.fromWindow({ type: 'hello' });
  const [view] = views;
  expect(toWindowSchema.safeParse(view).success).toBe(true);
  expect(view?.outageDetail).toMatch(/^restored: 3 rows; x+$/);
});
