import { html, nothing, type TemplateResult } from 'lit-html';
import { overrideReasons } from '../../main/contract/override-reasons.ts';
import type { Panel } from '../../main/contract/panels.ts';
import { OVERRIDE_TEXTS } from '../../main/contract/texts.ts';
import { type Locale, say, sayText } from '../i18n/say.ts';
import type { Actions } from './actions.ts';
import { panelHeader } from './panel-header.ts';
import { saidView } from './said.ts';

/** The officer decides against the verdict on the screen, with a reason from the list: a click or its digit. */
export function overridePanel(
  panel: Extract<Panel, { kind: 'override' }>,
  person: string | null,
  locale: Locale,
  actions: Actions,
): TemplateResult {
  const { admit, lane, refersTo } = panel;
  const title = say(locale, (words) => (admit ? words.overrideAdmit : words.overrideRefuse));
  return html`<div class="panel override-panel" role="dialog" aria-modal="true" data-admit=${admit}>
    ${panelHeader(title, locale, actions)}
    <p class="about">${lane}${person === null ? nothing : html` · <strong><bdi>${person}</bdi></strong>`}</p>
    <ol class="override-reasons">
      ${overrideReasons(admit).map(
        (reason, index) =>
          html`<li>
            <button
              type="button"
              data-reason=${reason}
              @click=${() => actions.send({ type: 'override', refersTo, admit, reason })}
            >
              <kbd>${index + 1}</kbd><span class="reason-label">${saidView(sayText(locale, OVERRIDE_TEXTS[reason]))}</span>
            </button>
          </li>`,
      )}
    </ol>
  </div>`;
}
