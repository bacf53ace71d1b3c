import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keystrokesOf } from '../../fixtures/devices/keystrokes.ts';
import type { Keystroke } from '../../main/contract/messages.ts';
import { BURST_GAP_MS, DECISION_GAP_MS, MIN_BURST, STUTTER_MS, WedgeAssembler, type WedgeOutput } from './wedge.ts';

const IDLE = 80;
const LATER = 10_000;

function key(code: string, at: number, more: Partial<Keystroke> = {}): Keystroke {
  return { code, shift: false, modified: false, at, ...more };
}

/** The outputs without their times, all groups ended. */
function assemble(keys: readonly Keystroke[]): unknown[] {
  const assembler = new WedgeAssembler(IDLE);
  const outputs = keys.flatMap((stroke) => assembler.key(stroke));
  const rest = assembler.tick((keys.at(-1)?.at ?? 0) + LATER);
  return [...outputs, ...rest].map(({ at: _at, ...output }: WedgeOutput) => output);
}

const scan = (text: string) => ({ kind: 'scan', content: { ok: true, text } });
const refused = (problem: string) => ({ kind: 'scan', content: { ok: false, problem } });
const typed = (...keys: string[]) => keys.map((name) => ({ kind: 'typed', key: name }));

describe('a scan', () => {
  test('is none of an AltGr that somebody pressed long before it, and let go', () => {
    const keys = keystrokesOf('HC1:NEXT\r', { gapMs: 5, start: 1000 });
    expect(assemble([key('AltRight', 300), ...keys])).toEqual([scan('HC1:NEXT')]);
    expect(assemble([key('AltRight', 990), ...keys])).toEqual([refused('input-method')]);
  });

  test.each(['Enter', 'NumpadEnter', 'Tab'])('is given out at once at %s', (end) => {
    const assembler = new WedgeAssembler(IDLE);
    const keys = keystrokesOf('HC1:6BF', { gapMs: 5 });
    expect(keys.flatMap((stroke) => assembler.key(stroke))).toEqual([]);
    const at = (keys.at(-1)?.at ?? 0) + 5;
    expect(assembler.key(key(end, at))).toEqual([{ ...scan('HC1:6BF'), at }]);
    expect(assembler.nextDeadline()).toBe(null);
  });

  test('is ended by silence where the scanner types no Enter', () => {
    const assembler = new WedgeAssembler(IDLE);
    for (const stroke of keystrokesOf('HC1:6BF', { gapMs: 5, start: 1000 })) assembler.key(stroke);
    const first = 1030;
    // whether it types an Enter is not known yet: a process that stalls must not cut the first scan
    expect(assembler.nextDeadline()).toBe(first + STUTTER_MS);
    expect(assembler.tick(first + STUTTER_MS)).toEqual([{ ...scan('HC1:6BF'), at: first }]);
    for (const stroke of keystrokesOf('HC1:6BF', { gapMs: 5, start: 5000 })) assembler.key(stroke);
    const last = 5030;
    expect(assembler.nextDeadline()).toBe(last + IDLE);
    expect(assembler.tick(last + IDLE - 1)).toEqual([]);
    expect(assembler.tick(last + IDLE)).toEqual([{ ...scan('HC1:6BF'), at: last }]);
  });

  test('of any printable ASCII text is exact', () => {
    const text = fc
      .string({
        unit: fc.integer({ min: 0x20, max: 0x7e }).map((c) => String.fromCharCode(c)),
        minLength: 5,
        maxLength: 300,
      })
      .filter((content) => !/^[\]\\]/.test(content)); // symbology.test.ts has those
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: BURST_GAP_MS - 1 }), fc.boolean(), (content, gapMs, enter) => {
        const expected = content.trim() === '' ? refused('empty') : scan(content);
        expect(assemble(keystrokesOf(enter ? `${content}\r` : content, { gapMs }))).toEqual([expected]);
      }),
    );
  });

  test('of digits typed on the number pad', () => {
    const keys = [...'0123456789'].map((digit, index) => key(`Numpad${digit}`, index));
    expect(assemble([...keys, key('NumpadEnter', 11)])).toEqual([scan('0123456789')]);
  });

  test('is not disturbed by the keys that hold Shift or turn Caps Lock', () => {
    const keys = keystrokesOf('HC1:ab\r', { gapMs: 2 }).flatMap((stroke) => [
      key('ShiftLeft', stroke.at, { shift: true }),
      key('CapsLock', stroke.at),
      stroke,
    ]);
    expect(assemble(keys)).toEqual([scan('HC1:ab')]);
  });

  test('follows another at once', () => {
    expect(assemble(keystrokesOf('HC1:ONE\rHC1:TWO\r', { gapMs: 0 }))).toEqual([scan('HC1:ONE'), scan('HC1:TWO')]);
  });

  test.each([
    ['Enter', { code: 'Enter' }],
    ['Ctrl+J', { code: 'KeyJ', modified: true }],
  ])('ended by Enter and %s is one scan and no typing', (_name, second) => {
    const keys = keystrokesOf('HC1:ONE\r', { gapMs: 2 });
    const at = keys.at(-1)?.at ?? 0;
    expect(
      assemble([...keys, key('', at + 2, second), ...keystrokesOf('HC1:TWO\r', { gapMs: 2, start: at + 4 })]),
    ).toEqual([scan('HC1:ONE'), scan('HC1:TWO')]);
  });

  test('may stutter once the scanner is known to end its scans by Enter', () => {
    const [first, second] = ['HC1:ONE\r', 'HC1:STUTTER\r'];
    const start = 1000;
    const keys = keystrokesOf(second, { gapMs: 5, start });
    const late = keys.map((stroke, index) => (index < 7 ? stroke : { ...stroke, at: stroke.at + STUTTER_MS - 50 }));
    expect(assemble([...keystrokesOf(first, { gapMs: 5 }), ...late])).toEqual([scan('HC1:ONE'), scan('HC1:STUTTER')]);
  });

  test('longer than any pass is refused once, in bounded memory, and the next is read', () => {
    const assembler = new WedgeAssembler(IDLE);
    const outputs: WedgeOutput[] = [];
    for (let count = 0; count < 1_000_000; count++) outputs.push(...assembler.key(key('KeyA', count / 100)));
    outputs.push(
      ...keystrokesOf('\rHC1:NEXT\r', { gapMs: 1, start: 10_001 }).flatMap((stroke) => assembler.key(stroke)),
    );
    expect(outputs.map(({ at: _at, ...output }) => output)).toEqual([refused('too-long'), scan('HC1:NEXT')]);
  });
});

