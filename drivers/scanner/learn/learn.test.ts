import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LAYOUT_NAMES } from '../../../fixtures/devices/keyboard-layouts.ts';
import {
  FACTORY,
  type HidWire,
  hidScan,
  type ScannerSettings,
  serialScan,
  type TypingSettings,
  typedScan,
} from '../../../fixtures/devices/simulated-scanner.ts';
import type { Keystroke } from '../../../main/contract/messages.ts';
import type { LessonProblem } from '../../../main/contract/scanner-lesson.ts';
import { type ScannerConfig, scannerConfigSchema } from '../../../main/contract/station-config.ts';
import type { RawScan } from '../raw-scan.ts';
import { type Lesson, learnScanner } from './learn.ts';
import { applyProfile, type LearnedProfile } from './profile.ts';
import { readThrough } from './proof.ts';
import { TEST_CODES } from './test-codes.ts';

const TYPING: TypingSettings = {
  ...FACTORY,
  layout: 'us',
  altGraph: 'alt',
  gapMs: 4,
  altCodes: 'none',
  capsLock: false,
};

type Scan = (text: string) => RawScan;

/** The lesson of a scanner that reads the codes as it is asked to; it stops where it is asked for one again. */
function lessonOf(scan: Scan): Lesson {
  const captures: RawScan[] = [];
  for (;;) {
    const lesson = learnScanner(captures);
    if (lesson.next === null || lesson.problem !== null) return lesson;
    const code = TEST_CODES.find(({ name }) => name === lesson.next);
    captures.push(scan(code?.text ?? ''));
  }
}

function codes(lesson: Lesson): string[] {
  return lesson.findings.map(({ code }) => code);
}

function profileOf(lesson: Lesson): LearnedProfile {
  expect(lesson).toMatchObject({ next: null, problem: null });
  if (lesson.profile === null) throw new Error('no profile');
  return lesson.profile;
}

/** What station.json keeps of it, read as a station reads it. */
function stored(profile: LearnedProfile): ScannerConfig {
  const device = { serial: { path: '/dev/x' }, hid: { usb: '4321:0001' }, wedge: {} }[profile.kind];
  const before = scannerConfigSchema.parse({ kind: profile.kind, ...device });
  return scannerConfigSchema.parse(JSON.parse(JSON.stringify(applyProfile(before, profile))));
}

/** Pass texts: nothing of them is for a scanner. */
const passes = fc.oneof(
  fc.constant('HC1:6BFOXN%TS3DH0YOJ58S S-W5HDC *M0II5XHC9B5G2+$N IOP-IA%NFQ'.repeat(4)),
  fc.constant('012345678901|NGUYEN VAN A|01011990|1|Q|<1<<<abcXYZ_-~'),
  fc
    .string({
      unit: fc.integer({ min: 0x21, max: 0x7e }).map((c) => String.fromCharCode(c)),
      minLength: 6,
      maxLength: 300,
    })
    .filter((text) => !/^[\]\\]/.test(text)),
);

const visibleText = fc.string({
  unit: fc.constantFrom(...'abcXYZ019!#%&/=?+*_-.:;<>|~^`"\'()[]{}@$ \\'),
  maxLength: 8,
});
/** What an identifier would be is one: symbology.ts takes it for that. */
const prefixes = visibleText.filter((text) => !/[\]\\]/.test(text));
const settings: fc.Arbitrary<ScannerSettings> = fc.record({
  prefix: prefixes,
  suffix: visibleText,
  terminator: fc.constantFrom('', '\r', '\n', '\r\n', '\t', '\x03'),
  aim: fc.boolean(),
  eci: fc.boolean(),
  accents: fc.constantFrom('utf8', 'latin1', 'dropped'),
  controls: fc.constantFrom('sent', 'dropped', 'spaces'),
  letters: fc.constant('as-read'),
});

