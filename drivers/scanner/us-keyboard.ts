/**
 * Physical key positions (KeyboardEvent.code, W3C UI Events code) → the characters of a US keyboard, which is what a
 * scanner in keyboard mode types by. Caps Lock, Num Lock, the system's layout and its input methods change the
 * composed character, never the position: verified under us, vn, fr, de, ru, dvorak.
 */
const PLAIN = new Map<string, string>();
const SHIFTED = new Map<string, string>();

function row(codes: readonly string[], plain: string, shifted: string): void {
  codes.forEach((code, index) => {
    PLAIN.set(code, plain.charAt(index));
    SHIFTED.set(code, shifted.charAt(index));
  });
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
const numpad = (names: string[]) => names.map((name) => `Numpad${name}`);

row(
  [...LETTERS].map((letter) => `Key${letter.toUpperCase()}`),
  LETTERS,
  LETTERS.toUpperCase(),
);
row(
  [...DIGITS].map((digit) => `Digit${digit}`),
  DIGITS,
  ')!@#$%^&*(',
);
row(
  [
    'Backquote',
    'Minus',
    'Equal',
    'BracketLeft',
    'BracketRight',
    'Backslash',
    'Semicolon',
    'Quote',
    'Comma',
    'Period',
    'Slash',
    'Space',
  ],
  "`-=[]\\;',./ ",
  '~_+{}|:"<>? ',
);
row(numpad([...DIGITS]), DIGITS, DIGITS);
row(numpad(['Decimal', 'Divide', 'Multiply', 'Subtract', 'Add', 'Equal']), './*-+=', './*-+=');

/** The character at a key position; null for keys that type none, and for codes that a US keyboard has not. */
export function characterOf(code: string, shift: boolean): string | null {
  return (shift ? SHIFTED : PLAIN).get(code) ?? null;
}

/** Keys of a US keyboard that type no character, but are keystrokes of their own. */
export function isEditingKey(code: string): boolean {
  return EDITING.has(code) || FUNCTION_KEY.test(code);
}

export const FUNCTION_KEY = /^F([1-9]|1[0-2])$/;

const EDITING = new Set([
  'Escape',
  'Backspace',
  'Delete',
  'Insert',
  'Home',
  'End',
  'PageUp',
  'PageDown',
  'ArrowUp',
  'ArrowDown',
  'ArrowLeft',
  'ArrowRight',
  'PrintScreen',
  'Pause',
  'ContextMenu',
]);

/** Held or locked with other keys; their effect arrives as `shift` and `modified`, or is none. */
export function isModifierKey(code: string): boolean {
  return /^(Shift|Control|Alt|Meta|OS)(Left|Right)$|^(CapsLock|NumLock|ScrollLock)$/.test(code);
}
