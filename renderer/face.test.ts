import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { OUTAGES, type ShownVerdict } from '../main/contract/messages.ts';
import { OVERRIDE_REASONS } from '../main/contract/override-reasons.ts';
import { REASON_CODES, REASONS, SCAN_AGAIN_REASONS, SCAN_PROBLEMS } from '../main/contract/reasons.ts';
import { REASON_TEXTS } from '../main/contract/texts.ts';
import { type Face, type FaceMessage, face } from './face.ts';
import type { Locale, Said } from './i18n/say.ts';
import { override, scanAgain, station, verdict } from './sample-messages.ts';

const BOTH: Locale = ['vi', 'en'];

function text(said: Said | null): string {
  return said === null ? '' : said.map((each) => each.text).join(' · ');
}

function told(shown: Face): string[] {
  return [shown.word, shown.advice, ...shown.events, ...shown.reasons].map((each) => text(each));
}

/** Every message that is not the out-of-service one, on a lane that leads in. */
function everyMessage(): FaceMessage[] {
  return [
    { type: 'idle', lane: 'A', direction: 'in' },
    ...REASON_CODES.map((reason) => verdict({ colour: REASONS[reason], reasons: [reason] })),
    ...OVERRIDE_REASONS.flatMap((reason) => [override({ admit: true, reason }), override({ admit: false, reason })]),
    ...SCAN_AGAIN_REASONS.flatMap((reason) => SCAN_PROBLEMS.map((problem) => scanAgain({ reason, problem }))),
  ];
}

describe('the faces of DESIGN section 10', () => {
  test('each in its own words, shape and sound', () => {
    const rows = [
      face({ type: 'idle', lane: 'A', direction: 'in' }, station(), BOTH),
      face(verdict({}), station(), BOTH),
      face(verdict({ colour: 'black', reasons: ['not-vaccinated'] }), station(), BOTH),
      face(verdict({ colour: 'abnormal', reasons: ['signature-invalid'] }), station(), BOTH),
      face(scanAgain({}), station(), BOTH),
      face(verdict({}), station({ outage: 'disk-full' }), BOTH),
      face(override({ admit: true }), station(), BOTH),
      face(override({ admit: false }), station(), BOTH),
      face(verdict({ direction: 'out', colour: 'black', reasons: ['no-data'] }), station(), BOTH),
    ].map((each) => `${each.tone} | ${each.shape} | ${text(each.word)} | ${each.sound} | ${each.holdMs}`);
    expect(rows).toMatchInlineSnapshot(`
      [
        "idle | hold-code | Mời quét mã · Please scan | null | null",
        "green | tick | ĐƯỢC VÀO · PASS | rising | 2500",
        "black | octagon-cross | CHƯA ĐỦ ĐIỀU KIỆN · NOT ELIGIBLE | low-double | 8000",
        "abnormal | triangle | BẤT THƯỜNG · ABNORMAL | three-mid | 8000",
        "scan-again | rescan | QUÉT LẠI · SCAN AGAIN | tick | 2000",
        "out-of-service | wrench | NGỪNG PHỤC VỤ · OUT OF SERVICE | chime-each-minute | null",
        "green | tick | CHO VÀO · ADMITTED | rising | 4000",
        "black | octagon-cross | KHÔNG CHO VÀO · REFUSED | low-double | 4000",
        "black | exit-door | MỜI RA · EXIT | soft | 2500",
      ]
    `);
  });

  test('a whole verdict in words', () => {
    const shown = face(
      verdict({
        colour: 'abnormal',
        reasons: ['vaccinated', 'unsigned', 'symptoms'],
        events: [
          { kind: 'vaccination', product: 'EU/1/21/1529', dose: 2, of: 2, date: '2021-09-18' },
          { kind: 'vaccination', product: 'Vero-Cell', dose: 1, of: 2, date: '2021-07' },
          { kind: 'vaccination', product: 'XY/9', dose: 1, of: 1, date: 'unknown' },
          { kind: 'test', type: 'LP6464-4', result: 'negative', sampledAt: '2021-09-28T18:30:00Z' },
          { kind: 'recovery', positiveOn: '2021-03-04', validFrom: '2021-03-15' },
        ],
      }),
      station(),
      BOTH,
    );
    expect(told(shown)).toMatchInlineSnapshot(`
      [
        "BẤT THƯỜNG · ABNORMAL",
        "Mời sang bên, giữ khoảng cách, báo cán bộ y tế. · Ask to step aside, keep distance, tell the health officer.",
        "Vaxzevria (AstraZeneca) · mũi 2/2 · 18/09/2021 · Vaxzevria (AstraZeneca) · dose 2 of 2 · 18/09/2021",
        "Vero Cell (Sinopharm) · mũi 1/2 · 07/2021 · Vero Cell (Sinopharm) · dose 1 of 2 · 07/2021",
        "XY/9 · mũi 1/1 · unknown · XY/9 · dose 1 of 1 · unknown",
        "Xét nghiệm PCR · âm tính · lấy mẫu 29/09/2021 01:30 · PCR test · negative · sampled 29/09/2021 01:30",
        "Đã khỏi bệnh · dương tính 04/03/2021 · hiệu lực từ 15/03/2021 · Recovered · positive 04/03/2021 · valid from 15/03/2021",
        "Khai báo có triệu chứng (ho, sốt) · Declared symptoms (cough, fever)",
        "Mã không có chữ ký · The code is not signed",
        "Đã tiêm vắc xin · Vaccinated",
      ]
    `);
    expect(shown.person?.name).toBe('Nguyễn Thị Thu');
    expect(shown.person?.details.map(({ label, value }) => `${text(label)}: ${value}`)).toEqual([
      'Sinh · Born: **/**/1985',
      'CCCD · Citizen id: ******018821',
    ]);
  });

  test('the pack may say its own word for green, and for no other face', () => {
    const word = { vi: 'BÌNH THƯỜNG', en: 'NORMAL' };
    expect(text(face(verdict({ word }), station(), BOTH).word)).toBe('BÌNH THƯỜNG · NORMAL');
    const black = face(verdict({ word, colour: 'black', reasons: ['not-declared'] }), station(), BOTH);
    expect(text(black.word)).toBe('CHƯA ĐỦ ĐIỀU KIỆN · NOT ELIGIBLE');
  });

  test('no two tones share a shape, and no two sounds are one', () => {
    const shapes = new Map(
      everyMessage()
        .map((message) => face(message, station(), BOTH))
        .map((f) => [f.tone, f.shape]),
    );
    expect(new Set(shapes.values()).size).toBe(shapes.size);
  });
});

