import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sampleEntry } from '../../db/entry.sample.ts';
import { type TestStation, testStation } from '../../fixtures/station/test-station.ts';

const DAY_MS = 86_400_000;
/** The retention of the test station, and more. */
const LONG_AGO = 40;

let directory: string;
let world: TestStation;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'chot-retention-'));
  world = await testStation(directory);
});
afterEach(() => {
  world.record.close();
  rmSync(directory, { recursive: true });
});

/** Records a passage of some days ago, and tells how its day is called. */
function recordDaysAgo(days: number): string {
  const at = Date.now() - days * DAY_MS;
  const day = new Date(at).toISOString().slice(0, 10);
  expect(world.record.append(sampleEntry({ at, day, trustIssuedAt: at })).ok).toBe(true);
  return day;
}

const statesOf = (day: string) => [...world.record.entries(day)].map((row) => row.personState);

test('a station erases the days whose time is over, and no others', () => {
  const [old, recent] = [recordDaysAgo(LONG_AGO), recordDaysAgo(5)];
  world.station.eraseExpired();
  expect(statesOf(old)).toEqual(['erased']);
  expect(statesOf(recent)).toEqual(['clear']);
});

test('it does so once a day, and again on the next', () => {
  world.station.eraseExpired();
  const old = recordDaysAgo(LONG_AGO);
  world.station.eraseExpired();
  expect(statesOf(old)).toEqual(['clear']);
  world.idle(DAY_MS);
  world.station.eraseExpired();
  expect(statesOf(old)).toEqual(['erased']);
});

test('it erases nothing by a clock behind what it recorded, and does when the clock is right again', () => {
  const old = recordDaysAgo(LONG_AGO);
  recordDaysAgo(-0.5);
  world.station.eraseExpired();
  expect(statesOf(old)).toEqual(['clear']);
  world.idle(DAY_MS);
  world.station.eraseExpired();
  expect(statesOf(old)).toEqual(['erased']);
});

test('it erases nothing by a clock years ahead, also when that is not seen as a jump', () => {
  const recent = recordDaysAgo(1);
  // wall time and uptime go together, as they do after a start under a clock that was already wrong
  world.idle(28_000 * DAY_MS);
  world.station.eraseExpired();
  world.scan({ expect: 'green' });
  world.station.eraseExpired();
  expect(statesOf(recent)).toEqual(['clear']);
});

test('nobody who scans pays for it', () => {
  const old = recordDaysAgo(LONG_AGO);
  world.scan({ expect: 'green' });
  world.idle(1000);
  expect(statesOf(old)).toEqual(['clear']);
});