const ACCENTS = { utf8: 'accents-whole', latin1: 'accents-latin1', dropped: 'accents-dropped' };
const CONTROLS = { sent: 'controls-whole', dropped: 'controls-dropped', spaces: 'controls-changed' };
const ENDS = {
  '': 'end-silence',
  '\r': 'end-cr',
  '\n': 'end-lf',
  '\r\n': 'end-crlf',
  '\t': 'end-silence',
  '\x03': 'end-etx',
};

describe('a serial scanner, however it is set', () => {
  const wire = fc.record({
    chunk: fc.integer({ min: 1, max: 200 }),
    gapMs: fc.integer({ min: 0, max: 40 }),
    baud: fc.constantFrom(9600, 115_200),
  });

  test('is learned, and its scans are then read exactly', () => {
    fc.assert(
      fc.property(settings, wire, fc.array(passes, { minLength: 1, maxLength: 4 }), (set, how, texts) => {
        const lesson = lessonOf((text) => serialScan(text, set, how));
        const profile = profileOf(lesson);
        const suffix = set.terminator === '\t' ? `${set.suffix}\t` : set.suffix;
        expect(profile).toMatchObject({ kind: 'serial', baud: how.baud, prefix: set.prefix, suffix });
        expect(codes(lesson)).toEqual(
          expect.arrayContaining([
            ENDS[set.terminator],
            set.aim ? 'aim-sent' : 'aim-not-sent',
            ACCENTS[set.accents],
            CONTROLS[set.controls],
          ]),
        );
        expect(codes(lesson).includes('eci-sent')).toBe(set.eci);
        const station = stored(profile) as LearnedProfile;
        for (const text of texts) {
          expect(readThrough(serialScan(text, set, how), station)).toEqual([{ ok: true, text }]);
        }
      }),
    );
  });

  test('that puts STX before and ETX behind a scan needs neither named', () => {
    const set = { ...FACTORY, prefix: '\x02', terminator: '\x03' } as const;
    const lesson = lessonOf((text) => serialScan(text, set));
    expect(profileOf(lesson)).toMatchObject({ prefix: '', suffix: '' });
    expect(codes(lesson)).toContain('end-etx');
  });

  test('at a wrong baud: the others are tried in turn, and the right one is kept', () => {
    const right = 57_600;
    const captures: RawScan[] = [];
    const tried: number[] = [];
    let baud = 9600;
    for (let lesson = learnScanner([]); lesson.next !== null; lesson = learnScanner(captures)) {
      if (lesson.baud !== null) baud = lesson.baud;
      if (tried.at(-1) !== baud) tried.push(baud);
      const text = TEST_CODES.find(({ name }) => name === lesson.next)?.text ?? '';
      const whole = serialScan(text, FACTORY, { baud });
      const garbage = Uint8Array.from({ length: 20 }, (_, index) => 0x80 + ((index * 37) % 128));
      captures.push(baud === right ? whole : { ...whole, pieces: [{ bytes: garbage, at: 0 }] });
      expect(captures.length).toBeLessThan(20);
    }
    expect(tried).toEqual([9600, 115_200, 19_200, 38_400, 57_600]);
    expect(learnScanner(captures).profile).toMatchObject({ baud: right });
  });
});

