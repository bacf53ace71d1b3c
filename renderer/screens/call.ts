import { html, nothing, type TemplateResult } from 'lit-html';
import type { CallLine } from '../face-call.ts';
import { inline, saidView } from './said.ts';

/** Whom to call; the number stands apart, so that a style may make it large enough to dictate. */
export function callView(call: CallLine | null): TemplateResult | typeof nothing {
  if (call === null) return nothing;
  return html`<p class="call">
    <span class="label">${inline(call.label)}:</span>
    ${call.name.length === 0 ? nothing : html`<span class="whom">${saidView(call.name)}</span>`}
    ${call.phone === '' ? nothing : html`<strong class="phone">${call.phone}</strong>`}
  </p>`;
}
