import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Effect,
  type Input,
  initialSupervisor,
  MISSED_PINGS,
  OUTAGE_RETRY_MS,
  PING_EVERY_MS,
  STABLE_MS,
  START_LIMIT_MS,
  type Supervisor,
  step,
} from './supervisor.ts';

/** A supervisor with a clock of its own; `station` says how the station of run N behaves. */
class World {
  now = 0;
  state: Supervisor = initialSupervisor();
  effects: Effect[] = [];

  give(input: Input): Effect[] {
    const next = step(this.state, input, this.now);
    this.state = next.state;
    this.effects.push(...next.effects);
    return [...next.effects];
  }
  ready(): Effect[] {
    return this.give({ type: 'said', run: this.state.run, message: { type: 'ready' } });
  }
  die(): Effect[] {
    return this.give({ type: 'exited', run: this.state.run, how: 'ended by SIGKILL' });
  }
  /** Lets the time pass to the next alarm. */
  alarm(): Effect[] {
    if (this.state.dueAt === null) throw new Error('no alarm is set');
    this.now = this.state.dueAt;
    return this.give({ type: 'alarm' });
  }
  pong(): void {
    this.give({ type: 'said', run: this.state.run, message: { type: 'pong', n: this.state.pings } });
  }
}

function serving(): World {
  const world = new World();
  world.give({ type: 'begin' });
  world.give({ type: 'page-loaded' });
  world.ready();
  return world;
}
const types = (effects: readonly Effect[]) => effects.map(({ type }) => type);

describe('a start', () => {
  test('the page hears that the station is starting, and gets its port before it hears that it is up', () => {
    const world = new World();
    expect(types(world.give({ type: 'begin' }))).toEqual(['spawn']);
    expect(world.give({ type: 'page-loaded' })).toMatchObject([{ type: 'tell', link: { outage: 'station-starting' } }]);
    expect(world.ready()).toMatchObject([{ type: 'connect' }, { type: 'tell', link: { up: true } }]);
  });

  test('a page that loads after the station is ready gets one port', () => {
    const world = new World();
    world.give({ type: 'begin' });
    expect(world.ready()).toEqual([]);
    expect(types(world.give({ type: 'page-loaded' }))).toEqual(['connect', 'tell']);
  });

  test('without "ready" in time it is hung and killed', () => {
    const world = new World();
    world.give({ type: 'begin' });
    world.give({ type: 'page-loaded' });
    expect(world.alarm()).toMatchObject([{ type: 'tell', link: { outage: 'station-hung' } }, { type: 'kill' }]);
    expect(world.now).toBe(START_LIMIT_MS);
  });
});

describe('a station that dies', () => {
  test('the page hears it at once, and a station that served is started again at once', () => {
    const world = serving();
    expect(world.die()).toMatchObject([{ type: 'tell', link: { outage: 'station-down', detail: 'ended by SIGKILL' } }]);
    const died = world.now;
    expect(types(world.alarm())).toEqual(['spawn']);
    expect(world.now).toBe(died);
  });

  test('killed however often after it is ready, it is started within 1.5 s', () => {
    const world = serving();
    for (let kill = 0; kill < 30; kill++) {
      world.die();
      const died = world.now;
      world.alarm();
      expect(world.now - died).toBeLessThanOrEqual(1_500);
      world.ready();
    }
  });

  test('one that never gets ready is tried ever more rarely, and a long service forgets that', () => {
    const world = new World();
    world.give({ type: 'begin' });
    const waits: number[] = [];
    for (let start = 0; start < 10; start++) {
      world.die();
      const died = world.now;
      world.alarm();
      waits.push(world.now - died);
    }
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(waits.at(-1)).toBe(10_000);
    world.ready();
    world.now += STABLE_MS;
    world.die();
    expect(world.state.dueAt).toBe(world.now);
  });
});