describe('a HID scanner, however it is set', () => {
  const PROFILES = {
    described: 'auto',
    honeywell: 'honeywell',
    newland: 'newland',
    shifted: 'shifted',
    'zebra-blocks': 'zebra-blocks',
  };

  test('is learned, and its scans are then read exactly', () => {
    const wires = fc.constantFrom<HidWire>('described', 'honeywell', 'newland', 'shifted', 'zebra-blocks');
    // where reports tell of the end, what is left of it is told by no terminator
    const sets = settings.map((set) => ({
      ...set,
      terminator: set.terminator === '\t' ? ('\r' as const) : set.terminator,
    }));
    fc.assert(
      fc.property(sets, wires, fc.integer({ min: 0, max: 60 }), passes, (set, wire, gapMs, text) => {
        const lesson = lessonOf((code) => hidScan(code, set, wire, gapMs));
        const profile = profileOf(lesson);
        expect(profile).toMatchObject({ kind: 'hid', profile: PROFILES[wire], prefix: set.prefix, suffix: set.suffix });
        expect(codes(lesson)).toContain(set.aim ? 'aim-sent' : 'aim-not-sent');
        const station = stored(profile) as LearnedProfile;
        expect(readThrough(hidScan(text, set, wire, gapMs), station)).toEqual([{ ok: true, text }]);
      }),
    );
  });

  test('that loses a report of any code, or has two swapped, is asked again, whichever it is', () => {
    for (const wire of ['described', 'honeywell', 'newland', 'shifted', 'zebra-blocks'] as const) {
      for (const [index, { name, text }] of TEST_CODES.entries()) {
        const whole = hidScan(text, FACTORY, wire);
        const { reports } = whole;
        const before = TEST_CODES.slice(0, index).map((code) => hidScan(code.text, FACTORY, wire));
        const lost = reports.map((_, at) => reports.toSpliced(at, 1));
        const swapped = reports.slice(1).map((report, at) => reports.toSpliced(at, 2, report, reports[at] ?? report));
        for (const damaged of [...lost, ...swapped]) {
          const lesson = learnScanner([...before, { ...whole, reports: damaged }]);
          expect(lesson).toMatchObject({ next: name, problem: expect.any(String), profile: null });
        }
        expect(learnScanner([...before, whole]).problem).toBe(null);
      }
    }
  });

  test('on a page that is not the one its maker is known for keeps the profile that was found, not that of the maker', () => {
    const newland = (usagePage: number) => (text: string) => {
      const scan = hidScan(text, FACTORY, 'newland');
      return { ...scan, device: { vendorId: 0x1eab, productId: 3, usagePage, usage: 2 } };
    };
    expect(profileOf(lessonOf(newland(0x8c)))).toMatchObject({ profile: 'auto' });
    expect(profileOf(lessonOf(newland(0xff00)))).toMatchObject({ profile: 'newland' });
  });

  test('whose reports are laid out as nobody knows is refused as such', () => {
    const odd = hidScan(TEST_CODES[0]?.text ?? '', FACTORY, 'newland');
    const reports = odd.reports.map(({ bytes, at }) => ({ bytes: bytes.map((byte) => byte ^ 0x55), at }));
    expect(learnScanner([{ ...odd, reports }])).toMatchObject({ problem: 'reports-unreadable', profile: null });
  });
});

describe('a scanner that types, however it is set', () => {
  const typing: fc.Arbitrary<TypingSettings> = fc
    .tuple(
      settings,
      fc.record({
        layout: fc.constantFrom(...LAYOUT_NAMES),
        altGraph: fc.constantFrom('alt', 'ctrl-alt', 'level3'),
        gapMs: fc.integer({ min: 0, max: 25 }),
        altCodes: fc.constantFrom('none', 'missing'),
        terminator: fc.constantFrom('', '\r', '\t'),
      }),
    )
    .map(([set, how]) => ({ ...set, ...how, capsLock: false }) as TypingSettings);

  test('is learned, and its scans are then read exactly', () => {
    fc.assert(
      fc.property(typing, fc.array(passes, { minLength: 1, maxLength: 3 }), (set, texts) => {
        const lesson = lessonOf((text) => typedScan(text, set));
        const profile = profileOf(lesson);
        expect(profile).toMatchObject({ kind: 'wedge', prefix: set.prefix, suffix: set.suffix });
        expect(codes(lesson)).toEqual(
          expect.arrayContaining([
            set.layout === 'us' ? 'layout-us' : 'layout-other',
            { '': 'end-silence', '\r': 'end-enter', '\t': 'end-tab' }[set.terminator as '' | '\r' | '\t'],
            set.aim ? 'aim-sent' : 'aim-not-sent',
          ]),
        );
        const station = stored(profile) as LearnedProfile;
        for (const text of texts) expect(readThrough(typedScan(text, set), station)).toEqual([{ ok: true, text }]);
      }),
    );
  });

  test('tells what becomes of accents and of control characters', () => {
    const found = (set: Partial<TypingSettings>) => codes(lessonOf((text) => typedScan(text, { ...TYPING, ...set })));
    expect(found({})).toEqual(expect.arrayContaining(['accents-dropped', 'controls-keys']));
    expect(found({ altCodes: 'missing' })).toContain('accents-alt-codes');
    expect(found({ controls: 'dropped' })).toContain('controls-dropped');
    expect(found({ controls: 'spaces' })).toContain('controls-changed');
  });

  test('a key that its keyboard has not is refused, not guessed', () => {
    const set = { ...TYPING, layout: 'fr' } as const;
    const station = stored(profileOf(lessonOf((text) => typedScan(text, set)))) as LearnedProfile;
    expect(readThrough(typedScan('HC1:café', set), station)).toEqual([{ ok: false, problem: 'input-method' }]);
  });
});

