import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Happening, type TestStation, testStation } from '../../fixtures/station/test-station.ts';

let directory: string;
let world: TestStation;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'chot-station-'));
  world = await testStation(directory);
});

afterEach(() => {
  world.record.close();
  rmSync(directory, { recursive: true, force: true });
});

/** Each happening in one word: rows, faces and pulses; views are left out. */
const story = (happenings: readonly Happening[]): string[] =>
  happenings.flatMap((happening) => {
    if (happening.kind === 'recorded') return [happening.row];
    if (happening.kind === 'pulse') return [`pulse ${happening.lane}`];
    const { message } = happening;
    if (message.type === 'verdict') return [message.colour];
    return message.type === 'station' ? (message.outage === null ? [] : [message.outage]) : [message.type];
  });

async function storyOf(): Promise<string[]> {
  await world.settled();
  return story(world.happenings);
}

describe('a lane inward', () => {
  test('records, then shows, then opens: in this order, and opens once', async () => {
    world.scan({ expect: 'green' });
    expect(await storyOf()).toEqual(['check-in', 'green', 'pulse in']);
  });

  test.each(['black', 'abnormal'])('does not open on %s, and records it', async (expect_) => {
    world.scan({ expect: expect_ });
    expect(await storyOf()).toEqual(['check-in', expect_]);
  });

  test('asks to scan again on noise, records nothing, opens nothing', async () => {
    world.scan({ expect: 'scan-again' });
    expect(await storyOf()).toEqual(['scan-again']);
    expect(world.record.counts(new Date().toISOString().slice(0, 10))).toEqual({ green: 0, black: 0, abnormal: 0 });
  });

  test('neither shows green nor opens what could not be recorded, and recovers', async () => {
    world.fillDisk(true);
    world.scan({ expect: 'green' });
    expect(await storyOf()).toEqual(['disk-full']);
    world.fillDisk(false);
    world.pass(3000);
    world.scan({ expect: 'green' });
    expect(await storyOf()).toEqual(['disk-full', 'check-in', 'green', 'pulse in']);
  });
});

test('a ledger that cannot be asked is an outage inward, and still lets people out', async () => {
  world.spoilIndex();
  world.scan({ expect: 'green' });
  world.pass(3000);
  world.scan({ expect: 'green' }, 'out');
  expect(await storyOf()).toEqual(['record-failed', 'check-in', 'green', 'pulse out']);
});

describe('a lane outward', () => {
  test.each(['green', 'black', 'abnormal'])('opens on %s', async (expect_) => {
    world.scan({ expect: expect_ }, 'out');
    expect(await storyOf()).toEqual(['check-in', expect_, 'pulse out']);
  });

  test('opens on noise and when the record fails: nobody is kept in', async () => {
    world.scan({ expect: 'scan-again' }, 'out');
    await world.settled();
    world.fillDisk(true);
    world.scan({ expect: 'green' }, 'out');
    expect(await storyOf()).toEqual(['scan-again', 'pulse out', 'pulse out', 'disk-full']);
  });
});

describe('one scan', () => {
  test('is handled once when the scanner repeats it or two of them deliver it, also while its verdict stands', async () => {
    world.scan({ expect: 'green' }, 'in', 'serial');
    world.pass(5);
    world.scan({ expect: 'green' }, 'in', 'wedge');
    for (let repeat = 0; repeat < 5; repeat++) {
      world.pass(1000);
      world.scan({ expect: 'green' });
    }
    expect(await storyOf()).toEqual(['check-in', 'green', 'pulse in']);
  });

  test('is handled again on a way out while it is held there, when the time of its opening is over', async () => {
    for (let ms = 0; ms < 12_000; ms += 500) {
      world.scan({ expect: 'green' }, 'out');
      await world.settled();
      world.pass(500);
    }
    expect((await storyOf()).filter((each) => each === 'pulse out')).toHaveLength(3);
  });

  test('is handled again after a pause, and after another code', async () => {
    world.scan({ expect: 'black' }, 'door');
    world.pass(2000);
    world.scan({ expect: 'black' }, 'door');
    world.scan({ expect: 'green' }, 'door');
    world.scan({ expect: 'black' }, 'door');
    const [black, green] = [
      ['check-in', 'black'],
      ['check-in', 'green'],
    ];
    expect(await storyOf()).toEqual([black, black, green, black].flat());
  });
});

