import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyQuestion } from '../../fixtures/verdict/any-question.ts';
import { explain } from './explain.ts';
import { type JudgeInput, judge } from './judge.ts';
import { dayAfter, localDay, sameTimeOn } from './local-day.ts';
import type { RulePack } from './rule-pack.ts';
import { SHIPPED_PACKS } from './shipped-packs.ts';
import { timeDependenceOf } from './time-dependence.ts';

/** What `eligibleFrom` means: the plain loop over every day of a year and a day. */
function byEveryDay(asked: JudgeInput): string | null {
  const { now, pack } = asked;
  const today = localDay(now, pack.timeZone);
  for (let days = 1; days <= 366; days++) {
    const day = dayAfter(today, days);
    const later = sameTimeOn(day, today, now, pack.timeZone);
    if (later === null) continue;
    const trust = { state: 'fresh', ageHours: 0, issuedAt: later } as const;
    if (judge({ ...asked, now: later, trust, clock: 'ok', copied: false }).colour === 'green') return day;
  }
  return null;
}

const v = (field: string) => ({ var: field });
const any = (items: string, holds: unknown) => ({ reduce: [v(items), { if: [holds, true, v('accumulator')] }, false] });
const number = fc.integer({ min: -3, max: 400 });
const operator = fc.constantFrom('<', '<=', '>', '>=');
const dateOperator = fc.constantFrom('before', 'after', 'not-before', 'not-after');
const unit = fc.constantFrom('day', 'hour', 'month', 'year');
const clock = fc.constantFrom('external.today', 'external.validationClock');
const plus = (date: unknown, amount: number, of: string) => ({ plusTime: [date, amount, of] });
const dated = fc.constantFrom(
  'payload.v.0.dt',
  'payload.r.0.df',
  'payload.t.0.sc',
  'payload.facts.recoveredOn',
  'external.iat',
);

/** Rules as packs may have them, and some that only the plain loop can follow. */
const condition = fc.oneof(
  fc.tuple(operator, number).map(([op, days]) => any('payload.v', { [op]: [v('current.daysAgo'), days] })),
  fc.tuple(number, number).map(([from, to]) => any('payload.r', { '<=': [from, v('current.daysAgo'), to] })),
  fc.tuple(operator, number).map(([op, hours]) => any('payload.t', { [op]: [hours, v('current.hoursAgo')] })),
  fc.tuple(operator, number).map(([op, h]) => ({ [op]: [v('payload.facts.declaration.hoursAgo'), h] })),
  number.map((days) => ({ '===': [v('payload.v.0.daysAgo'), days] })),
  fc.constant({ if: [v('payload.v.0.daysAgo'), false, true] }),
  // the youngest dose
  number.map((days) => ({
    '>=': [
      {
        reduce: [
          v('payload.v'),
          { if: [{ '<': [v('current.daysAgo'), v('accumulator')] }, v('current.daysAgo'), v('accumulator')] },
          1000,
        ],
      },
      days,
    ],
  })),
  // how many are old enough
  number.map((days) => ({
    '>=': [
      {
        reduce: [
          v('payload.v'),
          { '+': [v('accumulator'), { if: [{ '>=': [v('current.daysAgo'), days] }, 1, 0] }] },
          0,
        ],
      },
      1,
    ],
  })),
  fc
    .tuple(dateOperator, dated, number, unit, clock)
    .map(([op, date, amount, of, time]) => ({ [op]: [plus(v(date), amount, of), plus(v(time), 0, 'day')] })),
  fc
    .tuple(dateOperator, clock)
    .map(([op, time]) => ({ [op]: [plus('2022-05-31', 1, 'month'), plus(v(time), 0, 'day')] })),
  // followed by the plain loop alone
  fc
    .tuple(dateOperator, dated, number, unit, clock)
    .map(([op, date, amount, of, time]) => ({ [op]: [plus(v(date), 0, 'day'), plus(v(time), amount, of)] })),
  fc.constant(any('payload.v', { '>=': [v('current.daysAgo'), v('current.dn')] })),
  number.map((days) => any('payload.v', { '>=': [{ '+': [v('current.daysAgo'), 5] }, days] })),
  number.map((days) => ({
    '===': [
      {
        reduce: [
          v('payload.v'),
          {
            if: [
              { '===': [v('accumulator'), true] },
              true,
              {
                if: [
                  { after: [plus(v('accumulator.today'), 0, 'day'), plus(v('current.dt'), days, 'day')] },
                  true,
                  v('accumulator'),
                ],
              },
            ],
          },
          v('external'),
        ],
      },
      true,
    ],
  })),
);
const [shipped] = SHIPPED_PACKS as readonly [RulePack, ...RulePack[]];
const madeUpPacks = fc
  .array(condition, { minLength: 1, maxLength: 3 })
  .map((conditions) =>
    conditions.map((when) => ({ code: 'vaccinated' as const, colour: 'green' as const, when: when as never })),
  )
  .map((rules) => ({ ...shipped, unsigned: 'identity-only' as const, rules }));
const timeZone = fc.constantFrom(
  'Asia/Ho_Chi_Minh',
  'Europe/Brussels',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
);

describe('eligibleFrom is the first green day of the plain loop over every day', () => {
  const agrees = (asked: JudgeInput) => {
    const verdict = judge(asked);
    expect(explain(asked, verdict).eligibleFrom).toBe(verdict.colour === 'black' ? byEveryDay(asked) : null);
  };
  test('by the packs that ship', () => {
    fc.assert(fc.property(anyQuestion(SHIPPED_PACKS), agrees), { numRuns: 400 });
  });
  test('by packs of any rules, in any zone', () => {
    const question = fc
      .tuple(anyQuestion([shipped]), madeUpPacks, timeZone)
      .map(([asked, pack, zone]): JudgeInput => ({ ...asked, pack: { ...pack, timeZone: zone } }));
    fc.assert(fc.property(question, agrees), { numRuns: 600 });
  });
});

test('the times of every pack that ships are followed', () => {
  expect(SHIPPED_PACKS.filter((pack) => !timeDependenceOf(pack).followed).map(({ id }) => id)).toEqual([]);
});
