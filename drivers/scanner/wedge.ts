import type { Keystroke } from '../../main/contract/messages.ts';
import { MAX_SCAN_LENGTH, type ScanContent } from '../../main/contract/scan.ts';
import type { ScannerKeyboard } from '../../main/contract/station-config.ts';
import { type ContentSettings, contentOfText, PLAIN_CONTENT } from './content.ts';
import { AltGraph, isCommand, type TypedKey, textOfKeys } from './typed-key.ts';
import { characterOf, FUNCTION_KEY, isModifierKey } from './us-keyboard.ts';

/**
 * Tells a scanner that types (keyboard wedge) from an officer at the same keyboard. Pure: keystrokes and the passing of
 * time are inputs, all times are those of the keystrokes' clock.
 *
 * Keys that follow each other within BURST_GAP_MS form a group. A group of at least MIN_BURST keys is a scan; it ends at
 * Enter or Tab, or by silence. A shorter one is an officer's typing, given out when the gap has passed: so nothing of a
 * scan is ever taken for typing. No key out of a group does anything but write: a short code before the scanner, ended by
 * its Enter, must not decide for the officer whose panel is open.
 */
export type OfficerKey =
  /**
   * A digit, a letter as shifted, or `Enter`, `Backspace`, `Escape`. `rolled`: others came with it, as when an officer
   * types fast, or when a scanner that types no Enter has read a code of a few characters.
   */
  | { readonly kind: 'typed'; readonly key: string; readonly rolled?: true }
  /** `F1` to `F12`. */
  | { readonly kind: 'command'; readonly key: string };
export type WedgeOutput =
  | { readonly kind: 'scan'; readonly content: ScanContent; readonly at: number }
  | (OfficerKey & { readonly at: number });

/** Wedge scanners type with gaps of 1 to 19 ms (Datalogic BC2090 1, Netum 6, Honeywell 1400g 10, NSC750 19). */
export const BURST_GAP_MS = 50;
/** People roll two or three keys within the gap, hardly ever five in a row, Enter among them. */
export const MIN_BURST = 5;
/**
 * The same while a key would admit or refuse somebody: a busy system may deliver the keys of a short code that far apart, and
 * some scanners are set to type slowly.
 */
export const DECISION_GAP_MS = 300;
/** A scanner known to end its scans by a key may pause so long within one: a busy process delivers keys late. */
export const STUTTER_MS = 500;

const TERMINATORS = new Set(['Enter', 'NumpadEnter', 'Tab']);
/** Ctrl+J and Ctrl+M are LF and CR as some scanners type them. */
const CONTROL_TERMINATORS = new Set(['KeyJ', 'KeyM']);

/** How the scanner is set; `keyboard` null: to a US one. */
export type WedgeSettings = ContentSettings & { readonly keyboard: ScannerKeyboard | null };

export const PLAIN_WEDGE: WedgeSettings = { ...PLAIN_CONTENT, keyboard: null };

export class WedgeAssembler {
  readonly #idleMs: number;
  readonly #settings: WedgeSettings;
  readonly #deciding: () => boolean;
  readonly #altGraph = new AltGraph();
  #keys: TypedKey[] = [];
  /** Keys of the group, those beyond the cap included. */
  #count = 0;
  #lastAt = Number.NEGATIVE_INFINITY;
  /** When the last scan was ended by a key: what follows at once (the LF of a CRLF) belongs to that end. */
  #endedAt = Number.NEGATIVE_INFINITY;
  /**
   * Nearly all scanners end by a key, so the first scan is given the time of one: one without a terminator is late once.
   */
  #terminated = true;

  /**
   * `idleMs`: silence that ends a scan of a scanner that types no Enter. `deciding`: whether the officer is asked for a
   * decision just now, so that a single key would be one.
   */
  constructor(idleMs: number, settings: WedgeSettings = PLAIN_WEDGE, deciding: () => boolean = () => false) {
    this.#idleMs = idleMs;
    this.#settings = settings;
    this.#deciding = deciding;
  }

