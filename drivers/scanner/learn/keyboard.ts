import type { ScannerKeyboard } from '../../../main/contract/station-config.ts';
import { isCommand, keyName, type TypedKey } from '../typed-key.ts';
import { codeText } from './test-codes.ts';

/** A prefix and an identifier, dead keys among them. */
const MOST_BEFORE = 60;

export type LearnedKeyboard = {
  readonly keyboard: ScannerKeyboard;
  readonly before: readonly TypedKey[];
  readonly after: readonly TypedKey[];
};

/**
 * Which key types which character, from the keys by which a scanner typed the first test code: it has every character of
 * printable ASCII, and those of its mark and its end twice, so that it fits the keys at one place alone. null: at none;
 * characters are missing, or two are typed by the same key.
 */
export function learnKeyboard(keys: readonly TypedKey[]): LearnedKeyboard | null {
  // as it is, and as a scanner that sends ECI escapes types it
  const texts = [codeText('letters'), codeText('letters').replace('\\', '\\\\')];
  for (let start = 0; start <= Math.min(MOST_BEFORE, keys.length); start++) {
    for (const text of texts) {
      const learned = learnedAt(keys, start, text);
      if (learned !== null) return learned;
    }
  }
  return null;
}

function learnedAt(keys: readonly TypedKey[], start: number, text: string): LearnedKeyboard | null {
  const characters = new Map<string, string>();
  const names = new Map<string, string>();
  let at = start;
  for (const [place, character] of [...text].entries()) {
    const key = keys[at++];
    if (key === undefined || isCommand(key)) return null;
    let name = keyName(key);
    if ((character === ' ') !== (name === 'Space')) return null;
    const next = keys[at];
    const isAlive = character === ' ' || text[place + 1] === ' ' || names.get(character) === name;
    if (!isAlive && next !== undefined && keyName(next) === 'Space') {
      // a space that is not in the code: the key was a dead one
      name += ' Space';
      at++;
    }
    if ((characters.get(name) ?? character) !== character || (names.get(character) ?? name) !== name) return null;
    characters.set(name, character);
    names.set(character, name);
  }
  const isDeadAndAlive = [...characters.keys()].some((name) => characters.has(`${name} Space`));
  if (isDeadAndAlive) return null;
  return { keyboard: Object.fromEntries(characters), before: keys.slice(0, start), after: keys.slice(at) };
}

/** Capitals by the bare key and small letters by Shift: Caps Lock is on, or the scanner thinks so. */
export function isCapsLocked(keyboard: ScannerKeyboard): boolean {
  const letters = Object.entries(keyboard).filter(([, character]) => /[a-z]/.test(character));
  return letters.every(([name, character]) => {
    return name.startsWith('Shift+') && keyboard[name.slice('Shift+'.length)] === character.toUpperCase();
  });
}
