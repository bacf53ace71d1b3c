import { html, nothing, type TemplateResult } from 'lit-html';
import type { Face } from '../face.ts';
import type { CompareBand } from '../face-compare.ts';
import { type Said, say } from '../i18n/say.ts';
import { ID_CARD } from '../shapes/id-card.ts';
import { SHAPES } from '../shapes/shapes.ts';
import { callView } from './call.ts';
import { holdKey } from './hold-key.ts';
import type { LaneContext } from './lane.ts';
import { keyButton } from './officer-keys.ts';
import { saidView } from './said.ts';
import { trustView } from './trust.ts';

/** Every face but the idle one: sign, word, what to do, who, why, and how old the trust is. */
export function verdictView(face: Face, context: LaneContext): TemplateResult {
  return html`<div class="face" ?data-compare=${face.compare !== null}>
    <div class="sign">${SHAPES[face.shape]}</div>
    <div class="say">
      ${face.badge === null ? nothing : html`<p class="badge">${saidView(face.badge)}</p>`}
      <h1 class="word" data-fit=${wordFit(face)}>${saidView(face.word)}</h1>
    </div>
    ${adviceView(face, context)} ${face.person === null ? nothing : personView(face.person, face, context)}
    <div class="why">${list('events', face.events)} ${list('reasons', face.reasons)}</div>
    ${callView(face.call)}
    ${footView(face)}
  </div>`;
}

/** What to do, since when a copied code was used, and the day from which it would be another. */
function adviceView(
  { acknowledge, advice, eligibleFrom, seen }: Face,
  context: LaneContext,
): TemplateResult | typeof nothing {
  if (advice === null && eligibleFrom === null && seen === null) return nothing;
  return html`<div class="advise">
    ${advice === null ? nothing : html`<p class="advice">${saidView(advice)}</p>`}
    ${acknowledge === null ? nothing : acknowledgeView(acknowledge, context)}
    ${eligibleFrom === null ? nothing : html`<p class="eligible-from">${saidView(eligibleFrom)}</p>`}
    ${
      seen === null
        ? nothing
        : html`<div class="seen">
            <p class="when">${saidView(seen.when)}</p>
            <p class="where">${saidView(seen.where)}</p>
          </div>`
    }
  </div>`;
}

function personView(person: NonNullable<Face['person']>, face: Face, context: LaneContext): TemplateResult {
  const { compare } = face;
  return html`<div class="who" ?data-compare=${compare !== null}>
    ${compare === null ? nothing : compareView(compare, face, context)}
    <p class="name" data-fit=${person.fit}>${person.name}</p>
    <ul class="details">
      ${person.details.map(
        ({ label, value }) =>
          html`<li><span class="label">${saidView(label)}</span> <span class="value">${value}</span></li>`,
      )}
    </ul>
    ${compare === null || compare.matched === null ? nothing : html`<p class="matched">${saidView(compare.matched)}</p>`}
  </div>`;
}

/** The bar above the person, with the key that opens where a turnstile waits for the papers. */
function compareView({ said }: CompareBand, { waits }: Face, { locale, actions }: LaneContext): TemplateResult {
  const open = (refersTo: string) => () => actions.send({ type: 'papers-agree', refersTo });
  const label = say(locale, (words) => words.openGate);
  return html`<div class="card">${ID_CARD}</div>
    <div class="compare">${saidView(said)}${waits === null ? nothing : keyButton('F6', label, open(waits))}</div>`;
}

/** Visitors can reach it: it must be held. */
function acknowledgeView(label: Said, { actions }: LaneContext): TemplateResult {
  return html`<p class="acknowledge">
    ${holdKey('F10', label, () => actions.send({ type: 'acknowledge-recovery' }))}
  </p>`;
}

function list(name: string, lines: Face['reasons']): TemplateResult | typeof nothing {
  if (lines.length === 0) return nothing;
  return html`<ul class="lines ${name}">
    ${lines.map((line) => html`<li>${saidView(line)}</li>`)}
  </ul>`;
}

function footView({ basis, clock, note, trust }: Face): TemplateResult {
  return html`<footer class="foot">
    ${trust === null ? nothing : trustView(trust)}
    ${clock === null ? nothing : html`<p class="clock-badge">${saidView(clock)}</p>`}
    ${
      basis === null
        ? nothing
        : html`<p class="basis">
            <span class="rule">${saidView(basis.rule)}</span> <span class="pack">${saidView(basis.title)}</span>
          </p>`
    }
    ${note === null ? nothing : html`<p class="note">${note}</p>`}
  </footer>`;
}

/** Words have known lengths, packs' own do not: four sizes. */
function wordFit({ word }: Face): 'short' | 'medium' | 'long' | 'very-long' {
  const length = word[0]?.text.length ?? 0;
  if (length <= 10) return 'short';
  if (length <= 14) return 'medium';
  return length <= 19 ? 'long' : 'very-long';
}
