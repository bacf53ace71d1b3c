import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PassageOutcome } from '../../drivers/turnstile/passage.ts';
import type { TurnstileProblem } from '../../drivers/turnstile/turnstile.ts';
import { type TestStation, testStation } from '../../fixtures/station/test-station.ts';
import type { ToWindow } from '../contract/messages.ts';
import type { PassageLine } from './passage-line.ts';

let directory: string;
let world: TestStation;
let problem: TurnstileProblem | null;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'chot-opening-'));
  problem = null;
  world = await testStation(directory, { pack: 'hcm', turnstile: { feedback: true, answer: () => problem } });
});
afterEach(() => {
  world.record.close();
  rmSync(directory, { recursive: true, force: true });
});

const pulses = () => world.happenings.flatMap((each) => (each.kind === 'pulse' ? [each.opening] : []));
const rows = () => world.happenings.flatMap((each) => (each.kind === 'recorded' ? [each.row] : []));
const shown = (): ToWindow[] => world.happenings.flatMap((each) => (each.kind === 'shown' ? [each.message] : []));
const faces = () => shown().flatMap((message) => (message.type === 'verdict' ? [message.colour] : []));
const notices = () => shown().flatMap((message) => (message.type === 'notice' ? [message] : []));
const line = (): PassageLine | undefined => world.lines.at(-1);
const greens = () => world.record.counts(new Date(world.now() + 7 * 3_600_000).toISOString().slice(0, 10)).green;

/** A scan, and the pulse that follows it. */
async function scan(id: string, lane = 'in'): Promise<PassageLine | undefined> {
  world.pass(2000);
  world.scan({ id }, lane);
  await world.settled();
  return line();
}
/** What the turnstile tells of the opening that it was given last, or of another. */
function turned(outcome: PassageOutcome, opening = pulses().at(-1) ?? null, lane = 'in'): void {
  world.station.passage(lane, { opening: outcome === 'forced' ? null : opening, outcome });
}
const [A, B] = ['vaccinated', 'passport'];

