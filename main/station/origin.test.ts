import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type TestStation, testStation } from '../../fixtures/station/test-station.ts';
import type { ShownVerdict, ToWindow } from '../contract/messages.ts';
import type { Panel } from '../contract/panels.ts';
import { createPlaces } from '../trust/places.ts';
import type { Trust } from '../trust/trust.ts';

const PLACES = createPlaces({
  version: 1,
  locality: 'hcm',
  validFrom: '2020-01-01T00:00:00Z',
  validTo: '2100-01-01T00:00:00Z',
  units: [
    { code: '79', name: 'Thành phố Hồ Chí Minh', parents: [], epidemic: false },
    { code: '765', name: 'Quận Bình Thạnh', parents: ['79'], epidemic: true },
    { code: '24', name: 'Tỉnh Bắc Giang', parents: [], epidemic: true },
    { code: '48', name: 'Thành phố Đà Nẵng', parents: [], epidemic: false },
  ],
});

/** The demo's trust with places, as a station of a province that publishes them has it. */
const withPlaces = (trust: Trust): Trust => ({
  ...trust,
  lists: new Set([...trust.lists, 'places']),
  listsFor: (...question) => new Set([...trust.listsFor(...question), 'places']),
  origin: (unit) => (unit === null ? 'unknown' : PLACES.origin(unit)),
  epidemicUnits: (typed) => PLACES.search(typed),
  facts(person) {
    const found = trust.facts(person);
    return found === null || factsUnit === null ? found : { ...found, facts: { ...found.facts, unit: factsUnit } };
  },
});

let directory: string;
let world: TestStation;
/** Where everybody comes from whom the facts know; null: they do not say. */
let factsUnit: string | null;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'chot-origin-'));
  factsUnit = null;
  world = await testStation(directory, { complete: withPlaces });
});
afterEach(() => {
  world.record.close();
  rmSync(directory, { recursive: true, force: true });
});

const shown = (): ToWindow[] =>
  world.happenings.flatMap((happening) => (happening.kind === 'shown' ? [happening.message] : []));
const lastVerdict = () => shown().findLast((message): message is ShownVerdict => message.type === 'verdict');
const lastNotice = () => shown().findLast((message) => message.type === 'notice');
const panel = (): Panel | undefined => shown().findLast((message) => message.type === 'panel')?.panel;
const standing = () => lastVerdict()?.uuid ?? '';
const press = (kind: 'command' | 'typed', ...keys: string[]) => {
  for (const key of keys) world.station.officerKey({ kind, key }, 'in');
};
const rows = () => world.happenings.flatMap((happening) => (happening.kind === 'recorded' ? [happening.row] : []));
const pulses = () => world.happenings.filter(({ kind }) => kind === 'pulse').length;