describe('a station that hangs', () => {
  test('is killed after two seconds of unanswered pings, and started again when it has gone', () => {
    const world = serving();
    const since = world.now;
    for (let ping = 0; ping < MISSED_PINGS; ping++) expect(types(world.alarm())).toEqual(['ping']);
    expect(world.alarm()).toMatchObject([{ type: 'tell', link: { outage: 'station-hung' } }, { type: 'kill' }]);
    expect(world.now - since).toBeLessThanOrEqual((MISSED_PINGS + 1) * PING_EVERY_MS);
    expect(types(world.alarm())).toEqual(['kill']);
    world.die();
    expect(types(world.alarm())).toEqual(['spawn']);
    expect(world.state.link).toMatchObject({ outage: 'station-hung' });
  });

  test('one that answers late but answers is let be, also after the shell itself was blocked', () => {
    const world = serving();
    for (let ping = 0; ping < 100; ping++) {
      world.alarm();
      world.now += 60_000;
      expect(types(world.give({ type: 'alarm' }))).toEqual(['ping']);
      world.pong();
    }
    expect(types(world.effects)).not.toContain('kill');
  });

  test('one whose every answer is overtaken by the next ping is let be', () => {
    const world = serving();
    world.alarm();
    for (let round = 0; round < 50; round++) {
      expect(types(world.alarm())).toEqual(['ping']);
      world.give({ type: 'said', run: world.state.run, message: { type: 'pong', n: world.state.pings - 1 } });
    }
  });

  test('an old pong does not count', () => {
    const world = serving();
    for (let ping = 0; ping < MISSED_PINGS; ping++) {
      world.alarm();
      world.give({ type: 'said', run: world.state.run, message: { type: 'pong', n: 0 } });
    }
    expect(types(world.alarm())).toContain('kill');
  });
});

describe('an outage that the station tells', () => {
  const outage = { type: 'outage', outage: 'disk-full', detail: 'no space' } as const;

  test('stays on the screen over the end of the process, the next start and its failure for the same reason', () => {
    const world = serving();
    for (let round = 0; round < 3; round++) {
      world.give({ type: 'said', run: world.state.run, message: outage });
      world.die();
      const died = world.now;
      expect(types(world.alarm())).toEqual(['spawn']);
      expect(world.now - died).toBe(OUTAGE_RETRY_MS);
      expect(world.state.link).toMatchObject({ up: false, outage: 'disk-full', detail: 'no space' });
    }
    expect(world.ready()).toMatchObject([{ type: 'connect' }, { type: 'tell', link: { up: true } }]);
  });

  test('a station that tells it and stays is killed', () => {
    const world = serving();
    world.give({ type: 'said', run: world.state.run, message: outage });
    expect(types(world.alarm())).toEqual(['kill']);
  });
});

describe('quitting', () => {
  test('asks the station to stop, waits for it, then quits', () => {
    const world = serving();
    expect(types(world.give({ type: 'quit' }))).toEqual(['tell', 'ask-to-stop']);
    expect(types(world.give({ type: 'quit' }))).toEqual([]);
    expect(types(world.die())).toEqual(['quit']);
  });

  test('kills one that does not stop', () => {
    const world = serving();
    world.give({ type: 'quit' });
    expect(types(world.alarm())).toEqual(['kill']);
  });

  test('while none runs it quits at once', () => {
    const world = serving();
    world.die();
    expect(types(world.give({ type: 'quit' }))).toEqual(['quit']);
  });
});

const message = fc.oneof(
  fc.constant({ type: 'ready' } as const),
  fc.record({ type: fc.constant('pong' as const), n: fc.nat(50) }),
  fc.constant({ type: 'outage', outage: 'trust-missing', detail: '' } as const),
);
const anyInput = fc.oneof(
  fc.record({ type: fc.constantFrom('alarm', 'page-loaded', 'page-gone') }),
  fc.record({ type: fc.constant('said'), back: fc.nat(2), message }),
  fc.record({ type: fc.constant('exited'), back: fc.nat(2) }),
  fc.record({ type: fc.constant('wait'), ms: fc.nat(5_000) }),
);

test('whatever happens in whatever order: never two stations, never up without one, never without a next alarm', () => {
  fc.assert(
    fc.property(fc.array(anyInput, { maxLength: 200 }), (inputs) => {
      const world = new World();
      world.give({ type: 'begin' });
      const alive = new Set([world.state.run]);
      for (const input of inputs) {
        const run = world.state.run - ('back' in input ? input.back : 0);
        let effects: Effect[] = [];
        if (input.type === 'wait') world.now += input.ms;
        else if (input.type === 'said') effects = world.give({ type: 'said', run, message: input.message });
        else if (input.type === 'exited') {
          if (alive.delete(run)) effects = world.give({ type: 'exited', run, how: 'exit code 1' });
        } else effects = world.give({ type: input.type });
        for (const effect of effects) if (effect.type === 'spawn') alive.add(effect.run);
        expect(alive.size).toBeLessThanOrEqual(1);
        if (world.state.link.up) expect(alive.has(world.state.run)).toBe(true);
        expect(world.state.dueAt).not.toBeNull();
      }
    }),
  );
});
