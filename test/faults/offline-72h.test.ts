import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sampleEntry } from '../../db/entry.sample.ts';
import { type TestStation, testStation } from '../../fixtures/station/test-station.ts';
import type { ShownVerdict, StationView } from '../../main/contract/messages.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR_2000 = Date.UTC(2000, 0, 1);
const YEAR_2099 = Date.UTC(2099, 0, 1);
/** Beyond the retention of the test station. */
const LONG_AGO = 40 * DAY;

let directory: string;
let world: TestStation;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'chot-72h-'));
  world = await testStation(directory);
});
afterEach(() => {
  world.record.close();
  rmSync(directory, { recursive: true, force: true });
});

type Asked = Parameters<TestStation['scan']>[0];

/** Presents a pass and gives the verdict that was shown. */
function present(what: Asked, lane = 'in'): ShownVerdict {
  world.scan(what, lane);
  const { message } = world.happenings.findLast(({ kind }) => kind === 'shown') as { message: ShownVerdict };
  expect(message.type).toBe('verdict');
  return message;
}

const ofSample = (id: string, lane?: string) => present({ id }, lane);
const row = (verdict: ShownVerdict) => world.record.find(verdict.uuid);
const opened = () => world.happenings.filter(({ kind }) => kind === 'pulse').length;

/** A look every ten minutes, as the running station takes them, and the time that it asks for meanwhile. */
async function live(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 10 * MINUTE) {
    world.station.keepTime();
    await world.settled();
    world.station.eraseExpired();
    world.idle(Math.min(10 * MINUTE, ms - passed));
  }
}

function view(): StationView {
  world.window({ type: 'hello' });
  const views = world.happenings.flatMap((happening) =>
    happening.kind === 'shown' && happening.message.type === 'station' ? [happening.message] : [],
  );
  const last = views.at(-1);
  if (last === undefined) throw new Error('no view was shown');
  return last;
}

function recordOld(): string {
  const at = world.now() - LONG_AGO;
  const day = new Date(at).toISOString().slice(0, 10);
  expect(world.record.append(sampleEntry({ at, day, clock: 'suspect' })).ok).toBe(true);
  return day;
}
const personStates = (day: string) => [...world.record.entries(day)].map(({ personState }) => personState);

/** What must be said by trust that was signed at `issuedAt`. */
function expectVerdictsOf(issuedAt: number): void {
  const ageHours = () => (world.now() - issuedAt) / HOUR;
  const state = () => (ageHours() <= 24 ? 'fresh' : ageHours() <= 48 ? 'ageing' : 'stale');
  const isStale = () => state() === 'stale';

  const eligible = ofSample('vaccinated');
  const wasAdmitted = !isStale();
  expect(eligible).toMatchObject({ colour: wasAdmitted ? 'green' : 'abnormal', trust: { state: state() } });
  expect(eligible.trust.ageHours).toBeCloseTo(ageHours(), 6);
  expect(eligible.reasons.includes('trust-stale')).toBe(isStale());
  expect(row(eligible)).toMatchObject({ clock: 'ok', at: world.now() });
  world.pass(MINUTE);

  const copied = ofSample('vaccinated', 'door');
  expect(copied.colour).toBe('abnormal');
  expect(copied.reasons.includes('copied-code')).toBe(wasAdmitted);
  expect(copied.seen).toEqual(wasAdmitted ? { at: eligible.at, place: 'in', why: 'just-used' } : null);
  world.pass(MINUTE);

  const revoked = ofSample('revoked');
  expect(revoked.colour).toBe(isStale() ? 'abnormal' : 'black');
  // After two days the list's own time is over too: it says nothing any more, good or bad.
  expect(revoked.reasons).toContain(isStale() ? 'status-unknown' : 'pass-revoked');
  world.pass(MINUTE);

  const unsigned = ofSample('unsigned');
  expect(unsigned.colour).toBe(isStale() ? 'abnormal' : 'black');
  expect(unsigned.reasons).toContain('unsigned');
  world.pass(MINUTE);

  expect(ofSample('forged').colour).toBe('abnormal');
  expect(view()).toMatchObject({ clock: 'ok', trust: { state: state() }, outage: null });
}

test('seventy-two hours offline, hour by hour, with restarts, and a USB stick in hour sixty', async () => {
  const days = new Set<string>();
  let issuedAt = world.now();
  expectVerdictsOf(issuedAt);
  // Each hour is begun a second early: at the limits themselves the lists' own time is over.
  await live(HOUR - 1000 - (world.now() - issuedAt));
  for (let hour = 1; hour <= 72; hour += 1) {
    const started = world.now();
    if ([7, 31, 55, 66].includes(hour)) world.restart();
    if (hour === 60) {
      const old = recordOld();
      await live(20 * MINUTE);
      expect(personStates(old), 'stale trust speaks for no day').toEqual(['clear']);
      await world.updateTrust();
      issuedAt = world.now();
      expect(ofSample('sealed')).toMatchObject({ colour: 'green', trust: { state: 'fresh', ageHours: 0 } });
      await live(20 * MINUTE);
      expect(personStates(old)).toEqual(['erased']);
    } else {
      expectVerdictsOf(issuedAt);
    }
    days.add(row(ofSample('first-dose', 'out'))?.day ?? '');
    await live(HOUR - (world.now() - started));
  }
  expect(days.size).toBeGreaterThanOrEqual(4);
  expect(opened()).toBeGreaterThan(49);
});

