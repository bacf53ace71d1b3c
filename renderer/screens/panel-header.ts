import { html, type TemplateResult } from 'lit-html';
import { type Locale, type Said, say } from '../i18n/say.ts';
import type { Actions } from './actions.ts';
import { saidView } from './said.ts';

/** The title of a panel and the key that closes it. */
export function panelHeader(title: Said, locale: Locale, actions: Actions): TemplateResult {
  return html`<header>
    <h2 class="panel-title">${saidView(title)}</h2>
    <button type="button" class="key" data-key="Escape" @click=${() => actions.send({ type: 'close-panel' })}>
      <kbd>Esc</kbd><span class="key-label">${saidView(say(locale, (words) => words.close))}</span>
    </button>
  </header>`;
}
