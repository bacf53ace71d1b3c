import { html, nothing, type TemplateResult } from 'lit-html';
import type { StationView } from '../../main/contract/messages.ts';
import type { Face } from '../face.ts';
import { showDay, showSeconds } from '../i18n/dates.ts';
import { type Locale, say } from '../i18n/say.ts';
import type { Actions } from './actions.ts';
import { idleView } from './idle.ts';
import { officerKeys } from './officer-keys.ts';
import { saidView } from './said.ts';
import { verdictView } from './verdict.ts';

export type LaneContext = {
  readonly station: StationView | null;
  readonly locale: Locale;
  /** Wall time, milliseconds since the epoch. */
  readonly wall: number;
  readonly actions: Actions;
};

/** One lane: which way it goes, what the officer may press, and its face. */
export function laneView(face: Face, context: LaneContext): TemplateResult {
  const { locale, station, wall } = context;
  const direction = say(locale, (words) => (face.direction === 'in' ? words.directionIn : words.directionOut));
  return html`<section
    class="lane"
    data-lane=${face.lane}
    data-tone=${face.tone}
    data-shape=${face.shape}
    data-direction=${face.direction}
    role=${face.tone === 'idle' ? 'status' : 'alert'}
    aria-live=${face.tone === 'idle' ? 'off' : 'assertive'}
  >
    <div class="first-field" aria-hidden="true"></div>
    <div class="ground-plate">
      <header class="bar">
        <span class="lane-name">${face.lane}</span>
        ${face.tone === 'idle' ? nothing : html`<span class="direction">${saidView(direction)}</span>`}
        ${station === null || face.tone === 'out-of-service' ? nothing : officerKeys(face, context)}
        ${
          face.tone === 'idle'
            ? html`<time class="clock">${showDay(wall)} ${showSeconds(wall)}</time>`
            : html`<time class="clock face-clock">${showSeconds(wall)}</time>`
        }
      </header>
      ${face.tone === 'idle' ? idleView(face, context) : verdictView(face, context)}
    </div>
  </section>`;
}
