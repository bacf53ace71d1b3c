import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type TestStation, testStation } from '../../fixtures/station/test-station.ts';
import type { ShownVerdict } from '../contract/messages.ts';

let directory: string;
let world: TestStation;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'chot-papers-'));
  // The demo's own pack takes unsigned codes by identity.
  world = await testStation(directory, { pack: 'hcm' });
});
afterEach(() => {
  world.record.close();
  rmSync(directory, { recursive: true, force: true });
});

function present(id: string, lane: string): ShownVerdict {
  world.scan({ id }, lane);
  return shownLast();
}
function shownLast(): ShownVerdict {
  const last = world.happenings.findLast(({ kind }) => kind === 'shown');
  if (last?.kind !== 'shown' || last.message.type !== 'verdict') throw new Error('no verdict was shown');
  return last.message;
}
async function pulses(): Promise<number> {
  await world.settled();
  return world.happenings.filter(({ kind }) => kind === 'pulse').length;
}
const pressF6 = (lane: string) => world.station.officerKey({ kind: 'command', key: 'F6' }, lane);

test('a turnstile waits for the papers of whoever is green by facts alone, and then opens once', async () => {
  const verdict = present('chip-card', 'in');
  expect(verdict).toMatchObject({ colour: 'green', comparePapers: true, waits: true });
  expect(await pulses()).toBe(0);
  pressF6('in');
  expect(shownLast()).toEqual({ ...verdict, waits: false });
  expect(await pulses()).toBe(1);
  pressF6('in');
  world.window({ type: 'papers-agree', refersTo: verdict.uuid });
  expect(await pulses()).toBe(1);
});

test('by a click too; not when the person has gone, nor for the next one', async () => {
  const first = present('chip-card', 'in');
  world.pass(3 * 60_000);
  world.window({ type: 'papers-agree', refersTo: first.uuid });
  expect(await pulses()).toBe(0);
  const next = present('vaccinated', 'in');
  expect(next.waits).toBe(false);
  expect(await pulses()).toBe(1);
  world.window({ type: 'papers-agree', refersTo: first.uuid });
  pressF6('in');
  expect(await pulses()).toBe(1);
});

test('an officer who refuses leaves it shut', async () => {
  const refused = present('chip-card', 'in');
  world.window({ type: 'override', refersTo: refused.uuid, admit: false, reason: 'symptoms-seen' });
  pressF6('in');
  expect(await pulses()).toBe(0);
});

test('nothing waits on a way out, nor on a door without a turnstile', async () => {
  expect(present('chip-card', 'out').waits).toBe(false);
  expect(await pulses()).toBe(1);
  world.pass(60_000);
  expect(present('insurance-card', 'door').waits).toBe(false);
});
