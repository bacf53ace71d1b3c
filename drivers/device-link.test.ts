import { symlinkSync, unlinkSync } from 'node:fs';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { PTY_MISSING, PtyDevice } from '../fixtures/devices/pty-device.ts';
import { err, ok } from '../main/contract/result.ts';
import { type Connection, type ConnectionEvents, DeviceLink, type OpenOnce } from './device-link.ts';
import { SerialLink } from './serial-link.ts';
import { openSerialPort } from './serial-port.ts';

/** What a link tells, in order; its wait has no bound: that of the test is the bound. */
class Told {
  readonly all: string[] = [];
  #news = Promise.withResolvers<void>();
  readonly events = {
    opened: () => this.#tell('opened'),
    data: (bytes: Uint8Array) => this.#tell(`data ${Buffer.from(bytes).toString('latin1')}`),
    lost: () => this.#tell('lost'),
    state: (state: string) => this.#tell(state),
  };

  async until(what: string, count = 1): Promise<void> {
    while (this.all.filter((each) => each === what).length < count) await this.#news.promise;
  }

  #tell(what: string): void {
    this.all.push(what);
    this.#news.resolve();
    this.#news = Promise.withResolvers();
  }
}

type Fake = { events: ConnectionEvents; there: boolean; closed: boolean };

afterEach(() => vi.useRealTimers());

/** Opens a new fake each time; `hang` names what never ends. */
function fakes(hang: 'nothing' | 'close' | 'open' = 'nothing') {
  const opened: Fake[] = [];
  const latest = () => opened.at(-1) as Fake;
  const held = Promise.withResolvers<void>();
  const open: OpenOnce<Connection> = async (events) => {
    const fake: Fake = { events, there: true, closed: false };
    opened.push(fake);
    if (hang === 'open') await held.promise;
    const close = async () => {
      fake.closed = true;
      if (hang === 'close') await held.promise;
    };
    return ok({ close, isThere: async () => fake.there });
  };
  return { opened, latest, open, letGo: held.resolve };
}

function linked(open: OpenOnce<Connection>) {
  const told = new Told();
  const link = new DeviceLink(open, told.events);
  onTestFinished(() => link.stop());
  link.start();
  return { told, link };
}

test('a device that is replaced without a word is let go, told lost, and opened anew', async () => {
  const { opened, latest, open } = fakes();
  const { told } = linked(open);
  await told.until('ready');
  latest().there = false;
  await told.until('opened', 2);
  expect(told.all).toEqual(['connecting', 'ready', 'opened', 'lost', 'missing', 'ready', 'opened']);
  expect(opened.map(({ closed }) => closed)).toEqual([true, false]);
});

test('a close that hangs holds up neither the next open nor, for long, the stop', async () => {
  const { opened, latest, open } = fakes('close');
  vi.useFakeTimers();
  const { told, link } = linked(open);
  await told.until('ready');
  latest().events.closed('gone');
  await vi.advanceTimersByTimeAsync(1000);
  opened[0]?.events.data(Buffer.from('late'), 0);
  opened[0]?.events.closed('late as well');
  latest().events.data(Buffer.from('new'), 0);
  expect(told.all.slice(3)).toEqual(['lost', 'missing', 'ready', 'opened', 'data new']);
  const stopped = link.stop();
  await vi.advanceTimersByTimeAsync(5000);
  await stopped;
});

test('an open that hangs is told as a fault; it does not hold up the stop, and is closed when it ends', async () => {
  const { opened, latest, open, letGo } = fakes('open');
  vi.useFakeTimers();
  const { told, link } = linked(open);
  await vi.advanceTimersByTimeAsync(10_000);
  const stopped = link.stop();
  await vi.advanceTimersByTimeAsync(5000);
  await stopped;
  expect(told.all).toEqual(['connecting', 'fault']);
  letGo();
  await vi.advanceTimersByTimeAsync(0);
  expect(latest().closed).toBe(true);
  expect(opened).toHaveLength(1);
  expect(told.all).toEqual(['connecting', 'fault']);
});

test('what comes before the open has resolved waits for it', async () => {
  const { told } = linked(async (events) => {
    events.data(Buffer.from('early'), 0);
    events.closed('gone at once');
    await new Promise(setImmediate);
    return told.all.includes('opened')
      ? err({ problem: 'missing' as const, detail: '' })
      : ok({ close: async () => {}, isThere: async () => true });
  });
  await told.until('missing', 2);
  expect(told.all).toEqual(['connecting', 'ready', 'opened', 'data early', 'lost', 'missing', 'missing']);
});

test.skipIf(PTY_MISSING !== null)('a name that comes to mean another device is followed to it', async () => {
  const [first, second] = [new PtyDevice(), new PtyDevice()];
  const name = `${first.path}-by-id`;
  await first.plug();
  await second.plug();
  symlinkSync(first.path, name);
  const told = new Told();
  const link = new SerialLink({ path: name, baud: 9600 }, openSerialPort, told.events);
  onTestFinished(async () => {
    await link.stop();
    await first.remove();
    await second.remove();
  });
  link.start();
  await told.until('opened');
  unlinkSync(name);
  symlinkSync(second.path, name);
  await told.until('opened', 2);
  first.write('old');
  second.write('new');
  await told.until('data new');
  expect(told.all).not.toContain('data old');
});
