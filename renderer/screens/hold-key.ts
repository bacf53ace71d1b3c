import { html, type TemplateResult } from 'lit-html';
import type { Said } from '../i18n/say.ts';
import { saidView } from './said.ts';

/** Longer than any touch in passing. */
const HOLD_MS = 1500;

let held: ReturnType<typeof setTimeout> | undefined;

/** A key of the keyboard for hands: it answers only to being held, for it stands where visitors can reach it. */
export function holdKey(key: string, label: Said, press: () => void): TemplateResult {
  const begin = (): void => {
    clearTimeout(held);
    held = setTimeout(press, HOLD_MS);
  };
  const end = (): void => clearTimeout(held);
  return html`<button
    type="button"
    class="key hold-key"
    data-key=${key}
    @pointerdown=${begin}
    @pointerup=${end}
    @pointerleave=${end}
    @pointercancel=${end}
  >
    <kbd>${key}</kbd><span class="key-label">${saidView(label)}</span>
  </button>`;
}