describe('what cannot be learned is refused for its reason, without a profile', () => {
  const typed = (set: Partial<TypingSettings>) => (text: string) => typedScan(text, { ...TYPING, ...set });
  const serial = (set: Partial<ScannerSettings>) => (text: string) => serialScan(text, { ...FACTORY, ...set });
  const changed = (change: (keys: readonly Keystroke[]) => Keystroke[], set: Partial<TypingSettings> = {}) => {
    return (text: string): RawScan => ({ kind: 'keys', keys: change(typedScan(text, { ...TYPING, ...set }).keys) });
  };
  let counter = 0;

  test.each<[string, Scan, LessonProblem]>([
    ['Alt codes', typed({ altCodes: 'all' }), 'alt-codes'],
    ['Caps Lock on a US keyboard', typed({ capsLock: true }), 'caps-lock'],
    ['Caps Lock on a French keyboard', typed({ capsLock: true, layout: 'fr' }), 'caps-lock'],
    ['capitals alone, typed', typed({ letters: 'upper' }), 'one-case'],
    ['small letters alone, typed', typed({ letters: 'lower' }), 'one-case'],
    ['capitals alone', serial({ letters: 'upper' }), 'one-case'],
    ['small letters alone', serial({ letters: 'lower' }), 'one-case'],
    ['an input method that corrects by Backspace', changed(telex), 'input-method'],
    [
      'an input method that takes keys away',
      changed((keys) => keys.filter(({ code }) => code !== 'KeyW')),
      'input-method',
    ],
    ['an input method that takes the second of two keys', changed(doublesEaten), 'input-method'],
    [
      'a keyboard without braces',
      changed((keys) => keys.filter(({ code }) => code !== 'BracketLeft')),
      'layout-unlearnable',
    ],
    [
      'a keyboard that confuses two characters',
      changed((keys) => keys.map((key) => (key.code === 'Slash' ? { ...key, code: 'Period' } : key))),
      'layout-unlearnable',
    ],
    ['a prefix that is too long', serial({ prefix: 'x'.repeat(21) }), 'prefix-unusable'],
    ['a prefix that ends a scan', serial({ prefix: 'A\rB' }), 'unexplained'],
    ['a prefix behind the identifier', serial({ prefix: ']Q1abc' }), 'prefix-unusable'],
    ['a suffix that is too long', serial({ suffix: 'x'.repeat(21) }), 'suffix-unusable'],
    ['a suffix that ends a scan twice', serial({ suffix: '\rABC' }), 'unexplained'],
    ['a prefix that counts', (text) => serial({ prefix: `${counter++}-` })(text), 'not-as-before'],
    ['seven bits and a parity bit', (text) => bent(serial({})(text), evenParity), 'characters-changed'],
    [
      'one character for another',
      (text) => bent(serial({})(text), (byte) => (byte === 0x7c ? 0x21 : byte)),
      'characters-changed',
    ],
    ['another code', () => serial({})('HC1:NOT A TEST CODE'), 'another-code'],
    ['another code, typed', () => typed({})('HC1:NOT A TEST CODE'), 'another-code'],
    ['another code in Vietnamese', () => serial({})('Nguyễn Thị Ánh, Đường Ước Hữu'), 'another-code'],
    ['the second code first', () => serial({})(TEST_CODES[1]?.text ?? ''), 'another-code'],
    ['the second code first, typed', () => typed({})(TEST_CODES[1]?.text ?? ''), 'another-code'],
    ['half of it', (text) => serial({})(text.slice(0, 60)), 'part-lost'],
    ['a part twice', (text) => serial({})(text.slice(0, 60) + text.slice(40)), 'part-lost'],
  ])('%s', (_name, scan, problem) => {
    expect(lessonOf(scan)).toMatchObject({ problem, profile: null });
  });

  test('a pause within a scan that no setting waits for', () => {
    const slow = lessonOf((text) => serialScan(text, { ...FACTORY, terminator: '' }, { chunk: 100, gapMs: 1100 }));
    expect(slow).toMatchObject({ problem: 'unexplained', profile: null });
  });

  test('what was scanned before a mistake stays learned; after a change of settings it does not', () => {
    const [first, second] = TEST_CODES.map(({ text }) => serialScan(text, FACTORY)) as [RawScan, RawScan];
    const other = serialScan('HC1:SOMETHING', FACTORY);
    expect(learnScanner([first, other])).toMatchObject({ next: 'accents', problem: 'another-code' });
    expect(learnScanner([first, other, second])).toMatchObject({ next: 'controls', problem: null });
    const changedNow = serialScan(TEST_CODES[1]?.text ?? '', { ...FACTORY, prefix: 'X' });
    expect(learnScanner([first, changedNow])).toMatchObject({
      next: 'letters',
      problem: 'not-as-before',
      findings: [],
    });
  });
});