describe('the same pass inward again where there is no turnstile', () => {
  const again = (afterMs: number, lane = 'door'): string | null | undefined => {
    world.pass(afterMs);
    world.scan({ expect: 'green' }, lane);
    return world.lines.at(-1)?.colour;
  };

  test('is a second look within five seconds: counted once, and once only', async () => {
    expect([again(0), again(4900), again(4900)]).toEqual(['green', 'green', 'abnormal']);
    const greens = ['check-in', 'green', 'annulment', 'check-in', 'green'];
    expect(await storyOf()).toEqual([...greens, 'check-in', 'abnormal']);
    expect(world.lines.at(-1)).toMatchObject({ reasons: expect.arrayContaining(['copied-code']), seen: 'just-used' });
  });

  test('is a second look of whoever still held the code there, and of a code that could not be read between', () => {
    again(0);
    for (let held = 0; held < 20; held += 1) again(1000);
    world.pass(1000);
    world.scan({ text: 'noise' }, 'door');
    expect(again(2000)).toBe('green');
    expect(again(2000)).toBe('abnormal');
  });

  test('is a copy after five seconds, when somebody else was there between, and at another lane', () => {
    again(0);
    expect(again(5000)).toBe('abnormal');
    world.scan({ expect: 'green' }, 'out');
    again(3000);
    world.scan({ expect: 'black' }, 'door');
    expect(again(100)).toBe('abnormal');
    world.scan({ expect: 'green' }, 'out');
    again(3000);
    expect(again(100, 'in')).toBe('abnormal');
  });

  test('is told with lane and time, and an officer may override it, which counts as a way in', () => {
    const first = world.now();
    again(0);
    again(60_000);
    const shown = world.happenings.flatMap(({ kind, ...rest }) =>
      'message' in rest && kind === 'shown' ? [rest.message] : [],
    );
    expect(shown.findLast(({ type }) => type === 'verdict')).toMatchObject({
      colour: 'abnormal',
      seen: { at: first, place: 'door', why: 'just-used' },
    });
    world.window({ type: 'override', refersTo: world.lines.at(-1)?.uuid ?? '', admit: true, reason: 'paper-checked' });
    expect(world.lines.at(-1)).toMatchObject({ kind: 'override', colour: 'abnormal' });
    expect(again(9.5 * 60_000)).toBe('abnormal');
    expect(again(60_000)).toBe('green');
  });
});

describe('the same pass inward again at a turnstile', () => {
  test('is no copy when the opening was not used: the earlier row is annulled and the way opens anew', async () => {
    world.scan({ expect: 'green' });
    await world.settled();
    world.pass(8000);
    world.scan({ expect: 'green' });
    expect(await storyOf()).toEqual(['check-in', 'green', 'pulse in', 'annulment', 'check-in', 'green', 'pulse in']);
  });

  test('is a copy at the third try: a code handed back over the gate lets in no row of friends', async () => {
    for (const _ of [1, 2, 3]) {
      world.scan({ expect: 'green' });
      await world.settled();
      world.pass(4000);
    }
    expect((await storyOf()).slice(-3)).toEqual(['pulse in', 'check-in', 'abnormal']);
    expect(world.lines.at(-1)?.reasons).toContain('copied-code');
  });

  test('is a copy when somebody else has gone through since', async () => {
    world.scan({ id: world.samples[0]?.id ?? '' });
    world.pass(2000);
    world.scan({ id: world.samples[1]?.id ?? '' });
    await world.settled();
    world.pass(2000);
    world.scan({ id: world.samples[0]?.id ?? '' });
    expect((await storyOf()).slice(-2)).toEqual(['check-in', 'abnormal']);
    expect(world.lines.at(-1)?.reasons).toContain('copied-code');
  });

  test('is a copy minutes later, and none after a way out', async () => {
    world.scan({ expect: 'green' });
    world.pass(3 * 60_000);
    world.scan({ expect: 'green' });
    expect(world.lines.at(-1)?.reasons).toContain('copied-code');
    world.pass(3000);
    world.scan({ expect: 'green' }, 'out');
    world.pass(3000);
    world.scan({ expect: 'green' });
    expect(world.lines.at(-1)).toMatchObject({ colour: 'green' });
  });
});