describe('words', () => {
  test('every message says a word in Vietnamese, then in English, and never an empty line', () => {
    for (const message of everyMessage()) {
      const shown = face(message, station(), BOTH);
      for (const line of [shown.word, shown.advice, ...shown.reasons]) {
        expect(line?.map(({ lang }) => lang)).toEqual(['vi', 'en']);
        for (const each of line ?? []) expect(each.text.trim()).not.toBe('');
      }
    }
  });

  test('a station of one language says nothing in the other', () => {
    for (const message of everyMessage()) {
      const shown = face(message, station(), ['vi']);
      const langs = [shown.word, shown.advice, ...shown.reasons, ...shown.events].flatMap((line) => line ?? []);
      expect(new Set(langs.map(({ lang }) => lang))).toEqual(new Set(['vi']));
    }
  });

  test('the worst reason comes first and gives the advice, in whatever order they came', () => {
    const shown = face(verdict({ colour: 'abnormal', reasons: ['vaccinated', 'no-data', 'symptoms'] }), station(), [
      'en',
    ]);
    expect(shown.reasons.map(text)).toEqual(['Declared symptoms (cough, fever)', 'No vaccination data', 'Vaccinated']);
    expect(text(shown.advice)).toBe(REASON_TEXTS.symptoms.advice.en);
  });

  test('reasons beyond the room of the screen are counted, not dropped silently', () => {
    const shown = face(verdict({ colour: 'abnormal', reasons: [...REASON_CODES] }), station(), ['en']);
    expect(text(shown.reasons.at(-1) ?? null)).toBe(`and ${REASON_CODES.length - shown.reasons.length + 1} more`);
  });

  test('an unsigned code that is green tells the officer to compare the paper', () => {
    const shown = face(verdict({ signature: 'unsigned', format: 'cccd' }), station(), ['en']);
    expect(shown.tone).toBe('green');
    expect(text(shown.advice)).toContain('compare the identity paper');
  });

  test('the person is shown as it came, composed', () => {
    const shown = face(
      verdict({ person: { name: 'Nguye\u0302\u0303n', birthDate: '**/**/1985', ids: [] } }),
      station(),
      BOTH,
    );
    expect(shown.person?.name).toBe('Nguyễn');
    expect(shown.person?.details.map(({ value }) => value)).toEqual(['**/**/1985']);
  });

  test.each([
    ['1985-**-**', '**/**/1985'],
    ['1985-**', '**/1985'],
    ['1985', '1985'],
    ['XX.85', 'XX.85'],
  ])('the birth date %s is written %s', (birthDate, shown) => {
    const person = { name: 'A', birthDate, ids: [] };
    expect(face(verdict({ person }), station(), BOTH).person?.details[0]?.value).toBe(shown);
  });

  test('the number of the certificate comes after the papers that a person can show', () => {
    const ids = [
      { type: 'uvci' as const, value: '******V' },
      { type: 'cccd' as const, value: '******C' },
    ];
    const shown = face(verdict({ person: { name: 'A', birthDate: null, ids } }), station(), BOTH);
    expect(shown.person?.details.map(({ value }) => value)).toEqual(['******C', '******V']);
  });

  test('the age of trust stands on every verdict: amber when ageing, not known when unknown', () => {
    const of = (trust: ShownVerdict['trust']) => face(verdict({ trust }), station(), ['en']).trust;
    expect(of({ state: 'fresh', ageHours: 0.4, issuedAt: 1 })).toMatchObject({ badge: 'quiet' });
    expect(of({ state: 'ageing', ageHours: 30.9, issuedAt: 1 })).toEqual({
      badge: 'amber',
      said: [{ lang: 'en', text: 'Trust data is ageing: 30 hours' }],
      todo: null,
    });
    expect(of({ state: 'stale', ageHours: 75, issuedAt: 1 })).toMatchObject({ badge: 'amber' });
    expect(of({ state: 'unknown', ageHours: null, issuedAt: null })).toEqual({
      badge: 'unknown',
      said: [{ lang: 'en', text: 'Trust data: age not known' }],
      todo: null,
    });
  });
});

