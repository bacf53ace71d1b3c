import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  CLOSE_MS,
  LONGEST_BACKOFF_MS,
  OPEN_MS,
  PROBE_AGAIN_MS,
  PROBE_MS,
  STOP_MS,
  SUPERVISOR_IDLE,
  type SupervisorEffect,
  type SupervisorInput,
  supervise,
} from './supervise.ts';

const START: SupervisorInput = { type: 'start' };
const OPENED: SupervisorInput = { type: 'opened' };
const FAILED: SupervisorInput = { type: 'failed', problem: 'missing', detail: 'no such file' };
const DATA: SupervisorInput = { type: 'data' };
const CLOSED: SupervisorInput = { type: 'closed', detail: 'hung up' };
const RELEASED: SupervisorInput = { type: 'released' };
const TIMEOUT: SupervisorInput = { type: 'timeout' };
const STOP: SupervisorInput = { type: 'stop' };
const THERE: SupervisorInput = { type: 'probed', there: true };
const NOT_THERE: SupervisorInput = { type: 'probed', there: false };

/** What the last of the inputs made it do. */
function run(...inputs: SupervisorInput[]): readonly SupervisorEffect[] {
  let state = SUPERVISOR_IDLE;
  let effects: readonly SupervisorEffect[] = [];
  for (const input of inputs) ({ state, effects } = supervise(state, input));
  return effects;
}

const wait = (ms: number | null): SupervisorEffect => ({ type: 'wait', ms });
const ENDED = [wait(null), { type: 'ended' }];

test('a device that was unplugged is told missing, let go, and opened again', () => {
  expect(run(START, OPENED, DATA, CLOSED)).toEqual([
    { type: 'tell', state: 'missing', detail: 'hung up' },
    { type: 'close' },
    wait(CLOSE_MS),
  ]);
  expect(run(START, OPENED, DATA, CLOSED, RELEASED)).toEqual([wait(100)]);
  expect(run(START, OPENED, DATA, CLOSED, RELEASED, TIMEOUT)).toEqual([{ type: 'open' }, wait(OPEN_MS)]);
});

test('a close that hangs is not waited for', () => {
  expect(run(START, OPENED, CLOSED, TIMEOUT)).toEqual([wait(100)]);
  expect(run(START, OPENED, CLOSED, TIMEOUT, RELEASED)).toEqual([]);
});

test('an open that hangs is told, not repeated beside itself, and taken when it ends', () => {
  expect(run(START, TIMEOUT)).toMatchObject([{ type: 'tell', state: 'fault' }]);
  expect(run(START, TIMEOUT, OPENED)).toContainEqual({ type: 'tell', state: 'ready' });
  expect(run(START, TIMEOUT, FAILED)).toContainEqual(wait(100));
});

test('an open device is asked about now and then; twice in a row not there is gone', () => {
  expect(run(START, OPENED)).toContainEqual(wait(PROBE_MS));
  expect(run(START, OPENED, TIMEOUT)).toEqual([{ type: 'probe' }, wait(PROBE_MS)]);
  expect(run(START, OPENED, TIMEOUT, TIMEOUT), 'one question at a time').toEqual([wait(PROBE_MS)]);
  expect(run(START, OPENED, TIMEOUT, NOT_THERE)).toEqual([wait(PROBE_AGAIN_MS)]);
  expect(run(START, OPENED, TIMEOUT, NOT_THERE, TIMEOUT, THERE, TIMEOUT, NOT_THERE)).toEqual([wait(PROBE_AGAIN_MS)]);
  expect(run(START, OPENED, TIMEOUT, NOT_THERE, TIMEOUT, NOT_THERE)).toMatchObject([
    { type: 'tell', state: 'missing' },
    { type: 'close' },
    wait(CLOSE_MS),
  ]);
});

test.each([
  ['never does anything', [] as SupervisorInput[], [100, 200, 400, 800, 800, 800]],
  ['gives bytes', [DATA], [100, 100, 100, 100, 100, 100]],
  ['is there for a while', [TIMEOUT, THERE], [100, 100, 100, 100, 100, 100]],
])('a device that opens, %s and closes is opened again after a while', (_name, does, expected) => {
  const flap = [OPENED, ...does, CLOSED, RELEASED];
  const waits = expected.map((_ms, count) =>
    run(
      START,
      ...Array(count)
        .fill([...flap, TIMEOUT])
        .flat(),
      ...flap,
    ),
  );
  expect(waits).toEqual(expected.map((ms) => [wait(ms)]));
});

test('a stop closes what is open and waits for it, but not for ever', () => {
  expect(run(START, OPENED, STOP)).toEqual([{ type: 'close' }, wait(STOP_MS)]);
  expect(run(START, OPENED, STOP, RELEASED)).toEqual(ENDED);
  expect(run(START, OPENED, STOP, TIMEOUT)).toEqual(ENDED);
  expect(run(START, OPENED, CLOSED, STOP, RELEASED)).toEqual(ENDED);
  expect(run(START, FAILED, STOP)).toEqual(ENDED);
});