describe('nobody went through', () => {
  test('the row is annulled by a further one, which the line tells, and it counts nowhere', async () => {
    const admitted = await scan(A);
    expect(greens()).toBe(1);
    turned('not-passed');
    expect(rows()).toEqual(['check-in', 'annulment']);
    expect(line()).toMatchObject({ kind: 'annulment', lane: 'in', refersTo: admitted?.uuid, seq: 2, colour: 'green' });
    expect(world.record.find(line()?.uuid ?? '')).toMatchObject({ kind: 'annulment', refersTo: admitted?.uuid });
    expect(greens()).toBe(0);
    expect(pulses()).toEqual([admitted?.uuid]);
  });

  test('the same pass counts anew, as often as that happens', async () => {
    for (const _ of [1, 2, 3, 4]) {
      expect((await scan(A))?.colour).toBe('green');
      turned('not-passed');
    }
    expect(pulses()).toHaveLength(4);
    expect(await scan(A, 'door')).toMatchObject({ colour: 'green' });
  });

  test('it is told once: what is told again, or of an opening that nobody asked for, takes nothing back', async () => {
    await scan(A);
    turned('not-passed');
    turned('not-passed');
    turned('not-passed', '01900000-0000-7000-8000-000000000000');
    turned('not-passed', null);
    expect(rows()).toEqual(['check-in', 'annulment']);
  });

  test('after midnight the annulment is of its own day, and the day before has one less', async () => {
    world.pass(86_400_000 - ((world.now() + 7 * 3_600_000) % 86_400_000) - 3000);
    await world.updateTrust();
    await scan(A);
    expect(greens()).toBe(1);
    world.pass(3000);
    turned('not-passed');
    world.pass(-3000);
    expect(greens()).toBe(0);
    world.restart();
    expect(greens()).toBe(0);
    const annulled = world.record.find(line()?.refersTo ?? '');
    expect(world.record.find(line()?.uuid ?? '')?.day).not.toBe(annulled?.day);
  });

  test('also when the day of the row was erased meanwhile', async () => {
    await scan(A);
    world.pass(60 * 86_400_000);
    await world.updateTrust();
    world.station.eraseExpired();
    turned('not-passed');
    expect(rows()).toEqual(['check-in', 'annulment']);
    expect(world.record.find(line()?.refersTo ?? '')).toMatchObject({ personState: 'erased' });
  });

  test('a row that cannot be written is an outage, and the admission stands', async () => {
    await scan(A);
    world.fillDisk(true);
    turned('not-passed');
    expect(line()).toMatchObject({ kind: 'refused', refersTo: world.lines[0]?.uuid, outage: 'disk-full' });
    expect(shown().findLast(({ type }) => type === 'station')).toMatchObject({ outage: 'disk-full' });
    world.fillDisk(false);
    expect(greens()).toBe(1);
    world.pass(60_000);
    expect((await scan(A))?.reasons).toContain('copied-code');
  });

  test('a way in by an officer is taken back too, and with it a verdict whose papers were never compared', async () => {
    const waiting = await scan('chip-card');
    world.window({ type: 'override', refersTo: waiting?.uuid ?? '', admit: true, reason: 'paper-checked' });
    await world.settled();
    expect(pulses()).toEqual([line()?.uuid]);
    turned('not-passed');
    expect(rows()).toEqual(['check-in', 'override', 'annulment', 'annulment']);
    expect(await scan('chip-card')).toMatchObject({ colour: 'green' });
  });

  test('what was judged anew meanwhile is taken back as it stands now', async () => {
    const first = await scan(A);
    const opening = pulses().at(-1) ?? null;
    world.window({ type: 'override', refersTo: first?.uuid ?? '', admit: false, reason: 'refused-by-officer' });
    turned('not-passed', opening);
    expect(rows()).toEqual(['check-in', 'override']);
  });

  test('on a way out the person is still inside', async () => {
    await scan(A);
    turned('passed');
    await scan(A, 'out');
    turned('not-passed', pulses().at(-1), 'out');
    expect(line()).toMatchObject({ kind: 'annulment', direction: 'out' });
    expect((await scan(A))?.reasons).toContain('copied-code');
    await scan(A, 'out');
    turned('passed', pulses().at(-1), 'out');
    expect((await scan(A))?.colour).toBe('green');
  });

  test('nothing is left to be decided about; another person’s verdict is', async () => {
    const first = await scan(A);
    turned('not-passed');
    world.window({ type: 'override', refersTo: first?.uuid ?? '', admit: false, reason: 'refused-by-officer' });
    expect(notices().at(-1)).toMatchObject({ notice: 'nothing-to-override' });
    await scan(A);
    const opening = pulses().at(-1) ?? null;
    const second = await scan(B);
    turned('not-passed', opening);
    world.window({ type: 'override', refersTo: second?.uuid ?? '', admit: false, reason: 'refused-by-officer' });
    expect(rows().at(-1)).toBe('override');
  });
});

describe('the same pass again while the way is open for it', () => {
  test('is shown again without a row or a pulse, as often as it comes', async () => {
    await scan(A);
    for (const _ of [1, 2, 3]) await scan(A);
    expect(rows()).toEqual(['check-in']);
    expect(pulses()).toHaveLength(1);
    expect(faces()).toEqual(['green', 'green', 'green', 'green']);
  });

  test('the next person is let in meanwhile, and then the first is shown again', async () => {
    await scan(A);
    expect((await scan(B))?.colour).toBe('green');
    const uuid = world.lines[0]?.uuid ?? '';
    await scan(A);
    expect(shown().findLast(({ type }) => type === 'verdict')).toMatchObject({ uuid });
    expect(pulses()).toHaveLength(2);
    world.window({ type: 'override', refersTo: uuid, admit: false, reason: 'refused-by-officer' });
    expect(line()).toMatchObject({ kind: 'override', refersTo: uuid });
  });

  test('takes nothing from a person whose papers are being compared', async () => {
    await scan(A);
    await scan('chip-card');
    await scan(A);
    world.station.officerKey({ kind: 'command', key: 'F6' }, 'in');
    await world.settled();
    expect(pulses()).toHaveLength(2);
  });

  test('is no repetition once somebody went through, at once, nor at another lane', async () => {
    await scan(A);
    expect((await scan(A, 'door'))?.reasons).toContain('copied-code');
    turned('passed');
    expect((await scan(A))?.reasons).toContain('copied-code');
    expect(pulses()).toHaveLength(1);
    expect(notices()).toEqual([]);
  });

  test('is none after an officer has refused, nor after a restart', async () => {
    const first = await scan(A);
    world.window({ type: 'override', refersTo: first?.uuid ?? '', admit: false, reason: 'refused-by-officer' });
    await scan(A);
    expect(rows()).toEqual(['check-in', 'override', 'check-in']);
    world.restart();
    expect((await scan(A))?.reasons).toContain('copied-code');
  });
});

