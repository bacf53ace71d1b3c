import { html, nothing, type TemplateResult } from 'lit-html';
import type { TrustLine } from '../face-trust.ts';
import { saidView } from './said.ts';

/** The badge with the age of the trust, and what to do about it. */
export function trustView({ badge, said, todo }: TrustLine): TemplateResult {
  return html`<p class="trust" data-badge=${badge}>
    ${saidView(said)}${todo === null ? nothing : html`<span class="todo">${saidView(todo)}</span>`}
  </p>`;
}
