import { html, nothing, type TemplateResult } from 'lit-html';
import { type Locale, localeOf, say } from '../i18n/say.ts';
import { facesOf, type Page } from '../page.ts';
import type { Actions } from './actions.ts';
import { laneView } from './lane.ts';
import { overridePanel } from './panel-override.ts';
import { typedCodePanel } from './panel-typed-code.ts';
import { saidView } from './said.ts';
import { trayView } from './tray.ts';

/** @param wall wall time, milliseconds since the epoch */
export function pageView(page: Page, wall: number, actions: Actions): TemplateResult {
  const locale = localeOf(page.station);
  const faces = facesOf(page);
  return html`<main class="lanes" data-lanes=${faces.length}>
      ${faces.map((face) => laneView(face, { station: page.station, locale, wall, actions }))}
    </main>
    ${panelView(page, locale, actions)}
    ${
      page.notice === null
        ? nothing
        : html`<p class="notice" role="status" aria-live="polite">
            ${saidView(say(locale, (words) => words.notice[page.notice?.notice ?? 'out-of-service']))}
          </p>`
    }
    ${trayView(page, locale, actions)}`;
}

function panelView(page: Page, locale: Locale, actions: Actions): TemplateResult | typeof nothing {
  const { panel } = page;
  if (panel.kind === 'typed-code') return typedCodePanel(panel, page.draft, locale, actions);
  if (panel.kind !== 'override') return nothing;
  const shown = page.lanes.get(panel.lane)?.message;
  const about = shown !== undefined && shown.type !== 'scan-again' && shown.uuid === panel.refersTo ? shown : null;
  return overridePanel(panel, about?.person?.name || null, locale, actions);
}
