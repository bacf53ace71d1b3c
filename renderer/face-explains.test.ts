import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ShownVerdict } from '../main/contract/messages.ts';
import { ID_TYPES, PASS_FORMATS, SIGNATURE_STATES } from '../main/contract/pass.ts';
import { REASON_CODES, REASONS, worstFirst } from '../main/contract/reasons.ts';
import { LANGUAGES } from '../main/contract/station-config.ts';
import { REASON_TEXTS } from '../main/contract/texts.ts';
import { face } from './face.ts';
import type { Locale, Said } from './i18n/say.ts';
import { station, verdict } from './sample-messages.ts';

/** What a verdict tells beside its colour: whom to call, from when, what was seen where, which papers, which rule. */

const VI: Locale = ['vi'];
const NOON = Date.UTC(2026, 10, 22, 5, 0, 0);

const text = (said: Said | null | undefined): string => said?.map((each) => each.text).join(' · ') ?? '';
const shown = (changes: Partial<ShownVerdict>, locale: Locale = VI) => face(verdict(changes), station(), locale);
const black = { colour: 'black', reasons: ['dose-too-recent'] } as const satisfies Partial<ShownVerdict>;

describe('black', () => {
  test('says the day from which the same pass would do, as Vietnam writes it', () => {
    expect(text(shown({ ...black, eligibleFrom: '2026-12-01' }, ['vi', 'en']).eligibleFrom)).toBe(
      'Đủ điều kiện từ ngày 01/12/2026 · Eligible from 01/12/2026',
    );
    expect(shown(black).eligibleFrom).toBeNull();
  });

  test('says whom to call: the contact of the pack, else the officer of the site, else nobody', () => {
    const contact = { vi: 'Tổng đài 1022', en: 'Hotline 1022', phone: '1022' };
    const named = shown({ ...black, contact }, ['vi', 'en']).call;
    expect([text(named?.label), text(named?.name), named?.phone]).toEqual([
      'Liên hệ · Contact',
      'Tổng đài 1022 · Hotline 1022',
      '1022',
    ]);
    const officer = shown(black, ['vi', 'en']).call;
    expect([text(officer?.label), text(officer?.name), officer?.phone]).toEqual([
      'Phụ trách · In charge',
      'Nguyễn Văn An',
      '0903\u00a0123\u00a0456',
    ]);
    const nobody = station({ site: { name: 'X', officer: { name: '', phone: '' } } });
    expect(face(verdict(black), nobody, VI).call).toBeNull();
  });

  test('stands long enough to write a day or a number down', () => {
    const plain = shown(black).holdMs ?? 0;
    expect(shown({ ...black, eligibleFrom: '2026-12-01' }).holdMs).toBeGreaterThan(plain);
  });

  test('names further reasons beyond the first, worst first', () => {
    const { reasons } = shown({ colour: 'black', reasons: ['no-data', 'pass-expired', 'not-on-roster'] });
    const inOrder = ['pass-expired', 'not-on-roster', 'no-data'] as const;
    expect(reasons.map(text)).toEqual(inOrder.map((reason) => REASON_TEXTS[reason].title.vi));
  });
});

describe('the small print', () => {
  const basis = (changes: Partial<ShownVerdict>) => text(shown(changes).basis?.rule);

  test('names the rule that decided, and the pack with its version', () => {
    expect(basis({ rule: 'vaccinated' })).toBe('Quy định: vaccinated · vn-hcm 1.0.0');
    const eu = basis({ colour: 'black', reasons: ['rule-failed'], rule: 'VR-DE-0001' });
    expect(eu).toBe('Quy định: VR-DE-0001 · vn-hcm 1.0.0');
  });

  test('tells where no rule held from where none was asked', () => {
    expect(basis({ colour: 'black', reasons: ['no-data'], rule: null })).toBe('Không quy định nào đạt · vn-hcm 1.0.0');
    expect(basis({ colour: 'abnormal', reasons: ['signature-invalid'], rule: null })).toBe('vn-hcm 1.0.0');
  });
});

