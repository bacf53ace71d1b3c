import type { Input, WebContents } from 'electron';
import type { Keystroke } from '../contract/messages.ts';

const MAX_CODE_LENGTH = 32;
/** Keys at full speed keep the event loop from its other work: they are given out without waiting for its next turn. */
const HELD = { keys: 64, ms: 10 } as const;

/**
 * The key position that went down, or null for what no scanner sends: releases and repeats of a held key. A key whose
 * position is not known is one all the same, without a code: a scan that lost a character must not pass for a whole one.
 */
export function keystrokeOf(
  input: Pick<Input, 'type' | 'code' | 'shift' | 'control' | 'alt' | 'meta' | 'isAutoRepeat'>,
  at: number,
): Keystroke | null {
  if (input.type !== 'keyDown' || input.isAutoRepeat) return null;
  const code = input.code.length > MAX_CODE_LENGTH ? '' : input.code;
  return { code, shift: input.shift, modified: input.control || input.alt || input.meta, at };
}

/**
 * Takes every key away from the page (so Ctrl+R, F5, Alt+F4 and the like do nothing) and gives it to the station, keys of one
 * turn of the event loop together. Works while the page hangs.
 */
export function catchKeys(
  contents: WebContents,
  monotonicNow: () => number,
  give: (keys: readonly Keystroke[]) => void,
): void {
  let batch: Keystroke[] = [];
  contents.on('before-input-event', (event, input) => {
    event.preventDefault();
    const key = keystrokeOf(input, monotonicNow());
    if (key === null) return;
    const [first = key] = batch;
    if (first === key) setImmediate(flush);
    batch.push(key);
    if (batch.length >= HELD.keys || key.at - first.at >= HELD.ms) flush();
  });
  function flush(): void {
    const keys = batch;
    batch = [];
    if (keys.length > 0) give(keys);
  }
}