describe('what no scanner of passes types', () => {
  test.each([
    ['a key combination', { code: 'KeyR', modified: true }, 'control-characters'],
    ['a function key', { code: 'F5' }, 'control-characters'],
    ['Escape', { code: 'Escape' }, 'control-characters'],
    ['an arrow', { code: 'ArrowLeft' }, 'control-characters'],
    ['a key without position', { code: '' }, 'input-method'],
    ['a key that an input method took', { code: 'Process' }, 'input-method'],
    ['a key that a US keyboard has not', { code: 'IntlBackslash' }, 'input-method'],
  ])('%s spoils the scan it stands in', (_name, spoiler, problem) => {
    const keys = keystrokesOf('HC1:6BF\r', { gapMs: 10 });
    for (const place of [0, 3, 6]) {
      const spoilt = keys.map((stroke, index) => (index === place ? { ...stroke, ...spoiler } : stroke));
      expect(assemble(spoilt)).toEqual([refused(problem)]);
    }
  });

  test('a short group with a key that acts does nothing at all', () => {
    expect(assemble([key('F2', 0), key('Digit1', 5), key('Enter', 10)])).toEqual([]);
    expect(assemble([key('Digit1', 0), key('KeyR', 5, { modified: true })])).toEqual([]);
    for (const end of ['Enter', 'NumpadEnter', 'Tab', 'Escape']) {
      expect(assemble([key('Digit1', 0), key(end, 19)])).toEqual([]);
      expect(assemble([key('Digit1', 0), key('KeyA', 5), key('Digit3', 10), key(end, 15)])).toEqual([]);
    }
  });
});

describe('while the officer is asked for a decision', () => {
  const decide = (keys: readonly Keystroke[]) => {
    const assembler = new WedgeAssembler(IDLE, undefined, () => true);
    const outputs = keys.flatMap((stroke) => assembler.key(stroke));
    return [...outputs, ...assembler.tick((keys.at(-1)?.at ?? 0) + LATER)].map(({ at: _at, ...output }) => output);
  };

  test('a short code that comes with pauses is none, wherever they are', () => {
    expect(decide([key('Digit1', 0), key('Enter', DECISION_GAP_MS - 1)])).toEqual([]);
    expect(decide([key('Digit1', 0), key('Digit2', 200), key('Enter', 400)])).toEqual([]);
    expect(decide(keystrokesOf('HC1\r', { gapMs: 100 }))).toEqual([]);
    expect(decide(keystrokesOf('HC1:6BF\r', { gapMs: 100 }))).toEqual([scan('HC1:6BF')]);
  });

  test('Escape counts, however often', () => {
    expect(decide([key('Escape', 0), key('Escape', 100)])).toEqual(typed('Escape', 'Escape'));
  });

  test('a key that stays alone counts, later than else', () => {
    const assembler = new WedgeAssembler(IDLE, undefined, () => true);
    expect(assembler.key(key('Digit1', 0))).toEqual([]);
    expect(assembler.nextDeadline()).toBe(DECISION_GAP_MS);
    expect(assembler.tick(DECISION_GAP_MS)).toMatchObject(typed('1'));
  });
});

