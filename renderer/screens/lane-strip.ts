import { html, type TemplateResult } from 'lit-html';
import type { Face } from '../face.ts';
import type { Locale } from '../i18n/say.ts';
import { type Said, say } from '../i18n/say.ts';
import { SHAPES } from '../shapes/shapes.ts';
import { saidView } from './said.ts';

/**
 * What each lane shows, small: for a panel that covers the faces while the other lanes go on.
 * @param closed the lane that checks nobody meanwhile; null: all go on
 */
export function laneStrip(faces: readonly Face[], closed: string | null, locale: Locale): TemplateResult {
  const inSetUp = say(locale, (words) => words.setUp.laneClosed);
  return html`<ul class="lane-strip" data-lanes=${faces.length}>
    ${faces.map((face) => {
      const isClosed = face.lane === closed && face.direction === 'in' && face.tone === 'idle';
      return chip(face, isClosed ? inSetUp : face.word, isClosed);
    })}
  </ul>`;
}

function chip({ lane, shape, tone }: Face, word: Said, isClosed: boolean): TemplateResult {
  return html`<li class="chip" data-tone=${tone} ?data-closed=${isClosed}>
    <span class="chip-sign">${SHAPES[isClosed ? 'wrench' : shape]}</span>
    <span class="chip-lane">${lane}</span>
    <span class="chip-word">${saidView(word)}</span>
  </li>`;
}