test('any captures are answered; a profile is given only to what reads the first code exactly', () => {
  const bytes = fc.uint8Array({ maxLength: 120 });
  const key = fc.record({
    code: fc.constantFrom(
      'KeyA',
      'Digit1',
      'Enter',
      'Tab',
      'Space',
      'AltRight',
      'ShiftLeft',
      '',
      'Numpad1',
      'toString',
    ),
    shift: fc.boolean(),
    modified: fc.boolean(),
    at: fc.nat(100),
  });
  const raw: fc.Arbitrary<RawScan> = fc.oneof(
    fc.record({
      kind: fc.constant('bytes' as const),
      baud: fc.constant(9600),
      pieces: fc.array(fc.record({ bytes, at: fc.nat(100) })),
    }),
    fc.record({ kind: fc.constant('keys' as const), keys: fc.array(key, { maxLength: 200 }) }),
    fc.record({
      kind: fc.constant('reports' as const),
      device: fc.constant({ vendorId: 0x1eab, productId: 3, usagePage: 0x8c, usage: 2 }),
      descriptor: fc.constantFrom(null, new Uint8Array([5, 1])),
      reports: fc.array(fc.record({ bytes: fc.uint8Array({ maxLength: 64 }), at: fc.nat(100) }), { maxLength: 5 }),
    }),
  );
  fc.assert(
    fc.property(fc.array(raw, { maxLength: 5 }), (captures) => {
      const lesson = learnScanner(captures);
      expect(lesson.profile).toBe(null);
      expect(lesson.next).toBe('letters');
    }),
  );
});

/** Telex as UniKey writes it: the second key never comes, a Backspace and a character of no key do. */
function telex(keys: readonly Keystroke[]): Keystroke[] {
  return keys.flatMap((key) => {
    const isTone = key.code === 'KeyW';
    return isTone ? [{ ...key, code: 'Backspace' }] : [key];
  });
}

function doublesEaten(keys: readonly Keystroke[]): Keystroke[] {
  return keys.filter(
    (key, index) => key.code !== keys[index - 1]?.code || !['KeyA', 'KeyD', 'KeyE', 'KeyO'].includes(key.code),
  );
}

function bent(raw: RawScan, bend: (byte: number) => number): RawScan {
  if (raw.kind !== 'bytes') return raw;
  return { ...raw, pieces: raw.pieces.map(({ bytes, at }) => ({ bytes: bytes.map(bend), at })) };
}

function evenParity(byte: number): number {
  const odd = byte.toString(2).replaceAll('0', '').length % 2;
  return byte | (odd << 7);
}
