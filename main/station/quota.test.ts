import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PEOPLE } from '../../fixtures/demo/people.ts';
import { rosterFile } from '../../fixtures/issuer/roster.ts';
import { type TestStation, testStation } from '../../fixtures/station/test-station.ts';
import { createRoster } from '../trust/roster.ts';
import { parseRoster } from '../trust/roster-file.ts';
import type { Trust } from '../trust/trust.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Samples of workers who may all come in by the rules, as far as there is room. */
const [FIRST, SECOND, THIRD] = ['vaccinated', 'passport', 'sealed'];

const { an, binh, em } = PEOPLE;
const days = { validFrom: '2020-01-01', validTo: '2100-01-01' };
const parsed = parseRoster(
  rosterFile({
    site: 'test',
    shifts: [{ name: 'Cả ngày', from: '07:00', to: '07:00', weekdays: [1, 2, 3, 4, 5, 6, 7], quota: 2 }],
    workers: [
      { ids: [{ type: 'uvci', value: an.uvci }], unit: 'Tổ 1', shifts: ['Cả ngày'], ...days },
      { ids: [{ type: 'uvci', value: binh.uvci }], unit: 'Tổ 1', shifts: ['Cả ngày'], ...days },
      { ids: [{ type: 'cccd', value: em.document }], unit: 'Tổ 2', shifts: ['Cả ngày'], ...days },
    ],
  }),
);
if (!parsed.ok) throw new Error(parsed.error);
const roster = createRoster(parsed.value);
const withRoster = (trust: Trust): Trust => ({
  ...trust,
  lists: new Set([...trust.lists, 'roster']),
  listsFor: (...question) => new Set([...trust.listsFor(...question), 'roster']),
  roster: (person, now, timeZone) => roster.find(person, now, timeZone),
});

let directory: string;
let world: TestStation;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'chot-quota-'));
  world = await testStation(directory, { pack: 'vn-factory', complete: withRoster });
  // Into the morning of a day of Vietnam: far from the end of the shift.
  world.pass(DAY - ((world.now() + 7 * 60 * MINUTE) % DAY) + 9 * 60 * MINUTE);
  await world.updateTrust();
});
afterEach(() => {
  world.record.close();
  rmSync(directory, { recursive: true, force: true });
});

/** Reasons of a sample's verdict, a while after the one before. */
function reasons(id: string | undefined, lane = 'in', source: 'serial' | 'tray' = 'serial'): readonly string[] {
  world.pass(11 * MINUTE);
  world.scan({ id: id ?? '' }, lane, source);
  return world.lines.at(-1)?.reasons ?? [];
}
const override = (admit: boolean) =>
  world.window({
    type: 'override',
    refersTo: world.lines.at(-1)?.uuid ?? '',
    admit,
    reason: admit ? 'paper-checked' : 'refused-by-officer',
  });

test('a quota lets in as many people as it says, each of them as often as they come, over a restart too', () => {
  expect(reasons(FIRST)).not.toContain('quota-full');
  expect(reasons(SECOND)).not.toContain('quota-full');
  expect(world.lines.map(({ colour }) => colour)).toEqual(['green', 'green']);
  expect(reasons(THIRD)).toContain('quota-full');
  expect(world.lines.at(-1)?.colour).toBe('black');
  world.restart();
  expect(reasons(THIRD)).toContain('quota-full');
  reasons(FIRST, 'out');
  expect(reasons(THIRD)).toContain('quota-full');
  expect(reasons(FIRST)).not.toContain('quota-full');
});

test('a place is free again when an officer refuses, and taken when one admits', () => {
  reasons(FIRST);
  reasons(SECOND);
  override(false);
  expect(reasons(THIRD)).not.toContain('quota-full');
  expect(reasons(SECOND)).toContain('quota-full');
  override(true);
  expect(reasons(SECOND, 'out')).toContain('quota-full');
});

test('the next shift counts anew', () => {
  reasons(FIRST);
  reasons(SECOND);
  expect(reasons(THIRD)).toContain('quota-full');
  world.pass(DAY);
  expect(reasons(THIRD)).not.toContain('quota-full');
});

test('a practice with the tray takes nobody’s place, and shows what happens when there is none', () => {
  reasons(FIRST, 'in', 'tray');
  reasons(SECOND, 'in', 'tray');
  expect(reasons(THIRD, 'in', 'tray')).toContain('quota-full');
  expect(reasons(THIRD)).not.toContain('quota-full');
});
