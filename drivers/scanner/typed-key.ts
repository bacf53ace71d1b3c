import type { Keystroke } from '../../main/contract/messages.ts';
import { err, ok, type Result } from '../../main/contract/result.ts';
import type { ScannerKeyboard } from '../../main/contract/station-config.ts';
import { characterOf, isEditingKey, isModifierKey } from './us-keyboard.ts';

export type TypedKey = Keystroke & { readonly altGraph: boolean };

/** A scanner presses AltGr for the key that follows at once; its release is not told. */
const ALT_GRAPH_MS = 500;

/**
 * Tells whether AltGr is held at a key. Where the system's layout knows AltGr as such, the key shows neither Ctrl nor
 * Alt, and only the AltGr key before it tells; elsewhere it shows as Alt, or, on Windows, as Ctrl and Alt.
 */
export class AltGraph {
  #pressedAt = Number.NEGATIVE_INFINITY;
  #held = false;

  /** Of all keys, in their order. */
  heldAt({ code, modified, at }: Keystroke): boolean {
    if (isModifierKey(code)) {
      if (code === 'AltRight') this.#pressedAt = at;
      else if (!code.startsWith('Shift')) this.#forget();
      return false;
    }
    const held = at - this.#pressedAt <= ALT_GRAPH_MS || (this.#held && modified);
    this.#forget();
    this.#held = held;
    return held;
  }

  #forget(): void {
    this.#pressedAt = Number.NEGATIVE_INFINITY;
    this.#held = false;
  }
}

/** As station.json names a key: `KeyQ`, `Shift+KeyQ`, `AltGr+KeyQ`, `Shift+AltGr+KeyQ`. */
export function keyName({ code, shift, altGraph }: Omit<TypedKey, 'at' | 'modified'>): string {
  return `${shift ? 'Shift+' : ''}${altGraph ? 'AltGr+' : ''}${code}`;
}

/** A key combination, or a key that edits: nothing that a pass is typed by. */
export function isCommand(key: TypedKey): boolean {
  return (key.modified && !key.altGraph) || isEditingKey(key.code) || /^(Tab|(Numpad)?Enter)$/.test(key.code);
}

/**
 * What a scanner typed. `input-method`: a key that the keyboard does not have, or none at all, so that something else than
 * a scanner set to that keyboard wrote this.
 */
export function textOfKeys(
  keys: readonly TypedKey[],
  keyboard: ScannerKeyboard | null,
): Result<string, 'control-characters' | 'input-method'> {
  let text = '';
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at] as TypedKey;
    if (isCommand(key)) return err('control-characters');
    const dead = keyboard === null ? undefined : own(keyboard, `${keyName(key)} Space`);
    if (dead !== undefined) {
      const next = keys[++at];
      if (next === undefined || keyName(next) !== 'Space') return err('input-method');
      text += dead;
      continue;
    }
    const character = keyboard === null ? usCharacter(key) : own(keyboard, keyName(key));
    if (character === undefined) return err('input-method');
    text += character;
  }
  return ok(text);
}

function own(keyboard: ScannerKeyboard, name: string): string | undefined {
  return Object.hasOwn(keyboard, name) ? keyboard[name] : undefined;
}

function usCharacter({ code, shift, altGraph }: TypedKey): string | undefined {
  return altGraph ? undefined : (characterOf(code, shift) ?? undefined);
}
