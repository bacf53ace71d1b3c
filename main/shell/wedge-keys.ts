import type { Input, WebContents } from 'electron';
import type { Keystroke } from '../contract/messages.ts';

const MAX_CODE_LENGTH = 32;
const MAX_BATCH = 4096;

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
 * Takes every key away from the page (so Ctrl+R, F5, Alt+F4 and the like do nothing) and gives it to the station, all keys
 * of one turn of the event loop together. Works while the page hangs.
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
    if (batch.length === 0) setImmediate(flush);
    if (batch.length < MAX_BATCH) batch.push(key);
  });
  function flush(): void {
    const keys = batch;
    batch = [];
    give(keys);
  }
}