describe('out of service', () => {
  test('wins over every message', () => {
    for (const outage of OUTAGES) {
      for (const message of everyMessage()) {
        const shown = face(message, station({ outage }), BOTH);
        expect([shown.tone, shown.shape, shown.person, shown.holdMs]).toEqual(['out-of-service', 'wrench', null, null]);
        expect(shown.note).toContain(outage);
        expect([text(shown.call?.name ?? null), shown.call?.phone]).toEqual([
          'Nguyễn Văn An',
          '0903\u00a0123\u00a0456',
        ]);
      }
    }
  });

  test('says what the machine said; a restored record, and nothing else, has a key by which somebody confirms to know', () => {
    const outageDetail = 'restored at 2026-11-22T07:08:15.000Z: 3 rows, 2 of them from a backup';
    for (const outage of OUTAGES) {
      for (const direction of ['in', 'out'] as const) {
        const shown = face({ type: 'idle', lane: 'A', direction }, station({ outage, outageDetail }), BOTH);
        expect(shown.note).toBe(`${outage}: ${outageDetail}`);
        expect(shown.acknowledge !== null).toBe(outage === 'record-recovered');
      }
    }
    for (const message of everyMessage()) expect(face(message, station(), BOTH).acknowledge).toBeNull();
  });

  test('is what a lane shows before any station has told of itself', () => {
    for (const message of everyMessage()) expect(face(message, null, BOTH).tone).toBe('out-of-service');
  });
});

describe('an out lane', () => {
  test('says MỜI RA · EXIT with a door, whatever the verdict or fault, and keeps the field of what happened', () => {
    for (const message of everyMessage().filter(({ type }) => type !== 'idle')) {
      for (const outage of [null, ...OUTAGES]) {
        const inward = face(message, station({ outage }), BOTH);
        const outward = face({ ...message, direction: 'out' }, station({ outage }), BOTH);
        expect([text(outward.word), outward.shape]).toEqual(['MỜI RA · EXIT', 'exit-door']);
        expect(outward.tone).toBe(inward.tone);
      }
    }
  });
});

describe('sounds', () => {
  test('a silent station makes none', () => {
    for (const message of everyMessage()) expect(face(message, station({ sounds: false }), BOTH).sound).toBeNull();
    expect(face(verdict({}), station({ sounds: false, outage: 'disk-full' }), BOTH).sound).toBeNull();
  });
});

describe('fields and inks', () => {
  const css = readFileSync(new URL('./style/tones.css', import.meta.url), 'utf8');
  const tones = [...css.matchAll(/\[data-tone="([a-z-]+)"\][^{]*\{\s*--field: (#\w{6});\s*--ink: (#\w{6});/g)];

  test('the style has one pair for every tone', () => {
    const shown = everyMessage().map((message) => face(message, station(), BOTH).tone);
    expect(new Set(tones.map(([, tone]) => tone))).toEqual(new Set([...shown, 'out-of-service']));
  });

  test.each(tones.map(([, tone, field = '', ink = '']) => [tone, field, ink] as const))(
    '%s: at least 7 : 1',
    (_tone, field, ink) => {
      expect(contrast(field, ink)).toBeGreaterThanOrEqual(7);
    },
  );
});

test('nothing on the screen moves: a face is there at once, and nothing flickers', () => {
  const folder = new URL('./style/', import.meta.url);
  const sheets = readdirSync(folder).filter((name) => name.endsWith('.css'));
  expect(sheets.length).toBeGreaterThan(5);
  for (const sheet of sheets) {
    expect(readFileSync(new URL(sheet, folder), 'utf8')).not.toMatch(/\b(transition|animation)\b|@keyframes/);
  }
});

/** WCAG 2.2 contrast ratio of two #rrggbb colours. */
function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