describe('the officer says where a person comes from', () => {
  test('by F5, letters and a digit: the same pass is judged anew, and shown', async () => {
    world.scan({ expect: 'green' });
    press('command', 'F5');
    expect(panel()).toMatchObject({ kind: 'origin', lane: 'in', refersTo: standing(), text: '' });
    press('typed', 'B', 'I', 'N');
    expect(panel()).toMatchObject({ text: 'BIN', choices: [{ code: '765' }] });
    press('typed', '1');
    expect(panel()).toEqual({ kind: 'none' });
    expect(lastVerdict()).toMatchObject({ colour: 'abnormal', reasons: expect.arrayContaining(['epidemic-area']) });
    expect(lastVerdict()?.reasons).not.toContain('copied-code');
    expect(rows()).toEqual(['check-in', 'annulment', 'check-in']);
    await world.settled();
    expect(pulses()).toBe(1);
  });

  test('by a click, about a verdict that let nobody in: one row more, and none annulled', async () => {
    world.scan({ expect: 'black' });
    world.window({ type: 'origin', refersTo: standing(), unit: '24' });
    expect(lastVerdict()).toMatchObject({ colour: 'abnormal' });
    expect(rows()).toEqual(['check-in', 'check-in']);
    await world.settled();
    expect(pulses()).toBe(0);
  });

  test('from elsewhere: it stays green, and the lane is not opened twice', async () => {
    world.scan({ expect: 'green' });
    const before = standing();
    world.pass(60_000);
    world.window({ type: 'origin', refersTo: before, unit: '48' });
    expect(lastVerdict()).toMatchObject({ colour: 'green' });
    expect(standing()).not.toBe(before);
    expect(rows()).toEqual(['check-in', 'annulment', 'check-in']);
    await world.settled();
    expect(pulses()).toBe(1);
  });

  test('and may then override what stands now', async () => {
    world.scan({ expect: 'green' });
    const first = standing();
    world.window({ type: 'origin', refersTo: first, unit: '24' });
    world.window({ type: 'override', refersTo: first, admit: true, reason: 'paper-checked' });
    expect(lastNotice()).toMatchObject({ notice: 'nothing-to-override' });
    world.window({ type: 'override', refersTo: standing(), admit: true, reason: 'paper-checked' });
    expect(rows().at(-1)).toBe('override');
  });

  test('on a lane outward nobody is kept in, and nothing opens twice', async () => {
    world.scan({ expect: 'green' }, 'out');
    world.window({ type: 'origin', refersTo: standing(), unit: '24' });
    await world.settled();
    expect([lastVerdict()?.direction, pulses()]).toEqual(['out', 1]);
  });

  test('a copy stays a copy, and the way in that was annulled is none for the next', () => {
    world.scan({ expect: 'green' });
    world.window({ type: 'origin', refersTo: standing(), unit: '24' });
    world.pass(60_000);
    world.scan({ expect: 'green' });
    expect(lastVerdict()?.reasons).not.toContain('copied-code');
    world.pass(60_000);
    world.scan({ expect: 'green' });
    expect(lastVerdict()?.reasons).toContain('copied-code');
    world.window({ type: 'origin', refersTo: standing(), unit: '48' });
    expect(lastVerdict()?.reasons).toContain('copied-code');
  });

  test('takes nothing from what the facts say of it', () => {
    factsUnit = '24';
    world.scan({ id: 'sealed' });
    expect(lastVerdict()?.reasons).toContain('epidemic-area');
    world.window({ type: 'origin', refersTo: standing(), unit: '48' });
    expect(lastVerdict()?.reasons).toContain('epidemic-area');
  });

  test('a full disk is an outage, and nothing is shown', () => {
    world.scan({ expect: 'black' });
    const before = standing();
    world.fillDisk(true);
    world.window({ type: 'origin', refersTo: before, unit: '24' });
    expect(standing()).toBe(before);
    expect(shown().findLast((message) => message.type === 'station')).toMatchObject({ outage: 'disk-full' });
  });
});

describe('a notice instead', () => {
  const ask = () => world.window({ type: 'open-panel', kind: 'origin', lane: 'in' });

  test('where nothing stands, or no longer', () => {
    ask();
    expect(lastNotice()).toMatchObject({ notice: 'nothing-to-override' });
    world.scan({ expect: 'green' });
    world.pass(2 * 60_000 + 1);
    ask();
    expect(lastNotice()).toMatchObject({ notice: 'override-too-late' });
    world.window({ type: 'origin', refersTo: standing(), unit: '24' });
    expect(rows()).toEqual(['check-in']);
  });

  test('where the next person has come', () => {
    world.scan({ expect: 'black' });
    const earlier = standing();
    ask();
    world.scan({ expect: 'green' });
    expect(panel()).toEqual({ kind: 'none' });
    world.window({ type: 'origin', refersTo: earlier, unit: '24' });
    expect(lastNotice()).toMatchObject({ notice: 'nothing-to-override' });
    expect(rows()).toEqual(['check-in', 'check-in']);
  });
});

test('a trust without a list of places says so', async () => {
  const other = mkdtempSync(join(tmpdir(), 'chot-no-places-'));
  const bare = await testStation(other, {
    complete: (trust) => ({ ...trust, lists: new Set([...trust.lists].filter((list) => list !== 'places')) }),
  });
  bare.scan({ expect: 'green' });
  bare.window({ type: 'open-panel', kind: 'origin', lane: 'in' });
  expect(bare.happenings.at(-1)).toMatchObject({ message: { notice: 'no-places' } });
  bare.record.close();
  rmSync(other, { recursive: true, force: true });
});
