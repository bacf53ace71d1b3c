import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyQuestion } from '../../fixtures/verdict/any-question.ts';
import { DAY, HOUR } from '../../fixtures/verdict/judge-input.ts';
import type { Facts } from '../contract/facts.ts';
import type { HealthEvent, Pass } from '../contract/pass.ts';
import { REASONS, worstFirst } from '../contract/reasons.ts';
import { type PassStatus, type RosterFinding, TRUST_LISTS } from '../contract/verdict.ts';
import { DETECTED } from './events.ts';
import { type JudgeInput, judge } from './judge.ts';
import { localDay } from './local-day.ts';
import { SHIPPED_PACKS } from './shipped-packs.ts';

const RANK = { green: 0, black: 1, abnormal: 2 } as const;
const badness = (input: JudgeInput) => RANK[judge(input).colour];
const question = anyQuestion(SHIPPED_PACKS);

test('total, deterministic, worst reason first, coloured by it', () => {
  fc.assert(
    fc.property(question, (asked) => {
      const verdict = judge(asked);
      expect(judge(structuredClone(asked))).toEqual(verdict);
      expect(verdict.reasons).toEqual(worstFirst(verdict.reasons));
      expect(verdict.colour).toBe(REASONS[verdict.reasons[0]]);
    }),
    { numRuns: 500 },
  );
});

describe('never green', () => {
  const never: Record<string, (asked: JudgeInput) => boolean> = {
    'with a signature that is invalid or by an unknown key': ({ pass }) =>
      pass.signature === 'invalid' || pass.signature === 'unknown-key',
    'without a signature, unless the pack takes identity and facts exist': ({ pass, pack, facts }) =>
      pass.signature === 'unsigned' && (pack.unsigned === 'refuse' || facts === null),
    'under another name than the registered one': ({ facts, name }) => facts !== null && name === 'other',
    'under a suspect clock': ({ clock }) => clock === 'suspect',
    'on stale trust': ({ trust }) => trust.state === 'stale',
    'without a list that the pack requires': ({ pack, lists }) => pack.requires.some((list) => !lists.has(list)),
    'off a roster that the pack requires': ({ pack, roster }) =>
      pack.requires.includes('roster') && roster !== 'listed',
  };
  test.each(Object.entries(never))('%s', (_, holds) => {
    fc.assert(
      fc.property(question, (asked) => !(holds(asked) && badness(asked) === 0)),
      { numRuns: 500 },
    );
  });
});

type Change = (asked: JudgeInput) => JudgeInput;
const withPass = (asked: JudgeInput, change: Partial<Pass>): JudgeInput => ({
  ...asked,
  pass: { ...asked.pass, ...change },
});
const withFacts = (asked: JudgeInput, change: Partial<Facts>): JudgeInput =>
  asked.facts === null ? asked : { ...asked, facts: { ...asked.facts, ...change } };
const at = (asked: JudgeInput, before: number) => new Date(asked.now - before).toISOString();
/** A list says one thing of a pass: one that speaks against it already is left. */
const listed = (asked: JudgeInput, status: PassStatus): JudgeInput =>
  ['none', 'not-withdrawn', 'eligible'].includes(asked.status) ? { ...asked, status } : asked;
const onRoster = (asked: JudgeInput, roster: RosterFinding): JudgeInput =>
  asked.roster === 'listed' ? { ...asked, roster } : asked;
const signer = { country: null, notBefore: null, notAfter: null, usage: null };

/** What speaks against a person, or against the code or the station: each is added to any question. */
const AGAINST: Record<string, Change> = {
  revoked: (i) => listed(i, 'revoked'),
  suspended: (i) => listed(i, 'suspended'),
  'status list missing': (i) => listed(i, 'unknown'),
  'status symptoms': (i) => listed(i, 'symptoms'),
  'status contact': (i) => listed(i, 'contact'),
  'status isolation': (i) => listed(i, 'isolation'),
  'status epidemic area': (i) => listed(i, 'epidemic-area'),
  'declared symptoms': (i) => withFacts(i, { declaration: { result: 'symptoms', at: at(i, HOUR) } }),
  'declared contact': (i) => withFacts(i, { declaration: { result: 'contact', at: at(i, HOUR) } }),
  'in isolation': (i) => withFacts(i, { isolationUntil: localDay(i.now, i.pack.timeZone) }),
  'tested positive': (i) =>
    i.facts?.lastTest?.result === 'positive'
      ? i
      : withFacts(i, { lastTest: { type: 'pcr', result: 'positive', sampledAt: at(i, HOUR) } }),
  'a positive test on the pass': (i) =>
    withPass(i, { events: [...i.pass.events, { kind: 'test', tt: 'LP6464-4', sc: at(i, HOUR), tr: DETECTED }] }),
  'a seal was issued': (i) => withFacts(i, { sealed: true }),
  'another name': (i) => (i.facts === null ? i : { ...i, name: 'other' }),
  'from an epidemic area': (i) => ({ ...i, origin: 'epidemic-area' }),
  copied: (i) => ({ ...i, copied: true }),
  'trust ageing': (i) =>
    i.trust.state === 'stale' ? i : { ...i, trust: { state: 'ageing', ageHours: 30, issuedAt: 0 } },
  'trust stale': (i) => ({ ...i, trust: { state: 'stale', ageHours: 99, issuedAt: i.now - 99 * HOUR } }),
  'pack out of force': (i) => ({ ...i, pack: { ...i.pack, validTo: at(i, DAY) } }),
  'doubtful clock': (i) => ({ ...i, clock: 'suspect' }),
  'false signature': (i) => withPass(i, { signature: 'invalid' }),
  expired: (i) => withPass(i, { expiresAt: i.now - 1 }),
  'issued later': (i) => withPass(i, { issuedAt: i.now + 1 }),
  'key expired': (i) =>
    withPass({ ...i, pack: { ...i.pack, keyExpired: 'abnormal' } }, { signer: { ...signer, notAfter: i.now - 1 } }),
  'key not yet valid': (i) => withPass(i, { signer: { ...signer, notBefore: i.now + 1 } }),
  'unsigned refused': (i) => ({ ...i, pack: { ...i.pack, unsigned: 'refuse' } }),
  'outside the shift': (i) => onRoster(i, 'outside-shift'),
  'shift full': (i) => onRoster(i, 'quota-full'),
};