describe('a copied code', () => {
  const copied = (seen: Partial<NonNullable<ShownVerdict['seen']>>, at = NOON) =>
    shown({
      colour: 'abnormal',
      reasons: ['copied-code', 'vaccinated'],
      at,
      seen: { at: at - 185_000, place: 'Cổng 2', why: 'just-used', ...seen },
    });

  test('says when and where it was seen, by the clock on the screen', () => {
    const { seen } = copied({});
    expect([text(seen?.when), text(seen?.where)]).toEqual(['3 phút trước, 11:56:55', 'tại Cổng 2']);
  });

  test.each([
    [5_000, '5 giây trước, 11:59:55'],
    [59_999, '59 giây trước, 11:59:00'],
    [3_600_000, '1 giờ trước, 11:00:00'],
    [13 * 3_600_000, '13 giờ trước, 23:00:00 ngày 21/11/2026'],
    [30 * 3_600_000, '1 ngày trước, 06:00:00 ngày 21/11/2026'],
    [-60_000, '12:01:00'],
  ])('%i ms earlier is told as "%s"', (earlier, when) => {
    expect(text(copied({ at: NOON - earlier }).seen?.when)).toBe(when);
  });

  test('says why that cannot be, in other words for each kind', () => {
    const titles = (['just-used', 'still-inside', 'too-far-away'] as const).map((why) =>
      text(copied({ why }).reasons[0]),
    );
    expect(titles).toEqual([
      'Mã này vừa được dùng để vào',
      'Mã này đã vào mà chưa ra',
      'Vừa qua một chốt khác, quá xa để kịp tới đây',
    ]);
  });

  test('tells the officer of F4, unless something worse is the matter', () => {
    expect(text(copied({}).advice)).toContain('F4');
    const worse = shown({
      colour: 'abnormal',
      reasons: ['copied-code', 'signature-invalid'],
      seen: { at: 0, place: 'B', why: 'just-used' },
    });
    expect(text(worse.advice)).toBe(REASON_TEXTS['signature-invalid'].advice.vi);
    expect(worse.seen).not.toBeNull();
  });
});

describe('papers to compare', () => {
  const claimed = { signature: 'unsigned', format: 'cccd', matched: ['cccd', 'cmnd'] } as const;
  const unsigned = (changes: Partial<ShownVerdict>) => shown({ ...claimed, matched: [...claimed.matched], ...changes });

  test('a green face by facts alone says so, stays green, and stands long enough to compare', () => {
    const green = unsigned({ comparePapers: true });
    expect([green.tone, green.shape, text(green.compare?.said)]).toEqual([
      'green',
      'tick',
      'ĐỐI CHIẾU GIẤY TỜ TÙY THÂN',
    ]);
    expect(green.person?.name).toBe('Nguyễn Thị Thu');
    expect(green.person?.details.map(({ value }) => value)).toContain('******018821');
    expect(green.holdMs).toBeGreaterThan(shown({}).holdMs ?? 0);
  });

  test('where a turnstile waits for it, the face tells the key that opens, and which verdict it is about', () => {
    const waiting = unsigned({ comparePapers: true, waits: true });
    expect(text(waiting.advice)).toContain('F6');
    expect(waiting.waits).toBe(verdict().uuid);
    expect(unsigned({ comparePapers: true }).waits).toBeNull();
    expect(waiting.holdMs).toBeGreaterThan(unsigned({ comparePapers: true }).holdMs ?? 0);
  });

  test('the identifiers that led to the facts are named', () => {
    const matched = (ids: ShownVerdict['matched']) =>
      text(unsigned({ comparePapers: true, matched: ids }).compare?.matched);
    expect(matched(['cccd', 'cmnd'])).toBe('Khớp theo số CCCD và CMND cũ');
    expect(matched(['qid', 'cccd', 'cmnd'])).toBe('Khớp theo số QID, CCCD và CMND cũ');
    expect(matched(['cccd'])).toBe('Khớp theo số CCCD');
    expect(matched([])).toBe('');
  });

  test('no green face without a valid signature goes without, whatever the station says', () => {
    for (const signature of SIGNATURE_STATES) {
      expect(shown({ signature, comparePapers: false }).compare === null).toBe(signature === 'valid');
    }
  });

  test('an unsigned black face has it too where the code names somebody; abnormal and signed ones do not', () => {
    expect(unsigned({ ...black, reasons: ['unsigned'] }).compare).not.toBeNull();
    const nameless = { name: ' ', birthDate: null, ids: [{ type: 'code' as const, value: '******78' }] };
    expect(unsigned({ ...black, reasons: ['unsigned'], person: nameless }).compare).toBeNull();
    expect(shown(black).compare).toBeNull();
    expect(unsigned({ colour: 'abnormal', reasons: ['seal-missing'] }).compare).toBeNull();
  });
});

