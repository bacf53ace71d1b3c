import { html, nothing, type TemplateResult } from 'lit-html';
import { SET_UP_KEYS } from '../../main/contract/panels.ts';
import { type SetUpDevice, setUpPages } from '../../main/contract/set-up-devices.ts';
import { deviceWorry } from '../board.ts';
import { type Locale, type Said, say } from '../i18n/say.ts';
import { panelHeader } from './panel-header.ts';
import { saidView } from './said.ts';
import { type SetUpContext, setUpKeys } from './set-up-parts.ts';

/** All devices with their states; the digit of a scanner begins its lesson. */
export function setUpDevices(lane: string, page: number, context: SetUpContext): TemplateResult {
  const { locale, station } = context;
  const pages = setUpPages(station.lanes, lane);
  const devices = pages[page] ?? [];
  const title = say(locale, ({ setUp }) => {
    const which = pages.length === 1 ? '' : ` · ${setUp.page(page + 1, pages.length)}`;
    return setUp.devicesTitle + which;
  });
  const hint = say(locale, ({ setUp }) => (devices.length === 0 ? setUp.none : setUp.pick));
  return html`${panelHeader(title, locale, context.actions)}
    <p class="hint">${saidView(hint)}</p>
    <ol class="devices">
      ${devices.map((device) => html`<li>${deviceView(device, context)}</li>`)}
    </ol>
    ${pages.length === 1 ? nothing : setUpKeys([['F9', say(locale, ({ setUp }) => setUp.nextPage)]], context)}`;
}

function deviceView(
  { lane, direction, device, digit }: SetUpDevice,
  { locale, actions }: SetUpContext,
): TemplateResult {
  const way = say(locale, (words) => (direction === 'in' ? words.directionIn : words.directionOut));
  const worry = deviceWorry(device, locale);
  const said = html`
    ${digit === null ? nothing : html`<kbd>${digit}</kbd>`}
    <span class="device">
      <span class="device-lane">${lane} <span class="way-of">${saidView(way)}</span></span>
      <span class="device-state">${saidView(worry?.what ?? wellSaid(device, locale))}</span>
      ${device.kind === 'wedge' ? nothing : html`<span class="device-name">${worry?.where ?? device.name}</span>`}
      ${worry === null || worry.advice === null ? nothing : html`<span class="device-advice">${saidView(worry.advice)}</span>`}
    </span>
  `;
  const key = SET_UP_KEYS.find((each) => each === String(digit));
  if (key === undefined) return html`<div class="device-line" data-state=${device.state}>${said}</div>`;
  return html`<button
    type="button"
    class="device-line"
    data-state=${device.state}
    @click=${() => actions.send({ type: 'set-up-key', key })}
  >
    ${said}
  </button>`;
}

function wellSaid({ kind }: SetUpDevice['device'], locale: Locale): Said {
  return say(locale, ({ device, setUp }) => `${device[kind]}: ${kind === 'wedge' ? setUp.takesKeys : setUp.ready}`);
}
