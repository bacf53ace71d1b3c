import { html, type TemplateResult } from 'lit-html';
import type { Panel } from '../../main/contract/panels.ts';
import { type Locale, say } from '../i18n/say.ts';
import type { Actions } from './actions.ts';
import { panelHeader } from './panel-header.ts';
import { saidView } from './said.ts';

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'] as const;

/** The digits so far, and a keypad for stations without a keyboard. */
export function typedCodePanel(
  panel: Extract<Panel, { kind: 'typed-code' }>,
  draft: string,
  locale: Locale,
  actions: Actions,
): TemplateResult {
  const write = (text: string) => actions.tell({ type: 'draft', text });
  const confirm = () => {
    if (draft !== '') actions.send({ type: 'typed-code', lane: panel.lane, text: draft });
    actions.send({ type: 'close-panel' });
  };
  return html`<div class="panel typed-panel" role="dialog" aria-modal="true">
    ${panelHeader(
      say(locale, (words) => words.typedTitle),
      locale,
      actions,
    )}
    <p class="about">${panel.lane}</p>
    <output class="typed">${draft}<i class="caret"></i></output>
    <p class="hint">${saidView(say(locale, (words) => words.typedHint))}</p>
    <div class="keypad">
      ${DIGITS.map((digit) => html`<button type="button" data-digit=${digit} @click=${() => write(draft + digit)}>${digit}</button>`)}
      <button type="button" class="erase" data-digit="erase" @click=${() => write(draft.slice(0, -1))}>
        ${saidView(say(locale, (words) => words.erase))}
      </button>
      <button type="button" class="confirm" data-digit="confirm" ?disabled=${draft === ''} @click=${confirm}>
        ${saidView(say(locale, (words) => words.confirm))}
      </button>
    </div>
  </div>`;
}
