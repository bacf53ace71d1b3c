import { html, nothing, type TemplateResult } from 'lit-html';
import type { CallLine } from '../face-call.ts';
import { inline } from './said.ts';

export function callView(call: CallLine | null): TemplateResult | typeof nothing {
  if (call === null) return nothing;
  return html`<p class="call"><span class="label">${inline(call.label)}:</span> <strong>${call.value}</strong></p>`;
}
