import { rmSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Person } from '../main/contract/pass.ts';
import { SAMPLE_AT, sampleEntry } from './entry.sample.ts';
import { sampleRecord } from './record.sample.ts';
import type { PeopleQuestion } from './record.ts';

const HOUR = 3_600_000;
/** 22:00 of the sample day in Vietnam. */
const SHIFT = SAMPLE_AT + 14 * HOUR;

const sample = sampleRecord();

const worker = (number: number): Person => ({
  name: `CÔNG NHÂN ${number}`,
  birthDate: null,
  ids: [{ type: 'cccd', value: String(79_000_000_000 + number).padStart(12, '0') }],
});
const STRANGER = worker(999);

/** Of a worker, some hours into the shift; the day is Vietnam's. */
function append(number: number, hours: number, changes: Parameters<typeof sampleEntry>[0] = {}): string {
  const at = SHIFT + hours * HOUR;
  const day = new Date(at + 7 * HOUR).toISOString().slice(0, 10);
  const entry = sampleEntry({ at, day, person: worker(number), ...changes });
  expect(sample.record.append(entry).ok).toBe(true);
  return entry.uuid;
}

function count(change: Partial<PeopleQuestion> = {}): number {
  const question = { since: SHIFT, until: SHIFT + 8 * HOUR, except: STRANGER, simulated: false, ...change };
  const people = sample.record.peopleAdmitted(question);
  if (!people.ok) throw new Error(people.error);
  return people.value;
}

const override = (refersTo: string, admit: boolean) =>
  ({ kind: 'override', refersTo, reasons: [], override: { reason: 'paper-checked', admit, officer: 'A' } }) as const;

test('nobody in an empty ledger', () => {
  expect(count()).toBe(0);
});

test('each person once, however often they come, and after a restart', () => {
  append(1, 0);
  append(2, 0.1);
  append(1, 0.5);
  expect(count()).toBe(2);
  sample.record.close();
  sample.reopen();
  expect(count()).toBe(2);
});

test('the one who asks is not among the others', () => {
  append(1, 0);
  append(2, 0);
  expect(count({ except: worker(1) })).toBe(1);
  expect(count({ except: { ...worker(1), name: 'cong nhan 1' } })).toBe(1);
});

test('over midnight the same person is one, also the one who asks', () => {
  append(1, 1);
  append(2, 1);
  append(1, 3);
  append(3, 3);
  expect(count()).toBe(3);
  expect(count()).toBe(3);
  expect(count({ except: worker(2) })).toBe(2);
});

test('whoever went out again keeps the place', () => {
  append(1, 0);
  append(1, 1, { direction: 'out', colour: 'black' });
  expect(count()).toBe(1);
});

describe('what is no admission', () => {
  test('black, abnormal, a way out, before the shift, after the question, the tray', () => {
    append(1, 0, { colour: 'black' });
    append(2, 0, { colour: 'abnormal' });
    append(3, 0, { direction: 'out' });
    append(4, -0.01);
    append(5, 8.01);
    append(6, 0, { simulated: true });
    expect(count()).toBe(0);
    expect(count({ simulated: true })).toBe(1);
  });

  test('what was annulled, unless the person came in after all', () => {
    const [one, two] = [append(1, 0), append(2, 0)];
    append(1, 0.001, { kind: 'annulment', refersTo: one });
    append(2, 0.001, { kind: 'annulment', refersTo: two });
    append(2, 0.002);
    expect(count()).toBe(1);
  });

  test('what an officer refused; and what an officer admitted is one', () => {
    const [green, black] = [append(1, 0), append(2, 0, { colour: 'black' })];
    append(1, 0.001, override(green, false));
    expect(count()).toBe(0);
    append(2, 0.001, { ...override(black, true), colour: 'black' });
    expect(count()).toBe(1);
  });

  test('what an officer admitted and nobody used', () => {
    const black = append(1, 0, { colour: 'black' });
    const admitted = append(1, 0.001, { ...override(black, true), colour: 'black' });
    expect(count()).toBe(1);
    append(1, 0.002, { kind: 'annulment', refersTo: admitted, colour: 'black' });
    expect(count()).toBe(0);
  });
});

test('days under a clock years ahead are not looked at', () => {
  append(1, 0);
  append(2, 24 * 365 * 70);
  expect(count()).toBe(1);
  expect(count({ except: worker(1) })).toBe(0);
});

test('what is remembered of a shift is what the ledger says, whatever happens in whatever order', () => {
  const event = fc.record({
    number: fc.integer({ min: 1, max: 4 }),
    hours: fc.integer({ min: -1, max: 9 }),
    what: fc.constantFrom('green', 'black', 'out', 'tray', 'annul', 'admit', 'refuse'),
    ask: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 10 }), (events) => {
      sample.record.close();
      rmSync(sample.directory, { recursive: true });
      sample.reopen();
      let last = '';
      for (const { number, hours, what, ask } of events) {
        if (what === 'annul' || what === 'admit' || what === 'refuse') {
          if (last === '') continue;
          const kind =
            what === 'annul' ? ({ kind: 'annulment', refersTo: last } as const) : override(last, what === 'admit');
          const appended = append(number, hours, kind);
          if (what === 'admit') last = appended;
        } else if (what === 'green') last = append(number, hours);
        else if (what === 'black') last = append(number, hours, { colour: 'black' });
        else append(number, hours, what === 'out' ? { direction: 'out' } : { simulated: true });
        if (ask) count();
      }
      const questions = [{}, { simulated: true }, { until: SHIFT + 2 * HOUR }, { except: worker(1) }];
      const running = questions.map(count);
      sample.record.close();
      sample.reopen();
      expect(running).toEqual(questions.map(count));
    }),
    { numRuns: 15 },
  );
});