describe('doubts about the station itself', () => {
  const stale = { state: 'stale', ageHours: 50.5, issuedAt: 0 } as const;

  test('stale trust says what to do once: as the advice, or beside its age', () => {
    const alone = shown({ colour: 'abnormal', reasons: ['trust-stale'], trust: stale });
    expect([text(alone.trust?.said), alone.trust?.todo]).toEqual(['Dữ liệu tin cậy QUÁ CŨ: 50 giờ', null]);
    expect(text(alone.advice)).toBe(REASON_TEXTS['trust-stale'].advice.vi);
    const second = shown({ colour: 'abnormal', reasons: ['clock-suspect', 'trust-stale'], trust: stale });
    expect(text(second.trust?.todo)).toBe('nối mạng hoặc nạp từ USB');
  });

  test('a missing list leads to loading the trust again', () => {
    expect(text(shown({ colour: 'abnormal', reasons: ['trust-incomplete'] }).advice)).toContain('Nạp lại');
    const second = shown({ colour: 'abnormal', reasons: ['clock-suspect', 'trust-incomplete'] });
    expect([second.trust?.badge, text(second.trust?.todo)]).toEqual(['amber', 'nối mạng hoặc nạp từ USB']);
  });

  test('a clock in doubt stands on every verdict while it lasts', () => {
    expect(shown({}).clock).toBeNull();
    expect(text(shown({ colour: 'abnormal', reasons: ['clock-suspect'] }).clock)).toBe('Đồng hồ không đáng tin');
    expect(face(verdict({}), station({ clock: 'suspect' }), VI).clock).not.toBeNull();
  });
});

test('on the way out nothing is compared, dictated or promised: nobody is kept in', () => {
  const out = shown({
    direction: 'out',
    colour: 'black',
    reasons: ['unsigned'],
    signature: 'unsigned',
    eligibleFrom: '2026-12-01',
    contact: { vi: 'A', en: 'A', phone: '1' },
  });
  expect([out.compare, out.eligibleFrom, out.call, out.holdMs]).toEqual([null, null, null, 2500]);
});

describe('whatever the station may send', () => {
  const day = fc.date({ min: new Date('2021-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
  const words = fc.string({ maxLength: 40 });
  const verdicts: fc.Arbitrary<ShownVerdict> = fc
    .record({
      reasons: fc.uniqueArray(fc.constantFrom(...REASON_CODES), { minLength: 1 }),
      signature: fc.constantFrom(...SIGNATURE_STATES),
      format: fc.constantFrom(...PASS_FORMATS),
      direction: fc.constantFrom('in' as const, 'out' as const),
      person: fc.record({
        name: words,
        birthDate: fc.option(words),
        ids: fc.array(fc.record({ type: fc.constantFrom(...ID_TYPES), value: words })),
      }),
      rule: fc.option(words),
      eligibleFrom: fc.option(day.map((date) => date.toISOString().slice(0, 10))),
      contact: fc.option(fc.record({ vi: words, en: words, phone: words })),
      comparePapers: fc.boolean(),
      matched: fc.uniqueArray(fc.constantFrom(...ID_TYPES)),
      seen: fc.option(
        fc.record({
          at: day.map((date) => date.getTime()),
          place: words,
          why: fc.constantFrom('just-used' as const, 'still-inside' as const, 'too-far-away' as const),
        }),
      ),
      trust: fc.record({
        state: fc.constantFrom('fresh' as const, 'ageing' as const, 'stale' as const, 'unknown' as const),
        ageHours: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true })),
        issuedAt: fc.constant(null),
      }),
      at: day.map((date) => date.getTime()),
    })
    .map((changes) => verdict({ ...changes, colour: REASONS[worstFirst(changes.reasons)[0] ?? 'no-data'] }));
  const locales = fc.shuffledSubarray([...LANGUAGES], { minLength: 1 }) as unknown as fc.Arbitrary<Locale>;

  test('gives a face in the languages of the page, in its colour, with nothing undefined in it', () => {
    fc.assert(
      fc.property(verdicts, locales, (message, locale) => {
        const told = face(message, station(), locale);
        expect(told.tone).toBe(message.colour);
        expect(JSON.stringify(told)).not.toMatch(/undefined|NaN|\[object/);
        const said = [told.word, told.advice, told.eligibleFrom, told.compare?.said, told.seen?.when, told.trust?.said];
        for (const line of [...said, told.basis?.rule, ...told.reasons]) {
          if (line) expect(line.map(({ lang }) => lang)).toEqual(locale);
          for (const each of line ?? []) expect(each.text.trim()).not.toBe('');
        }
        if (told.tone === 'green' && message.direction === 'in') {
          expect(told.compare !== null).toBe(message.comparePapers || message.signature !== 'valid');
        }
      }),
    );
  });
});
