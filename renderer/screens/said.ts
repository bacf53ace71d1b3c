import { html, nothing, type TemplateResult } from 'lit-html';
import type { Said } from '../i18n/say.ts';

/** The first language large, the second beside it. */
export function saidView(said: Said | null): readonly TemplateResult[] | typeof nothing {
  if (said === null) return nothing;
  return said.map(
    ({ lang, text }, index) => html`<span class=${index === 0 ? 'first' : 'second'} lang=${lang}>${text}</span>`,
  );
}

/** What a button or a label says in one short line. */
export function inline(said: Said): string {
  return said.map(({ text }) => text).join(' · ');
}
