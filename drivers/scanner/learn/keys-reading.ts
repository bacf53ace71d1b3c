import type { Keystroke } from '../../../main/contract/messages.ts';
import type { LessonProblem } from '../../../main/contract/scanner-lesson.ts';
import type { ScannerKeyboard } from '../../../main/contract/station-config.ts';
import type { RawScan } from '../raw-scan.ts';
import { AltGraph, isCommand, keyName, type TypedKey, textOfKeys } from '../typed-key.ts';
import { isModifierKey } from '../us-keyboard.ts';
import { isTerminator } from '../wedge.ts';
import { type Alignment, align, type Symbols } from './alignment.ts';
import { whyBroken } from './broken.ts';
import { isCapsLocked, learnKeyboard } from './keyboard.ts';
import { around, fateOf, type Read, type Reading } from './reading.ts';
import { codeText } from './test-codes.ts';

export type RawKeys = Extract<RawScan, { kind: 'keys' }>;
/** `keyboard` null: a US one. */
export type KeysRead = Read & { readonly keyboard?: ScannerKeyboard | null };

/** One scan as keys; `keyboard` undefined: not known before the first code is read. */
export function readKeys(capture: RawKeys, keyboard: ScannerKeyboard | null | undefined): KeysRead {
  const keys = typedKeys(capture.keys);
  const isFirst = keyboard === undefined;
  if (isFirst && altCodes(keys) * 2 > keys.length) return { ok: false, error: 'alt-codes' };
  if (keys.some(({ code }) => WRITTEN_BY_OTHERS.has(code))) return { ok: false, error: 'input-method' };
  const heard = symbolsOf(keys, keyboard ?? null);
  const aligned = align(heard.map(({ symbol }) => symbol));
  if (aligned.ok && !(isFirst && aligned.value.name !== 'letters')) {
    return reading(capture, aligned.value, keys, keyboard ?? null);
  }
  if (!isFirst)
    return { ok: false, error: aligned.ok || aligned.error === 'unmarked' ? 'another-code' : 'input-method' };
  if (aligned.ok) return { ok: false, error: 'another-code' };
  return firstOfUnknown(capture, keys, heard);
}

function firstOfUnknown(capture: RawKeys, keys: readonly TypedKey[], heard: readonly Heard[]): KeysRead {
  const learned = learnKeyboard(keys);
  if (learned === null) {
    return {
      ok: false,
      error: whyUnlearnt(
        keys,
        heard.map(({ symbol }) => symbol),
      ),
    };
  }
  if (isCapsLocked(learned.keyboard)) return { ok: false, error: 'caps-lock' };
  const symbols = (typed: readonly TypedKey[]) => symbolsOf(typed, learned.keyboard).map(({ symbol }) => symbol);
  const alignment: Alignment = {
    name: 'letters',
    before: symbols(learned.before),
    specials: [],
    after: symbols(learned.after),
  };
  return reading(capture, alignment, keys, learned.keyboard);
}

function reading(
  capture: RawKeys,
  alignment: Alignment,
  keys: readonly TypedKey[],
  keyboard: ScannerKeyboard | null,
): KeysRead {
  let ends = 0;
  while (ends < alignment.after.length && isTerminator(keys.at(-1 - ends) as TypedKey)) ends++;
  const after = alignment.after.slice(0, alignment.after.length - ends);
  const sides = around({ before: alignment.before, after }, (text) => text);
  if (!sides.ok) return sides;
  const value: Reading = {
    name: alignment.name,
    capture,
    prefix: sides.prefix,
    suffix: sides.suffix,
    end: endOf(keys.at(-ends), ends),
    aim: sides.aim,
    eci: sides.eci,
    specials: fateOf(alignment, (text) => text),
  };
  return { ok: true, value, keyboard };
}

function endOf(first: TypedKey | undefined, ends: number): Reading['end'] {
  if (first === undefined || ends === 0) return 'end-silence';
  if (first.modified) return first.code === 'KeyJ' ? 'end-lf' : 'end-cr';
  return first.code === 'Tab' ? 'end-tab' : 'end-enter';
}

type Heard = { readonly symbol: string };

/** A key that types nothing has a name of its own, longer than a character. */
function symbolsOf(keys: readonly TypedKey[], keyboard: ScannerKeyboard | null): readonly Heard[] {
  const heard: Heard[] = [];
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at] as TypedKey;
    const pair = textOfKeys(keys.slice(at, at + 2), keyboard);
    const alone = textOfKeys([key], keyboard);
    if (alone.ok) heard.push({ symbol: alone.value });
    else if (pair.ok) {
      heard.push({ symbol: pair.value });
      at++;
    } else heard.push({ symbol: nameOf(key) });
  }
  return heard;
}

function nameOf(key: TypedKey): string {
  if (key.modified && !key.altGraph) return `${isAltDigit(key) ? 'Alt' : 'Ctrl'}+${key.code}`;
  return isCommand(key) ? `Key ${key.code}` : `Unknown ${keyName(key)}`;
}

function typedKeys(keys: readonly Keystroke[]): readonly TypedKey[] {
  const altGraph = new AltGraph();
  return keys.flatMap((key) => {
    const held = altGraph.heldAt(key);
    return isModifierKey(key.code) ? [] : [{ ...key, altGraph: held }];
  });
}

/** Unicode characters that a program typed, keys that an input method took, and its corrections. */
const WRITTEN_BY_OTHERS = new Set(['', 'Process', 'Unidentified', 'Backspace']);

function isAltDigit({ code, modified, altGraph }: TypedKey): boolean {
  return modified && !altGraph && /^Numpad\d$/.test(code);
}

function altCodes(keys: readonly TypedKey[]): number {
  return keys.filter(isAltDigit).length;
}

function whyUnlearnt(keys: readonly TypedKey[], heard: Symbols): LessonProblem {
  const broken = whyBroken(null, heard);
  if (broken !== null) return broken;
  if (isEaten(heard)) return 'input-method';
  const length = codeText('letters').length;
  return keys.length > length / 2 && keys.length < length * 2 ? 'layout-unlearnable' : 'another-code';
}

/** The first code without some of the letters and digits by which Telex and VNI write accents. */
function isEaten(heard: Symbols): boolean {
  const text = codeText('letters');
  let at = heard.join('').indexOf('CHOT-1 ');
  if (at === -1) return false;
  for (const character of text) {
    if (heard[at] === character) at++;
    else if (!/[adeowfsrxjz0-9]/i.test(character)) return false;
  }
  return true;
}
