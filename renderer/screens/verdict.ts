import { html, nothing, type TemplateResult } from 'lit-html';
import type { Face } from '../face.ts';
import { SHAPES } from '../shapes/shapes.ts';
import { callView } from './call.ts';
import { saidView } from './said.ts';

/** Every face but the idle one: sign, word, what to do, who, why, and how old the trust is. */
export function verdictView(face: Face): TemplateResult {
  return html`<div class="face" data-dense=${density(face)}>
    <div class="sign">${SHAPES[face.shape]}</div>
    <div class="say">
      ${face.badge === null ? nothing : html`<p class="badge">${saidView(face.badge)}</p>`}
      <h1 class="word" data-fit=${wordFit(face)}>${saidView(face.word)}</h1>
    </div>
    ${face.advice === null ? nothing : html`<p class="advice">${saidView(face.advice)}</p>`}
    ${face.person === null ? nothing : personView(face.person)}
    <div class="why">
      ${list('events', face.events)} ${list('reasons', face.reasons)}
      ${callView(face.call)}
    </div>
    <footer class="foot">
      ${face.trust === null ? nothing : html`<p class="trust" data-badge=${face.trust.badge}>${saidView(face.trust.said)}</p>`}
      ${face.pack === null ? nothing : html`<p class="pack">${saidView(face.pack)}</p>`}
      ${face.note === null ? nothing : html`<p class="note">${face.note}</p>`}
    </footer>
  </div>`;
}

function personView(person: NonNullable<Face['person']>): TemplateResult {
  return html`<div class="who">
    <p class="name" data-fit=${person.fit}>${person.name}</p>
    <ul class="details">
      ${person.details.map(
        ({ label, value }) =>
          html`<li><span class="label">${saidView(label)}</span> <span class="value">${value}</span></li>`,
      )}
    </ul>
  </div>`;
}

function list(name: string, lines: Face['reasons']): TemplateResult | typeof nothing {
  if (lines.length === 0) return nothing;
  return html`<ul class="lines ${name}">
    ${lines.map((line) => html`<li>${saidView(line)}</li>`)}
  </ul>`;
}

/** How much more there is than the glass holds at full size; `very` says the lines in the first language alone. */
function density({ events, person, reasons }: Face): 'no' | 'dense' | 'very' {
  const lines = events.length + reasons.length;
  if (person?.fit === 'very-long' && lines > 5) return 'very';
  const dense = person?.fit === 'very-long' || (person?.fit === 'long' && reasons.length > 2) || lines > 4;
  return dense ? 'dense' : 'no';
}

/** Words have known lengths, packs' own do not: four sizes, so that nothing is measured while painting. */
function wordFit(face: Face): 'short' | 'medium' | 'long' | 'very-long' {
  const length = face.word[0]?.text.length ?? 0;
  if (length <= 10) return 'short';
  if (length <= 14) return 'medium';
  return length <= 19 ? 'long' : 'very-long';
}