  key(stroke: Keystroke): WedgeOutput[] {
    const altGraph = this.#altGraph.heldAt(stroke);
    if (isModifierKey(stroke.code)) return [];
    const key = { ...stroke, altGraph };
    const outputs = this.tick(key.at);
    if (this.#count === 0 && isTerminator(key) && key.at - this.#endedAt <= BURST_GAP_MS) {
      this.#endedAt = key.at;
      return outputs;
    }
    this.#lastAt = key.at;
    if (this.#count + 1 >= MIN_BURST && isTerminator(key)) {
      this.#terminated = true;
      this.#endedAt = key.at;
      outputs.push(...this.#end(true));
      return outputs;
    }
    this.#count++;
    if (this.#keys.length <= MAX_SCAN_LENGTH) this.#keys.push(key);
    return outputs;
  }

  /** When the open group is to be ended by `tick`; null while there is none. */
  nextDeadline(): number | null {
    if (this.#count === 0) return null;
    if (this.#count < MIN_BURST) return this.#lastAt + (this.#deciding() ? DECISION_GAP_MS : BURST_GAP_MS);
    return this.#lastAt + (this.#terminated ? Math.max(this.#idleMs, STUTTER_MS) : this.#idleMs);
  }

  /** Until `at`, no key came but those that were given. */
  tick(at: number): WedgeOutput[] {
    const deadline = this.nextDeadline();
    if (deadline === null || at < deadline) return [];
    const isBurst = this.#count >= MIN_BURST;
    if (isBurst) this.#terminated = false;
    return this.#end(isBurst);
  }

  #end(isBurst: boolean): WedgeOutput[] {
    const keys = this.#keys;
    this.#keys = [];
    this.#count = 0;
    if (!isBurst) return typing(keys);
    return [{ kind: 'scan', content: contentOfKeys(keys, this.#settings), at: this.#lastAt }];
  }
}

/** Whether a key ends a scan where it comes behind one. */
export function isTerminator(key: TypedKey): boolean {
  if (key.altGraph) return false;
  return key.modified ? CONTROL_TERMINATORS.has(key.code) : TERMINATORS.has(key.code);
}

function contentOfKeys(keys: readonly TypedKey[], settings: WedgeSettings): ScanContent {
  if (keys.length > MAX_SCAN_LENGTH) return { ok: false, problem: 'too-long' };
  const text = textOfKeys(keys, settings.keyboard);
  return text.ok ? contentOfText(text.value, settings) : { ok: false, problem: text.error };
}

/** An officer presses keys that act alone; in a group they come from a scanner, and the whole group is dropped. */
function typing(keys: readonly TypedKey[]): WedgeOutput[] {
  // who wants a panel away may press twice
  const alone = keys.length === 1 || keys.every(({ code }) => code === 'Escape');
  if (!alone && keys.some((key) => isCommand(key) && key.code !== 'Backspace')) return [];
  return keys.flatMap((key) => {
    const officerKey = key.modified ? null : officerKeyOf(key);
    if (officerKey === null) return [];
    return [{ ...officerKey, ...(alone ? {} : { rolled: true as const }), at: key.at }];
  });
}

function officerKeyOf({ code, shift }: Keystroke): OfficerKey | null {
  if (FUNCTION_KEY.test(code)) return { kind: 'command', key: code };
  if (code === 'NumpadEnter') return { kind: 'typed', key: 'Enter' };
  if (code === 'Enter' || code === 'Backspace' || code === 'Escape') return { kind: 'typed', key: code };
  // French and Vietnamese layouts have the digits on either shift level
  const digit = /^(?:Digit|Numpad)([0-9])$/.exec(code)?.[1];
  if (digit !== undefined) return { kind: 'typed', key: digit };
  return code.startsWith('Key') ? { kind: 'typed', key: characterOf(code, shift) ?? '' } : null;
}
