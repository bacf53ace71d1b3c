import { html, nothing, type TemplateResult } from 'lit-html';
import { type Board, board } from '../board.ts';
import type { Face } from '../face.ts';
import { say } from '../i18n/say.ts';
import { SHAPES } from '../shapes/shapes.ts';
import type { Actions } from './actions.ts';
import { callView } from './call.ts';
import type { LaneContext } from './lane.ts';
import { keyButton } from './officer-keys.ts';
import { inline, saidView } from './said.ts';
import { trustView } from './trust.ts';

/** The lane while nobody scans: where to hold the code, and how the station is. */
export function idleView(face: Face, { actions, locale, station }: LaneContext): TemplateResult {
  const direction = say(locale, (words) => (face.direction === 'in' ? words.directionIn : words.directionOut));
  const told = station === null ? null : board(station, face.lane, locale);
  return html`<div class="idle">
    <p class="site">${station?.site.name}</p>
    <p class="way">${saidView(direction)}</p>
    <div class="sign">${SHAPES[face.shape]}</div>
    <div class="say">
      <h1 class="word">${saidView(face.word)}</h1>
      <p class="advice">${saidView(face.advice)}</p>
    </div>
    ${told === null ? nothing : boardView(told, actions)}
  </div>`;
}

function boardView(told: Board, actions: Actions): TemplateResult {
  return html`<div class="board">
      ${told.worries.map(
        ({ advice, what, where }) =>
          html`<div class="worry">
            <p class="what">${saidView(what)}</p>
            ${where === null ? nothing : html`<p class="where">${where}</p>`}
            ${advice === null ? nothing : html`<p class="mend">${saidView(advice)}</p>`}
          </div>`,
      )}
      ${told.moreWorries === null ? nothing : html`<p class="more-worries">${saidView(told.moreWorries)}</p>`}
      <p class="today">${inline(told.today)}</p>
      <ul class="counts">
        ${told.counts.map(
          ({ count, label, tone }) =>
            html`<li class="count" data-count=${tone}><span class="number">${count}</span><span class="label">${saidView(label)}</span></li>`,
        )}
      </ul>
    </div>
    <footer class="foot">
      ${trustView(told.trust)}
      ${told.upload.map(
        ({ said, sendAgain, worry }) =>
          html`<p class="upload" ?data-worry=${worry}>
            ${saidView(said)}
            ${sendAgain === null ? nothing : keyButton('F8', sendAgain, () => actions.send({ type: 'retry-parked' }))}
          </p>`,
      )}
      <p class="privacy">${saidView(told.privacyNotice)}</p>
      <p class="retention">${saidView(told.retention)}</p>
      ${callView(told.call)}
    </footer>`;
}
