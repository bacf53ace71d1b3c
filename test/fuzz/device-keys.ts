import { characterOf } from '../../drivers/scanner/us-keyboard.ts';
import { MIN_BURST, STUTTER_MS, WedgeAssembler, type WedgeOutput } from '../../drivers/scanner/wedge.ts';
import { keystrokesOf } from '../../fixtures/devices/keystrokes.ts';
import type { Keystroke } from '../../main/contract/messages.ts';
import { type Piece, played } from './device-script.ts';
import { failed, type Outcome } from './target.ts';

/** Keys that no pass is typed by: they edit, command, hold, compose, or are none. */
const OTHER_CODES = [
  '',
  'Unidentified',
  'Tab',
  'NumpadEnter',
  'Escape',
  'Backspace',
  'Delete',
  'Home',
  'ArrowLeft',
  'F1',
  'F5',
  'F11',
  'F12',
  'ControlLeft',
  'AltRight',
  'AltLeft',
  'MetaLeft',
  'ShiftLeft',
  'CapsLock',
  'IntlBackslash',
  'Lang1',
  'BrowserHome',
  'Power',
] as const;

const TYPED = [..."\r 0123456789abcdefghijklmnopqrstuvwxyz`-=[]\\;',./"];
const CODES: readonly string[] = [
  ...keystrokesOf(TYPED.join(''), { gapMs: 0 }).map(({ code }) => code),
  ...OTHER_CODES,
];
const SHIFT = 1;
const MODIFIED = 2;

/** A key as two bytes: which, and how it is held. */
export function keyPieces(text: string, gapMs: number): Piece[] {
  return keystrokesOf(text, { gapMs }).map(({ code, shift }) => ({
    after: gapMs,
    bytes: Uint8Array.of(CODES.indexOf(code), shift ? SHIFT : 0),
  }));
}

function strokesOf(pieces: readonly Piece[]): Keystroke[] {
  const strokes: Keystroke[] = [];
  for (const { at, bytes } of played(pieces)) {
    for (let index = 0; index + 1 < bytes.length; index += 2) {
      const [which = 0, held = 0] = bytes.subarray(index);
      const code = CODES[which % CODES.length] ?? '';
      strokes.push({ code, shift: (held & SHIFT) !== 0, modified: (held & MODIFIED) !== 0 && held > 127, at });
    }
  }
  return strokes;
}

/** Keys as the window gives them. `deciding`: a panel asks the officer for a decision. */
export function checkKeys(pieces: readonly Piece[], deciding: boolean): Outcome {
  const assembler = new WedgeAssembler(80, undefined, () => deciding);
  const strokes = strokesOf(pieces);
  const outputs: WedgeOutput[] = [];
  for (const stroke of strokes) outputs.push(...assembler.tick(stroke.at), ...assembler.key(stroke));
  const end = (strokes.at(-1)?.at ?? 0) + 2 * STUTTER_MS;
  outputs.push(...assembler.tick(end));
  const typed = strokes.map(({ code, shift }) => characterOf(code, shift) ?? '').join('');
  let scans = 0;
  for (const output of outputs) {
    if (output.kind === 'scan') {
      scans++;
      // an identifier or an escape before the content is taken off, so that it need not be one run of keys
      if (output.content.ok && !isWithin(output.content.text, typed)) return failed('invented', output.content.text);
    } else if (output.kind === 'command') {
      if (!strokes.some(({ code, modified }) => code === output.key && !modified))
        return failed('invented', output.key);
    }
  }
  if (scans * MIN_BURST > strokes.length) return failed('invented', 'more scans than keys');
  if (outputs.length - scans > strokes.length) return failed('invented', 'more keys than were pressed');
  const next = keystrokesOf('HC1:NEXT\r', { gapMs: 1, start: end + 1 }).flatMap((stroke) => assembler.key(stroke));
  const read =
    next.length === 1 && next[0]?.kind === 'scan' && next[0].content.ok && next[0].content.text === 'HC1:NEXT';
  if (!read) return failed('lost', 'the scan after it was not read');
  const kinds = new Set(
    outputs.map((output) => (output.kind === 'scan' && !output.content.ok ? output.content.problem : output.kind)),
  );
  return { ok: true, outcome: kinds.size === 0 ? 'nothing' : [...kinds].sort().join(' and ') };
}

/** Whether the characters come in that order. */
function isWithin(text: string, typed: string): boolean {
  let at = 0;
  for (const character of text) {
    at = typed.indexOf(character, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
