import { html, nothing, type TemplateResult } from 'lit-html';
import type { Face } from '../face.ts';
import { type Locale, localeOf, say } from '../i18n/say.ts';
import { facesOf, type Page } from '../page.ts';
import type { Actions } from './actions.ts';
import { laneView } from './lane.ts';
import { originPanel } from './panel-origin.ts';
import { overridePanel } from './panel-override.ts';
import { setUpPanel } from './panel-set-up.ts';
import { typedCodePanel } from './panel-typed-code.ts';
import { saidView } from './said.ts';
import { trayRows, trayView } from './tray.ts';

/** @param wall wall time, milliseconds since the epoch */
export function pageView(page: Page, wall: number, actions: Actions): TemplateResult {
  const locale = localeOf(page.station);
  const faces = facesOf(page);
  return html`<main class="lanes" data-lanes=${faces.length} data-tray=${trayRows(page)}>
      ${faces.map((face) => laneView(face, { station: page.station, locale, wall, actions }))}
    </main>
    ${panelView(page, faces, locale, actions)}
    ${page.notice === null ? nothing : noticeView(page.notice, locale)}
    ${trayView(page, locale, actions)}`;
}

function noticeView({ count, lane, notice }: NonNullable<Page['notice']>, locale: Locale): TemplateResult {
  const where = lane === null ? '' : `${lane}: `;
  const howMany = count === null ? '' : `: ${count}`;
  return html`<p class="notice" role=${lane === null ? 'status' : 'alert'} aria-live="polite">
    ${saidView(say(locale, (words) => where + words.notice[notice] + howMany))}
  </p>`;
}

function panelView(
  page: Page,
  faces: readonly Face[],
  locale: Locale,
  actions: Actions,
): TemplateResult | typeof nothing {
  const { panel, station } = page;
  switch (panel.kind) {
    case 'none':
      return nothing;
    case 'typed-code':
      return typedCodePanel(panel, page.draft, locale, actions);
    case 'override':
      return overridePanel(panel, personOf(page, panel), locale, actions);
    case 'origin':
      return originPanel(panel, personOf(page, panel), locale, actions);
    case 'set-up':
      return station === null ? nothing : setUpPanel(panel, faces, { locale, station, actions });
  }
}

/** Who the verdict is about that a panel refers to; null: it names nobody. */
function personOf(page: Page, { lane, refersTo }: { readonly lane: string; readonly refersTo: string }): string | null {
  const shown = page.lanes.get(lane)?.message;
  if (shown === undefined || shown.type === 'scan-again' || shown.uuid !== refersTo) return null;
  return shown.person?.name || null;
}
