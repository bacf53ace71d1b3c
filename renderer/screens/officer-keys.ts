import { html, nothing, type TemplateResult } from 'lit-html';
import type { Face } from '../face.ts';
import { type Said, say } from '../i18n/say.ts';
import { holdKey } from './hold-key.ts';
import type { LaneContext } from './lane.ts';
import { saidView } from './said.ts';

/** The officer's keys as buttons. The keys themselves are caught outside the page and come back as panels. */
export function officerKeys(face: Face, { locale, actions }: LaneContext): TemplateResult {
  const { lane } = face;
  const other = face.direction === 'in' ? 'out' : 'in';
  const judged = face.tone === 'green' || face.tone === 'black' || face.tone === 'abnormal';
  return html`<nav class="keys">
    ${keyButton(
      'F2',
      say(locale, (words) => words.typeCode),
      () => actions.send({ type: 'open-panel', kind: 'typed-code', lane }),
    )}
    ${keyButton(
      'F3',
      say(locale, (words) => words.turnDirection),
      () => actions.send({ type: 'direction', lane, direction: other }),
    )}
    ${
      judged && face.badge === null && face.direction === 'in'
        ? keyButton(
            'F4',
            say(locale, (words) => words.override),
            () => actions.send({ type: 'open-panel', kind: 'override', lane }),
          )
        : nothing
    }
    ${
      judged && face.badge === null && face.direction === 'in'
        ? keyButton(
            'F5',
            say(locale, (words) => words.origin),
            () => actions.send({ type: 'open-panel', kind: 'origin', lane }),
          )
        : nothing
    }
    ${
      face.tone === 'idle'
        ? holdKey(
            'F9',
            say(locale, (words) => words.setUp.hold),
            () => actions.send({ type: 'open-panel', kind: 'set-up', lane }),
          )
        : nothing
    }
  </nav>`;
}

/** A key of the keyboard, as a button for hands and mouse. */
export function keyButton(key: string, label: Said, press: () => void): TemplateResult {
  return html`<button type="button" class="key" data-key=${key} @click=${press}>
    <kbd>${key}</kbd><span class="key-label">${saidView(label)}</span>
  </button>`;
}