test('an open that ends after the stop is closed, however late', () => {
  expect(run(START, STOP)).toEqual([wait(STOP_MS)]);
  expect(run(START, STOP, OPENED)).toEqual([{ type: 'close' }, ...ENDED]);
  expect(run(START, STOP, FAILED)).toEqual(ENDED);
  expect(run(START, STOP, TIMEOUT)).toEqual(ENDED);
  expect(run(START, STOP, TIMEOUT, OPENED)).toEqual([{ type: 'close' }]);
});

/** What a cable, a hub and a kernel may do, in virtual milliseconds. */
type Deed = {
  readonly after: number;
  readonly what: 'plug' | 'unplug' | 'unplug silently' | 'replace silently' | 'data';
};
type Manners = { readonly openMs: number; readonly closeMs: number; readonly probeMs: number };
const HANGS = Number.POSITIVE_INFINITY;
const OPEN_AT_MOST = 300;
const PROBE_AT_MOST = 30;

const deed = fc.record({
  after: fc.nat(1500),
  what: fc.constantFrom<Deed['what']>('plug', 'unplug', 'unplug silently', 'replace silently', 'data'),
});
const manners = fc.record({
  openMs: fc.nat(OPEN_AT_MOST),
  closeMs: fc.oneof(fc.nat(300), fc.constant(HANGS)),
  probeMs: fc.nat(PROBE_AT_MOST),
});

/** A device of which each plug is another one, and the machine that keeps it open. */
class World {
  readonly #manners: Manners;
  readonly #due: { at: number; act: () => void }[] = [];
  #state = SUPERVISOR_IDLE;
  #now = 0;
  #timer: object | null = null;
  /** Number of the device that is plugged in; null: none is. */
  plugged: number | null = null;
  /** Of the one that is open. */
  open: number | null = null;
  #plugs = 0;
  opening = 0;
  ended = 0;

  constructor(given: Manners) {
    this.#manners = given;
  }

  get name(): string {
    return this.#state.name;
  }

  feed(input: SupervisorInput): void {
    const { state, effects } = supervise(this.#state, input);
    this.#state = state;
    for (const effect of effects) this.#carryOut(effect);
    expect(this.opening, 'one open at a time').toBeLessThanOrEqual(1);
  }

  run(ms: number): void {
    const until = this.#now + ms;
    for (;;) {
      const next = this.#due.toSorted((a, b) => a.at - b.at)[0];
      if (next === undefined || next.at > until) break;
      this.#due.splice(this.#due.indexOf(next), 1);
      this.#now = next.at;
      next.act();
    }
    this.#now = until;
  }

  happen({ after, what }: Deed): void {
    this.run(after);
    if (what === 'data') {
      if (this.open !== null && this.open === this.plugged) this.feed(DATA);
      return;
    }
    const told = what === 'unplug' && this.open !== null && this.open === this.plugged;
    if (what !== 'plug') this.plugged = null;
    if (what !== 'unplug' && what !== 'unplug silently') this.plugged ??= ++this.#plugs;
    if (told) this.feed(CLOSED);
  }

  #after(ms: number, act: () => void): void {
    if (ms !== HANGS) this.#due.push({ at: this.#now + ms, act });
  }

  #carryOut(effect: SupervisorEffect): void {
    switch (effect.type) {
      case 'wait': {
        const timer = {};
        this.#timer = timer;
        if (effect.ms !== null) this.#after(effect.ms, () => this.#timer === timer && this.feed(TIMEOUT));
        return;
      }
      case 'open':
        expect(this.open).toBe(null);
        this.opening++;
        this.#after(this.#manners.openMs, () => this.#endOpen(this.plugged));
        return;
      case 'close': {
        this.open = null;
        this.#after(this.#manners.closeMs, () => this.feed(RELEASED));
        return;
      }
      case 'probe': {
        const asked = this.open;
        this.#after(this.#manners.probeMs, () => {
          if (this.open === asked) this.feed({ type: 'probed', there: asked === this.plugged });
        });
        return;
      }
      case 'ended':
        this.ended++;
    }
  }

  #endOpen(device: number | null): void {
    this.opening--;
    if (device !== null) this.open = device;
    this.feed(device === null ? FAILED : OPENED);
  }
}

test('whatever cable, hub and kernel do: a device that is back is open within 2 s, and after a stop nothing is', () => {
  fc.assert(
    fc.property(manners, fc.array(deed, { maxLength: 40 }), (given, deeds) => {
      const world = new World(given);
      world.feed(START);
      for (const each of deeds) world.happen(each);
      world.happen({ after: 0, what: 'plug' });
      world.run(2000);
      expect(world).toMatchObject({ name: 'open', open: world.plugged });
      world.happen({ after: 700, what: 'unplug' });
      world.happen({ after: 350, what: 'plug' });
      world.feed(STOP);
      world.run(STOP_MS + OPEN_AT_MOST);
      expect(world).toMatchObject({ name: 'stopped', opening: 0, open: null, ended: 1 });
    }),
    { numRuns: 1000 },
  );
});

test('the waits of a device that is back sum up to less than 2 s', () => {
  const noticed = PROBE_MS + PROBE_AGAIN_MS + PROBE_AT_MOST;
  expect(noticed + CLOSE_MS + LONGEST_BACKOFF_MS + OPEN_AT_MOST).toBeLessThanOrEqual(2000);
});
