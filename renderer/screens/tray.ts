import { html, nothing, type TemplateResult } from 'lit-html';
import { type Locale, say, sayText } from '../i18n/say.ts';
import type { Page } from '../page.ts';
import type { Actions } from './actions.ts';
import { inline, saidView } from './said.ts';

const ONE_ROW = 16;

/** More samples than one row holds stand in several. */
export function trayRows({ station }: Page): 'none' | 'one' | 'many' {
  const samples = station?.tray.length ?? 0;
  if (samples === 0) return 'none';
  return samples > ONE_ROW ? 'many' : 'one';
}

/** The demo world's sample passes; one click presents one, whatever is on the screen. */
export function trayView(page: Page, locale: Locale, actions: Actions): TemplateResult | typeof nothing {
  const { station } = page;
  const first = station?.lanes[0]?.name;
  if (station === null || station.tray.length === 0 || first === undefined) return nothing;
  const lane =
    station.lanes.some(({ name }) => name === page.trayLane) && page.trayLane !== null ? page.trayLane : first;
  return html`<aside class="tray" data-rows=${trayRows(page)} aria-label=${inline(say(locale, (words) => words.samples))}>
    ${
      station.lanes.length === 1
        ? nothing
        : html`<div class="tray-lanes">
            ${station.lanes.map(
              ({ name }) =>
                html`<button type="button" aria-pressed=${name === lane} @click=${() => actions.tell({ type: 'tray-lane', lane: name })}>
                  ${name}
                </button>`,
            )}
          </div>`
    }
    ${station.tray.map((sample) => {
      const label = sayText(locale, sample);
      return html`<button
        type="button"
        class="sample"
        data-sample=${sample.id}
        data-expect=${sample.expect}
        title=${inline(label)}
        @click=${() => actions.send({ type: 'present', sample: sample.id, lane })}
      >
        ${saidView(label)}
      </button>`;
    })}
  </aside>`;
}