describe('a turnstile that cannot tell', () => {
  test('takes nothing back, and says so; the person who still stands there may try again, once', async () => {
    const first = await scan(A);
    turned('fault');
    expect(line()).toMatchObject({ kind: 'unconfirmed', refersTo: first?.uuid });
    expect(greens()).toBe(1);
    expect((await scan(A))?.colour).toBe('green');
    turned('fault');
    expect((await scan(A))?.reasons).toContain('copied-code');
  });
});

describe('a gate that did not open', () => {
  test.each(['missing', 'fault'] as const)('is told at once, and the admission stands: %s', async (why) => {
    problem = why;
    await scan(A);
    const first = world.lines[0];
    expect(first).toMatchObject({ kind: 'check-in', colour: 'green' });
    expect(line()).toMatchObject({ kind: 'not-opened', refersTo: first?.uuid, turnstile: why });
    expect(notices()).toEqual([{ type: 'notice', notice: 'gate-not-opened', lane: 'in' }]);
    expect(rows()).toEqual(['check-in']);
    expect(greens()).toBe(1);
  });

  test('opens for the same person once it is mended', async () => {
    problem = 'missing';
    await scan(A);
    problem = null;
    expect((await scan(A))?.colour).toBe('green');
    expect(pulses()).toEqual([line()?.uuid]);
  });
});

test.each([false, true])(
  'a pulse that waits for another is not given when the officer refuses meanwhile (feedback: %s)',
  async (feedback) => {
    world.record.close();
    world = await testStation(directory, { pack: 'hcm', turnstile: { feedback, answer: () => problem } });
    problem = 'busy';
    const first = await scan(A);
    world.window({ type: 'override', refersTo: first?.uuid ?? '', admit: false, reason: 'refused-by-officer' });
    problem = null;
    world.idle(500);
    await world.settled();
    expect(pulses()).toEqual([]);
    expect(notices()).toEqual([]);
    await scan(B);
    expect(pulses()).toHaveLength(1);
  },
);

describe('somebody goes through without an opening', () => {
  const forced = { who: 'station', from: 'station', what: 'passage-forced' };

  test('is on the screen, in the audit log and on a line, and on no row of a person', () => {
    turned('forced');
    expect(notices()).toEqual([{ type: 'notice', notice: 'passage-forced', lane: 'in' }]);
    expect(world.audited).toEqual([{ ...forced, detail: { lane: 'in', direction: 'in', unnoted: 0 } }]);
    expect(line()).toMatchObject({ kind: 'forced', uuid: null });
    expect(rows()).toEqual([]);
  });

  test('so does whoever an officer refused while the gate stood open', async () => {
    const first = await scan(A);
    world.window({ type: 'override', refersTo: first?.uuid ?? '', admit: false, reason: 'refused-by-officer' });
    turned('passed');
    expect(world.audited).toMatchObject([forced]);
  });

  test('a contact that bounces for days does not fill the log, and what was left out is counted', () => {
    for (let n = 0; n < 500; n += 1) turned('forced');
    expect(world.audited).toHaveLength(60);
    world.pass(60_000);
    turned('forced');
    expect(world.audited).toHaveLength(61);
    expect(world.audited.at(-1)?.detail).toMatchObject({ unnoted: 440 });
  });

  test('that cannot be noted is an outage, and noted later', () => {
    world.fillDisk(true);
    turned('forced');
    expect(shown().findLast(({ type }) => type === 'station')).toMatchObject({ outage: 'disk-full' });
    world.fillDisk(false);
    turned('forced');
    expect(world.audited).toMatchObject([{ detail: { unnoted: 1 } }]);
  });
});

test('papers that were never compared keep nobody out: the same person counts anew', async () => {
  await scan('chip-card');
  await scan(A);
  world.pass(60_000);
  expect((await scan('chip-card'))?.colour).toBe('green');
  world.pass(60_000);
  expect((await scan('chip-card'))?.colour).toBe('green');
  expect(pulses()).toHaveLength(1);
  world.station.officerKey({ kind: 'command', key: 'F6' }, 'in');
  await world.settled();
  turned('passed');
  expect((await scan('chip-card'))?.reasons).toContain('copied-code');
});