describe('a machine whose battery is dead', () => {
  test('turns green for nobody in 2000, and comes back by itself when it hears signed time', async () => {
    ofSample('vaccinated');
    world.pass(HOUR);
    world.restart();
    const began = world.now();
    const wallRan = () => world.now() - began;
    world.setWall(YEAR_2000 - began);
    await live(5 * HOUR);
    const old = recordOld();
    for (const { id, expect: expected } of world.samples) {
      world.pass(5000);
      if (expected === 'scan-again') continue;
      expect(ofSample(id), id).toMatchObject({
        colour: 'abnormal',
        reasons: expect.arrayContaining(['clock-suspect']),
      });
    }
    expect(opened()).toBe(1);
    expect(view()).toMatchObject({ clock: 'suspect' });
    expect(personStates(old)).toEqual(['clear']);

    world.network(true);
    await live(20 * MINUTE);
    const verdict = ofSample('eligible');
    expect(verdict).toMatchObject({ colour: 'green', at: world.now() });
    expect(row(verdict)).toMatchObject({ clock: 'ok', at: world.now() });
    expect(row(verdict)?.day).toBe(new Date(world.now() + 7 * HOUR).toISOString().slice(0, 10));
    expect(view()).toMatchObject({
      clock: 'ok',
      trust: { state: 'fresh' },
      aheadMs: world.now() - YEAR_2000 - wallRan(),
    });
    await live(10 * MINUTE);
    expect(personStates(old)).toEqual(['erased']);
    world.setWall(0);
    expect(view()).not.toHaveProperty('aheadMs');
  });

  test('remembers over its time in 2000 who went in', async () => {
    ofSample('vaccinated');
    world.pass(MINUTE);
    world.restart();
    world.setWall(YEAR_2000 - world.now());
    world.network(true);
    world.station.keepTime();
    await world.settled();
    expect(ofSample('vaccinated').reasons).toContain('copied-code');
  });
});

describe('a clock years ahead', () => {
  test.each([
    ['that jumped there', false],
    ['that it was started with', true],
  ])('%s admits nobody, erases nothing, and locks nobody out when it is back', async (_, restarted) => {
    ofSample('vaccinated');
    const day = row(ofSample('first-dose', 'out'))?.day ?? '';
    if (restarted) world.restart();
    world.setWall(YEAR_2099 - world.now());
    await live(HOUR);
    expect(ofSample('eligible').colour).toBe('abnormal');
    world.window({ type: 'override', refersTo: world.lines.at(-1)?.uuid ?? '', admit: true, reason: 'paper-checked' });
    await live(HOUR);
    expect(personStates(day)).toEqual(['clear', 'clear']);

    world.setWall(0);
    if (restarted) world.restart();
    world.pass(MINUTE);
    expect(ofSample('passport')).toMatchObject({ colour: 'green', at: world.now() });
    // What an officer admitted under that clock was some other time: nobody knows when, and it must not last for ever.
    expect(ofSample('eligible').colour).toBe('green');
    world.restart();
    world.pass(15 * MINUTE);
    expect(ofSample('passport')).toMatchObject({ colour: 'green' });
  });

  test('goes by signed time as soon as it hears it, though the wall clock stays wrong, and for as long as trust is fresh', async () => {
    world.setWall(YEAR_2099 - world.now());
    world.network(true);
    await live(10 * MINUTE);
    world.network(false);
    await live(20 * HOUR);
    expect(ofSample('vaccinated')).toMatchObject({ colour: 'green', at: world.now(), trust: { state: 'fresh' } });
    await live(10 * HOUR);
    expect(ofSample('sealed')).toMatchObject({ colour: 'green', trust: { state: 'ageing' } });
    await live(20 * HOUR);
    expect(ofSample('passport')).toMatchObject({ colour: 'abnormal', trust: { state: 'stale' } });
  });
});

test('a step of the clock after the start is in doubt only until signed time is heard: no restart', async () => {
  world.setWall(-20 * MINUTE);
  await world.updateTrust();
  world.setWall(0);
  ofSample('vaccinated');
  world.setWall(20 * MINUTE);
  world.pass(MINUTE);
  expect(ofSample('sealed').reasons).toContain('clock-suspect');
  world.network(true);
  await live(20 * MINUTE);
  expect(ofSample('eligible')).toMatchObject({ colour: 'green', at: world.now() });
  world.setWall(0);
  expect(ofSample('passport')).toMatchObject({ colour: 'green', at: world.now() });
});

test('a clock that drifts away minute by minute is found out', async () => {
  ofSample('vaccinated');
  let worst = 0;
  for (let minute = 1; minute <= 30; minute += 1) {
    world.pass(MINUTE);
    world.setWall((minute * MINUTE) / 10);
    const verdict = ofSample(minute % 2 === 0 ? 'first-dose' : 'unvaccinated');
    if (!verdict.reasons.includes('clock-suspect')) worst = Math.max(worst, verdict.at - world.now());
    else expect(worst).toBeLessThanOrEqual(2 * MINUTE + 1000);
  }
  expect(ofSample('sealed').reasons).toContain('clock-suspect');
  expect(worst).toBeGreaterThan(MINUTE);
});

test('a station that is behind what the trust says was signed knows it', async () => {
  world.pass(30 * MINUTE);
  await world.updateTrust();
  world.setWall(-3 * MINUTE);
  expect(ofSample('vaccinated').reasons).toContain('clock-suspect');
  world.setWall(-MINUTE);
  expect(ofSample('sealed')).toMatchObject({ colour: 'green', trust: { state: 'fresh' } });
});
