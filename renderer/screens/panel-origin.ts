import { html, nothing, type TemplateResult } from 'lit-html';
import type { Panel } from '../../main/contract/panels.ts';
import { type Locale, say } from '../i18n/say.ts';
import type { Actions } from './actions.ts';
import { panelHeader } from './panel-header.ts';
import { saidView } from './said.ts';

/**
 * Where the person comes from: units in an epidemic area, by digit or click. What is typed to find one comes back from
 * the station, which owns keys and list.
 */
export function originPanel(
  panel: Extract<Panel, { kind: 'origin' }>,
  person: string | null,
  locale: Locale,
  actions: Actions,
): TemplateResult {
  const { choices, lane, refersTo, text } = panel;
  return html`<div class="panel origin-panel" role="dialog" aria-modal="true">
    ${panelHeader(
      say(locale, (words) => words.originTitle),
      locale,
      actions,
    )}
    <p class="about">${lane}${person === null ? nothing : html` · <strong><bdi>${person}</bdi></strong>`}</p>
    <p class="filter">
      <span class="filter-label">${saidView(say(locale, (words) => words.originFilter))}</span>
      <output>${text}<i class="caret"></i></output>
    </p>
    ${
      choices.length === 0
        ? html`<p class="none">${saidView(say(locale, (words) => words.originNone))}</p>`
        : html`<ol class="places">
              ${choices.map(
                ({ code, name }, index) =>
                  html`<li>
                    <button
                      type="button"
                      data-unit=${code}
                      @click=${() => actions.send({ type: 'origin', refersTo, unit: code })}
                    >
                      <kbd>${index + 1}</kbd><span class="place-name">${name}</span>
                    </button>
                  </li>`,
              )}
            </ol>
            <p class="hint">${saidView(say(locale, (words) => words.originHint))}</p>`
    }
  </div>`;
}