describe('an officer', () => {
  test('types digits and letters, on either row of a French keyboard and on the number pad', () => {
    const keys = [
      key('Digit1', 0),
      key('Digit2', 200, { shift: true }),
      key('Numpad3', 400),
      key('KeyA', 600),
      key('KeyB', 800, { shift: true }),
      key('Backspace', 1000),
      key('NumpadEnter', 1200),
      key('Escape', 1400),
    ];
    expect(assemble(keys)).toEqual(typed('1', '2', '3', 'a', 'B', 'Backspace', 'Enter', 'Escape'));
  });

  test('gives commands by function keys that stand alone', () => {
    expect(assemble([key('F1', 0), key('F12', 200), key('F13', 400)])).toEqual([
      { kind: 'command', key: 'F1' },
      { kind: 'command', key: 'F12' },
    ]);
  });

  test('may roll a few keys; they are held no longer than a gap', () => {
    const assembler = new WedgeAssembler(IDLE);
    expect(assembler.key(key('Digit1', 0))).toEqual([]);
    expect(assembler.key(key('Digit2', 30))).toEqual([]);
    expect(assembler.nextDeadline()).toBe(30 + BURST_GAP_MS);
    expect(assembler.tick(30 + BURST_GAP_MS)).toMatchObject([
      { kind: 'typed', key: '1', rolled: true },
      { kind: 'typed', key: '2', rolled: true },
    ]);
  });

  test('can do nothing by combinations and by keys that mean nothing here', () => {
    expect(assemble([key('KeyR', 0, { modified: true }), key('Tab', 200), key('Minus', 400), key('', 600)])).toEqual(
      [],
    );
  });

  test('types on undisturbed while scans come in between', () => {
    const scans = fc.array(fc.constantFrom('HC1:6BF\r', '012345678901|A\r', 'NOENTER'), { maxLength: 3 });
    const presses = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: BURST_GAP_MS, max: 900 }), scans),
      {
        maxLength: 12,
      },
    );
    fc.assert(
      fc.property(presses, (events) => {
        let at = 0;
        const keys: Keystroke[] = [];
        const expected: { digits: string[]; scans: string[] } = { digits: [], scans: [] };
        for (const [digit, pause, between] of events) {
          at += pause;
          keys.push(key(`Digit${digit}`, at));
          expected.digits.push(String(digit));
          for (const text of between) {
            at += STUTTER_MS;
            keys.push(...keystrokesOf(text, { gapMs: 4, start: at }));
            expected.scans.push(text.trimEnd());
            at += 100 + STUTTER_MS;
          }
        }
        const outputs = assemble(keys) as WedgeOutput[];
        const digits = outputs.flatMap((output) => (output.kind === 'typed' ? [output.key] : []));
        const texts = outputs.flatMap((output) =>
          output.kind === 'scan' && output.content.ok ? [output.content.text] : [],
        );
        expect({ digits, scans: texts }).toEqual(expected);
      }),
    );
  });
});

test('any keys at any pace: nothing is thrown, nothing stays held, and fewer keys than a scan never scan', () => {
  const stroke = fc.record({
    code: fc.constantFrom('KeyA', 'Digit1', 'Enter', 'Tab', 'F1', 'ShiftLeft', '', 'Escape', 'KeyJ'),
    shift: fc.boolean(),
    modified: fc.boolean(),
    at: fc.nat(300),
  });
  fc.assert(
    fc.property(fc.array(stroke, { maxLength: 60 }), (strokes) => {
      let at = 0;
      const keys = strokes.map((each) => {
        at += each.at;
        return { ...each, at };
      });
      const outputs = assemble(keys) as WedgeOutput[];
      const scans = outputs.filter((output) => output.kind === 'scan').length;
      expect(scans * (MIN_BURST - 1)).toBeLessThanOrEqual(strokes.length);
      const assembler = new WedgeAssembler(IDLE);
      for (const each of keys) assembler.key(each);
      assembler.tick(at + LATER);
      expect(assembler.nextDeadline()).toBe(null);
    }),
  );
});
