import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { certificate, DAY, factsOf, HOUR, question } from '../../fixtures/verdict/judge-input.ts';
import type { Facts } from '../contract/facts.ts';
import { type HealthEvent, type Pass, SIGNATURE_STATES } from '../contract/pass.ts';
import { REASONS, worstFirst } from '../contract/reasons.ts';
import { type JudgeInput, judge } from './judge.ts';
import type { RulePack } from './rule-pack.ts';
import { SHIPPED_PACKS } from './shipped-packs.ts';

const NOW = Date.parse('2021-10-20T03:00:00Z');
const RANK = { green: 0, black: 1, abnormal: 2 } as const;
const badness = (input: JudgeInput) => RANK[judge(input).colour];

const day = fc.integer({ min: -400, max: 5 }).map((n) => new Date(NOW + n * DAY).toISOString().slice(0, 10));
const field = fc.oneof({ weight: 6, arbitrary: day }, { weight: 1, arbitrary: fc.string() });
const mp = fc.constantFrom('EU/1/20/1528', 'EU/1/20/1525', 'Abdala', 'unheard-of', '__proto__');
const dose = fc.oneof(fc.integer({ min: 0, max: 4 }), fc.double());
const event: fc.Arbitrary<HealthEvent> = fc.oneof(
  fc.record({ kind: fc.constant('vaccination' as const), mp, dn: dose, sd: dose, dt: field }),
  fc.record({ kind: fc.constant('recovery' as const), fr: field, df: field, du: field }),
  fc.record({
    kind: fc.constant('test' as const),
    tt: fc.string(),
    sc: field,
    tr: fc.constantFrom('260373001', '260415000', ''),
  }),
);
const maybeDay = fc.option(day);
/** Facts that hold nothing against the person. */
const mildFacts: fc.Arbitrary<Facts> = fc
  .record({
    doses: fc.integer({ min: 0, max: 4 }),
    product: fc.option(mp),
    firstDose: maybeDay,
    lastDose: maybeDay,
    recoveredOn: maybeDay,
  })
  .map(factsOf);
const pass: fc.Arbitrary<Pass> = fc
  .record({
    signature: fc.constantFrom(...SIGNATURE_STATES),
    events: fc.array(event, { maxLength: 3 }),
    issuedAt: fc.option(fc.integer({ min: NOW - 10 * DAY, max: NOW + DAY })),
    expiresAt: fc.option(fc.integer({ min: NOW - DAY, max: NOW + 10 * DAY })),
  })
  .map(({ events, ...change }) => certificate(NOW, events, change));
const pack = fc
  .record({ unsigned: fc.constantFrom('refuse', 'identity-only'), keyExpired: fc.constantFrom('abnormal', 'accept') })
  .map((policy): RulePack => ({ ...(SHIPPED_PACKS[0] as RulePack), ...policy }) as RulePack);
const input: fc.Arbitrary<JudgeInput> = fc
  .record({
    pass,
    pack,
    facts: fc.option(mildFacts),
    status: fc.constantFrom('none', 'not-withdrawn', 'eligible'),
    copied: fc.boolean(),
  })
  .map(({ pass: shown, pack: rules, ...rest }) => question(NOW, rules, shown, rest as Partial<JudgeInput>));

const against: Record<string, (input: JudgeInput) => JudgeInput> = {
  revoked: (i) => ({ ...i, status: 'revoked' }),
  suspended: (i) => ({ ...i, status: 'suspended' }),
  'list missing': (i) => ({ ...i, status: 'unknown' }),
  'status symptoms': (i) => ({ ...i, status: 'symptoms' }),
  'status isolation': (i) => ({ ...i, status: 'isolation' }),
  'no status': (i) => ({ ...i, status: 'none' }),
  'declared symptoms': (i) => withFacts(i, { declaration: { result: 'symptoms', at: '2021-10-20T00:00:00Z' } }),
  'in isolation': (i) => withFacts(i, { isolationUntil: '2021-10-20' }),
  'a seal was issued': (i) => withFacts(i, { sealed: true }),
  'stale trust': (i) => ({ ...i, trust: { state: 'stale', ageHours: 99, issuedAt: NOW - 99 * HOUR } }),
  'doubtful clock': (i) => ({ ...i, clock: 'suspect' }),
  copied: (i) => ({ ...i, copied: true }),
  'facts removed': (i) => (correctRecovery(i) ? i : { ...i, facts: null }),
  'false signature': (i) => ({ ...i, pass: { ...i.pass, signature: 'invalid' } }),
  'unknown key': (i) => ({ ...i, pass: { ...i.pass, signature: 'unknown-key', signer: null } }),
  expired: (i) => ({ ...i, pass: { ...i.pass, expiresAt: NOW - 1 } }),
  'issued later': (i) => ({ ...i, pass: { ...i.pass, issuedAt: NOW + 1 } }),
  'key expired': (i) => ({
    ...i,
    pack: { ...i.pack, keyExpired: 'abnormal' },
    pass: { ...i.pass, signer: { country: null, notBefore: null, notAfter: NOW - 1, usage: null } },
  }),
  'unsigned refused': (i) => ({ ...i, pack: { ...i.pack, unsigned: 'refuse' } }),
  'rules removed': (i) => ({ ...i, pack: { ...i.pack, rules: [] } }),
};
/**
 * The recovery day of the facts wins over the certificate's (DESIGN section 5), also where it is the worse one: such facts
 * are not only data for the person, and without them the certificate counts again.
 */
const correctRecovery = ({ facts, pass }: JudgeInput): boolean =>
  facts !== null && facts.recoveredOn !== null && pass.events.some(({ kind }) => kind === 'recovery');

const withFacts = (i: JudgeInput, change: Partial<Facts>): JudgeInput =>
  i.facts === null ? i : { ...i, facts: { ...i.facts, ...change } };

test('total, deterministic, worst reason first, coloured by it', () => {
  fc.assert(
    fc.property(input, (asked) => {
      const verdict = judge(asked);
      expect(judge(structuredClone(asked))).toEqual(verdict);
      expect(verdict.reasons).toEqual(worstFirst(verdict.reasons));
      expect(verdict.colour).toBe(REASONS[verdict.reasons[0]]);
    }),
    { numRuns: 500 },
  );
});

test('green only by a valid signature, or by facts where the pack takes identity', () => {
  fc.assert(
    fc.property(input, (asked) => {
      if (judge(asked).colour !== 'green') return;
      const byIdentity = asked.pack.unsigned === 'identity-only' && asked.facts !== null;
      expect(asked.pass.signature === 'valid' || (asked.pass.signature === 'unsigned' && byIdentity)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

describe('nothing against a person makes the verdict greener', () => {
  test.each(Object.entries(against))('%s', (_, worsen) => {
    fc.assert(
      fc.property(input, (asked) => badness(worsen(asked)) >= badness(asked)),
      { numRuns: 300 },
    );
  });

  test('the property is about something: green questions exist and become worse', () => {
    const greens = fc.sample(input, { numRuns: 3000, seed: 7 }).filter((asked) => badness(asked) === 0);
    expect(greens.length).toBeGreaterThan(20);
    const worse = Object.values(against).filter((worsen) => greens.some((asked) => badness(worsen(asked)) > 0));
    expect(worse.length).toBe(Object.keys(against).length);
  });
});
