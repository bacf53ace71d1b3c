import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PEOPLE } from '../../fixtures/demo/people.ts';
import { unsigned1405 } from '../../fixtures/issuer/qr1405.ts';
import { type TestStation, testStation } from '../../fixtures/station/test-station.ts';
import { factsOf } from '../../fixtures/verdict/judge-input.ts';
import type { Facts } from '../contract/facts.ts';
import type { ShownVerdict } from '../contract/messages.ts';
import type { Trust } from '../trust/trust.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const SAIGON = { lat: 10.7769, lon: 106.7009 };
const HANOI = { lat: 21.0285, lon: 105.8542 };

let directory: string;
let world: TestStation;
let facts: Facts | null;

/** The demo's trust, which knows of everybody what the test says. */
const telling = (trust: Trust): Trust => ({
  ...trust,
  facts: (person) => (facts === null ? trust.facts(person) : { facts, matched: ['cccd'], ids: [], name: 'same' }),
});

async function open(pack: string): Promise<void> {
  world = await testStation(directory, { pack, complete: telling, position: SAIGON });
}

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'chot-sightings-'));
  facts = null;
});
afterEach(() => {
  world.record.close();
  rmSync(directory, { recursive: true, force: true });
});

function present(what: Parameters<TestStation['scan']>[0], lane = 'in'): ShownVerdict {
  world.scan(what, lane);
  const last = world.happenings.findLast(({ kind }) => kind === 'shown');
  if (last?.kind !== 'shown' || last.message.type !== 'verdict') throw new Error('no verdict was shown');
  return last.message;
}

describe('a pass that was seen at another site', () => {
  const seenAgo = (ms: number): Facts =>
    factsOf({
      product: 'EU/1/20/1528',
      doses: 2,
      firstDose: '2021-01-01',
      lastDose: '2021-03-01',
      lastSeen: { at: new Date(world.now() - ms).toISOString(), site: 'Chốt Pháp Vân', position: HANOI },
    });

  test('too far away for the time is a copy, told with place and time; an officer may let the person in', async () => {
    await open('hcm');
    facts = seenAgo(HOUR);
    const verdict = present({ id: 'vaccinated' });
    expect(verdict).toMatchObject({
      colour: 'abnormal',
      reasons: expect.arrayContaining(['copied-code']),
      seen: { place: 'Chốt Pháp Vân', why: 'too-far-away', at: world.now() - HOUR },
    });
    expect(world.lines.at(-1)).toMatchObject({ seen: 'too-far-away' });
    world.window({ type: 'override', refersTo: verdict.uuid, admit: true, reason: 'paper-checked' });
    await world.settled();
    expect(world.happenings.at(-1)).toMatchObject({ kind: 'pulse' });
  });

  test('yesterday, or on a way out, is none', async () => {
    await open('hcm');
    facts = seenAgo(24 * HOUR);
    expect(present({ id: 'vaccinated' })).toMatchObject({ colour: 'green', seen: null });
    facts = seenAgo(HOUR);
    expect(present({ id: 'sealed' }, 'out')).toMatchObject({ seen: null });
  });
});

describe('a pass that has not gone out', () => {
  /** Without a roster the factory's pack misses a list; whether a code is copied is judged all the same. */
  const copied = (verdict: ShownVerdict) => verdict.seen?.why ?? null;
  const admit = (verdict: ShownVerdict) =>
    world.window({ type: 'override', refersTo: verdict.uuid, admit: true, reason: 'paper-checked' });

  test('is still inside for as long as the pack says, over midnight and a restart, until a way out', async () => {
    await open('vn-factory');
    // An hour before a midnight of Vietnam.
    world.pass(24 * HOUR - ((world.now() + 8 * HOUR) % (24 * HOUR)));
    admit(present({ id: 'vaccinated' }));
    const went = world.now();
    world.pass(2 * HOUR);
    world.restart();
    expect(present({ id: 'vaccinated' }).seen).toEqual({ at: went, place: 'in', why: 'still-inside' });
    world.pass(11 * HOUR);
    expect(copied(present({ id: 'vaccinated' }, 'door'))).toBe('still-inside');
    world.pass(MINUTE);
    present({ id: 'vaccinated' }, 'out');
    world.pass(MINUTE);
    expect(copied(present({ id: 'vaccinated' }))).toBeNull();
  });

  test('is forgotten when the time is over', async () => {
    await open('vn-factory');
    admit(present({ id: 'vaccinated' }));
    world.pass(14 * HOUR - MINUTE);
    expect(copied(present({ id: 'vaccinated' }))).toBe('still-inside');
    world.pass(MINUTE);
    expect(copied(present({ id: 'vaccinated' }))).toBeNull();
  });
});

test('an unsigned code goes by the number that it claims, however it is written', async () => {
  await open('vn-factory');
  facts = factsOf({ product: 'EU/1/20/1528', doses: 2, firstDose: '2021-01-01', lastDose: '2021-03-01' });
  const { an } = PEOPLE;
  const first = present({ text: unsigned1405({ person: an, qid: an.qid }) });
  world.window({ type: 'override', refersTo: first.uuid, admit: true, reason: 'paper-checked' });
  world.pass(MINUTE);
  const card = [an.document, '', an.name, '18011987', 'Nam', 'Quận 1', '01012021'].join('|');
  expect(present({ text: card })).toMatchObject({ format: 'cccd', seen: { why: 'just-used' } });
});

test('the screen is told why, from when, whom to call, and what to compare', async () => {
  await open('hcm');
  expect(present({ id: 'first-dose' })).toMatchObject({
    colour: 'black',
    rule: world.lines.at(-1)?.rule,
    eligibleFrom: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
    contact: { phone: '1022' },
    comparePapers: false,
    matched: [],
    seen: null,
  });
  expect(present({ id: 'vaccinated' })).toMatchObject({ colour: 'green', rule: 'vaccinated', eligibleFrom: null });
  expect(world.lines.at(-1)).toMatchObject({ rule: 'vaccinated', seen: null });
  expect(present({ id: 'sealed' })).toMatchObject({ matched: ['qid', 'cccd'] });
});
