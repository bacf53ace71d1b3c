import { describe, expect, test } from 'vitest';
import { personalQr } from '../../fixtures/verdict/judge-input.ts';
import type { Pass } from '../contract/pass.ts';
import {
  type AdmissionUse,
  type CopyRules,
  copyIdentity,
  copyMemoryMs,
  type EarlierPassage,
  findCopy,
} from './copies.ts';

const MINUTE = 60_000;
const NOW = Date.parse('2021-10-01T08:00:00Z');
const RULES: CopyRules = { minutes: 10, insideHours: 12, kmPerHour: null };

function passage(minutesAgo: number, change: Partial<EarlierPassage> = {}): EarlierPassage {
  const kind = 'check-in';
  const at = NOW - minutesAgo * MINUTE;
  return { uuid: `at ${minutesAgo}`, kind, at, lane: 'A', direction: 'in', admitted: true, annulled: false, ...change };
}
const find = (earlier: EarlierPassage[], rules = RULES, hasWayOut = true, use: AdmissionUse = 'used') =>
  findCopy(earlier, NOW, rules, hasWayOut, () => use);
const why = (...question: Parameters<typeof find>) => {
  const found = find(...question);
  return found.kind === 'copied' ? found.seen.why : found.kind;
};

describe('a pass inward again', () => {
  test('within minutes is just used, and tells where and when', () => {
    expect(find([passage(9.9)])).toEqual({
      kind: 'copied',
      seen: { at: NOW - 9.9 * MINUTE, place: 'A', why: 'just-used' },
    });
  });
  test('within hours without a way out is still inside, where there is a lane outward', () => {
    expect(why([passage(10)])).toBe('still-inside');
    expect(why([passage(719)])).toBe('still-inside');
    expect(why([passage(720)])).toBe('first');
    expect(why([passage(10)], RULES, false)).toBe('first');
  });
  test('counts anew after a way out, whatever its verdict', () => {
    expect(why([passage(1, { direction: 'out' }), passage(2)])).toBe('first');
    expect(why([passage(1), passage(2, { direction: 'out' })])).toBe('just-used');
    // nobody went through, or an officer refused it: the person has not gone
    expect(why([passage(1, { direction: 'out', annulled: true }), passage(2)])).toBe('just-used');
    expect(why([passage(1, { direction: 'out', admitted: false }), passage(2)])).toBe('just-used');
  });
  test('was not there before by being refused, or by an opening that nobody used', () => {
    expect(why([passage(1, { admitted: false })])).toBe('first');
    expect(why([passage(0, { kind: 'annulment', admitted: false }), passage(1, { annulled: true })])).toBe('first');
  });
  test('was there by an officer who admitted', () => {
    expect(why([passage(1, { kind: 'override' }), passage(1, { admitted: false })])).toBe('just-used');
  });
  test('is never asked about where the pack says nothing', () => {
    expect(why([passage(0)], { ...RULES, minutes: null, insideHours: null })).toBe('first');
    expect(why([passage(0)], { ...RULES, minutes: null })).toBe('still-inside');
  });
  test('is no copy for a row that was recorded under a clock years ahead, or a little behind it', () => {
    expect(why([passage(-60 * 24 * 365)])).toBe('first');
    expect(why([passage(-60 * 24 * 365), passage(5)])).toBe('just-used');
    expect(why([passage(-1)])).toBe('just-used');
  });
});

describe('a second try', () => {
  test('counts the first opening as unused', () => {
    expect(find([passage(0.1)], RULES, true, 'second-try')).toEqual({ kind: 'unused', uuid: 'at 0.1' });
  });
  test('once a visit', () => {
    expect(why([passage(0.1), passage(0.2, { annulled: true })], RULES, true, 'second-try')).toBe('just-used');
    const visitBefore = [passage(0.1), passage(30, { direction: 'out' }), passage(60, { annulled: true })];
    expect(why(visitBefore, RULES, true, 'second-try')).toBe('unused');
  });
  test('is not needed where nothing speaks against the pass', () => {
    expect(why([passage(10)], { ...RULES, insideHours: null }, true, 'second-try')).toBe('first');
  });
});

describe('an admission that the gate was never opened for', () => {
  test('is unused, however often', () => {
    const before = [passage(0.1), passage(0.2, { annulled: true }), passage(0.3, { annulled: true })];
    expect(find(before, RULES, true, 'unopened')).toEqual({ kind: 'unused', uuid: 'at 0.1' });
  });
});

test('the ledger is asked as far back as the rules reach, and not at all where there are none', () => {
  expect(copyMemoryMs(RULES, true)).toBe(720 * MINUTE);
  expect(copyMemoryMs(RULES, false)).toBe(10 * MINUTE);
  expect(copyMemoryMs({ minutes: null, insideHours: 5, kmPerHour: 100 }, false)).toBe(0);
});

describe('what copies share', () => {
  const pass = (change: Partial<Pass>): Pass => personalQr(NOW, change);
  const named = (...ids: Pass['person']['ids']): Partial<Pass> => ({
    signature: 'unsigned',
    person: { name: 'A', birthDate: null, ids },
  });
  const qid = { type: 'qid', value: '162979388586171100' } as const;
  const cccd = { type: 'cccd', value: '001093029317' } as const;

  test('of a signed pass is the hash of its signed bytes', () => {
    expect(copyIdentity(pass({ identity: 'ab', signature: 'valid' }))).toBe('ab');
  });
  test('of unsigned codes is the number that they claim: a chip card and a personal QR of one person are one', () => {
    const card = pass({ ...named(cccd), format: 'cccd', identity: 'aa' });
    const personal = pass({ ...named(qid, { ...cccd, value: '001 093 029 317' }), identity: 'bb' });
    expect(copyIdentity(card)).toBe(copyIdentity(personal));
    expect(copyIdentity(pass({ ...named(qid), identity: 'aa' }))).not.toBe(copyIdentity(card));
  });
  test('goes by the number that the facts know: one that is made up beside it changes nothing', () => {
    const madeUp = { type: 'cccd', value: '001093999999' } as const;
    const truth = pass({ ...named(cccd), identity: 'aa' });
    expect(copyIdentity(pass({ ...named(madeUp, cccd), identity: 'bb' }), [cccd])).toBe(copyIdentity(truth));
    expect(copyIdentity(pass({ ...named(madeUp, qid), identity: 'bb' }), [qid])).toBe(copyIdentity(pass(named(qid))));
    expect(copyIdentity(pass({ identity: 'ab', signature: 'valid' }), [cccd])).toBe('ab');
  });
  test('of one that claims no number is its text; a telephone is shared in a family', () => {
    expect(copyIdentity(pass({ ...named({ type: 'phone', value: '0912345678' }), identity: 'cc' }))).toBe('cc');
  });
});