describe('an officer', () => {
  const standing = (): string => world.lines.at(-1)?.uuid ?? '';

  test('admits against a verdict by a further row, and the way opens', async () => {
    world.scan({ expect: 'black' });
    world.window({ type: 'override', refersTo: standing(), admit: true, reason: 'paper-checked' });
    expect(await storyOf()).toEqual(['check-in', 'black', 'override', 'override', 'pulse in']);
    expect(world.record.find(world.lines.at(-1)?.uuid ?? '')?.override).toEqual({
      reason: 'paper-checked',
      admit: true,
      officer: 'Cán bộ A',
    });
  });

  test.each([
    ['a code that cannot be read', () => world.scan({ text: 'noise' })],
    [
      'a scan that was not recorded',
      () => {
        world.fillDisk(true);
        world.scan({ expect: 'green' });
        world.fillDisk(false);
      },
    ],
  ])('overrides nothing after %s: another may stand there', async (_, next) => {
    world.scan({ expect: 'black' });
    const refersTo = standing();
    next();
    world.window({ type: 'override', refersTo, admit: true, reason: 'paper-checked' });
    expect(await storyOf()).not.toContain('pulse in');
    expect(world.happenings.at(-1)).toMatchObject({ kind: 'shown', message: { notice: 'nothing-to-override' } });
  });

  test('refuses a green one without opening', async () => {
    world.scan({ expect: 'green' }, 'door');
    world.window({ type: 'override', refersTo: standing(), admit: false, reason: 'refused-by-officer' });
    expect(await storyOf()).toEqual(['check-in', 'green', 'override', 'override']);
  });

  test('cannot override twice, too late, or what no longer stands', async () => {
    world.scan({ expect: 'black' });
    const uuid = standing();
    world.window({ type: 'override', refersTo: uuid, admit: true, reason: 'emergency' });
    world.window({ type: 'override', refersTo: uuid, admit: true, reason: 'emergency' });
    world.pass(3000);
    world.scan({ expect: 'abnormal' });
    world.window({ type: 'override', refersTo: uuid, admit: true, reason: 'emergency' });
    world.pass(10 * 60_000);
    world.window({ type: 'override', refersTo: standing(), admit: true, reason: 'emergency' });
    const told = await storyOf();
    expect(told.filter((word) => word === 'pulse in')).toHaveLength(1);
    expect(told.filter((word) => word === 'notice')).toHaveLength(3);
  });

  test('types a code by hand, changes the direction, and overrides by number', async () => {
    const key = (kind: 'typed' | 'command', name: string): void => world.station.officerKey({ kind, key: name }, 'in');
    key('command', 'F2');
    for (const digit of '0123456789') key('typed', digit);
    key('typed', 'Backspace');
    key('typed', 'Enter');
    expect(world.lines.at(-1)).toMatchObject({ kind: 'check-in', colour: 'black' });
    expect(world.station.deciding?.()).toBe(false);
    key('command', 'F4');
    expect(world.station.deciding?.()).toBe(true);
    key('typed', '2');
    expect(world.station.deciding?.()).toBe(false);
    expect(world.lines.at(-1)).toMatchObject({ kind: 'override' });
    key('command', 'F3');
    world.pass(3000);
    world.scan({ expect: 'black' });
    expect(world.lines.at(-1)).toMatchObject({ direction: 'out' });
  });
});

test('every message shown fits its schema and holds no raw code and no unmasked number', async () => {
  const { toWindowSchema } = await import('../contract/messages.ts');
  world.window({ type: 'hello' });
  for (const { id } of world.samples) {
    world.scan({ id }, 'door');
    world.pass(2000);
  }
  for (const happening of world.happenings) {
    if (happening.kind !== 'shown') continue;
    expect(toWindowSchema.safeParse(happening.message).error).toBeUndefined();
    const json = JSON.stringify(happening.message);
    for (const { text } of world.samples) expect(json).not.toContain(text);
    expect(json).not.toMatch(/"value":"\d{9,12}"/);
  }
});