/** What may speak for a person: each is taken away. A condition says where the same datum is a warning instead. */
const FOR: Record<string, Change> = {
  'an event of the pass': (i) => without(i, 1),
  'the events of the pass': (i) => without(i, i.pass.events.length),
  'the facts': (i) => (warns(i) ? i : { ...i, facts: null }),
  product: (i) => withFacts(i, { product: null }),
  doses: (i) => withFacts(i, { doses: 0 }),
  'a dose': (i) => withFacts(i, { doses: Math.max(0, (i.facts?.doses ?? 0) - 1) }),
  'day of the first dose': (i) => withFacts(i, { firstDose: null }),
  'day of the last dose': (i) => withFacts(i, { lastDose: null }),
  'day of recovery': (i) => withFacts(i, { recoveredOn: null }),
  'negative test': (i) => (i.facts?.lastTest?.result === 'negative' ? withFacts(i, { lastTest: null }) : i),
  'normal declaration': (i) => (i.facts?.declaration?.result === 'normal' ? withFacts(i, { declaration: null }) : i),
  'issuer says eligible': (i) => (i.status === 'eligible' ? { ...i, status: 'none' } : i),
  'issuer says not withdrawn': (i) => (i.status === 'not-withdrawn' ? { ...i, status: 'none' } : i),
  'the name is the same': (i) => (i.name === 'same' ? { ...i, name: 'unknown' } : i),
  'comes from elsewhere': (i) => (i.origin === 'elsewhere' ? { ...i, origin: 'unknown' } : i),
  'entry of the roster': (i) => onRoster(i, 'not-listed'),
  roster: (i) => onRoster(i, 'no-roster'),
  signer: (i) => (i.pass.signature === 'valid' ? withPass(i, { signature: 'unknown-key', signer: null }) : i),
  'rules of the pack': (i) => ({ ...i, pack: { ...i.pack, rules: [] } }),
  ...Object.fromEntries(
    TRUST_LISTS.map((list): [string, Change] => [
      `list ${list}`,
      (i) => ({ ...i, lists: new Set([...i.lists].filter((other) => other !== list)) }),
    ]),
  ),
};

/** Without the last `many` events, unless one of them warns: an EU DCC of several events, a positive test, a wrong key. */
function without(asked: JudgeInput, many: number): JudgeInput {
  const { events, format, signer: key } = asked.pass;
  const taken = events.slice(events.length - many);
  const isWarning = (event: HealthEvent) =>
    (event.kind === 'test' && event.tr.trim() === DETECTED) || (key?.usage != null && !key.usage.includes(event.kind));
  if ((format === 'hc1' && events.length > 1) || taken.some(isWarning)) return asked;
  return withPass(asked, { events: events.slice(0, events.length - many) });
}

function warns({ facts, name }: JudgeInput): boolean {
  if (facts === null) return false;
  const { isolationUntil, declaration, lastTest, sealed } = facts;
  const ill = lastTest?.result === 'positive' || (declaration !== null && declaration.result !== 'normal');
  return ill || isolationUntil !== null || sealed || name === 'other';
}

describe.each([
  ['added', AGAINST],
  ['taken away', FOR],
])('nothing makes a verdict greener when it is %s', (_, changes) => {
  test.each(Object.entries(changes))('%s', (_name, change) => {
    fc.assert(
      fc.property(question, (asked) => badness(change(asked)) >= badness(asked)),
      { numRuns: 800 },
    );
  });
});

describe('the properties are about something', () => {
  const greens = fc.sample(question, { numRuns: 20_000, seed: 7 }).filter((asked) => badness(asked) === 0);
  test.each(SHIPPED_PACKS.map(({ id }) => id))('green questions exist for %s', (id) => {
    expect(greens.filter(({ pack }) => pack.id === id).length).toBeGreaterThan(50);
  });
  const HARMLESS = [
    'trust ageing',
    'issuer says not withdrawn',
    'the name is the same',
    'comes from elsewhere',
    'list revocation',
  ];
  const strong = Object.entries({ ...AGAINST, ...FOR }).filter(([name]) => !HARMLESS.includes(name));
  test.each(strong)('%s makes some green one worse', (_, change) => {
    expect(greens.some((asked) => badness(change(asked)) > 0)).toBe(true);
  });
});
