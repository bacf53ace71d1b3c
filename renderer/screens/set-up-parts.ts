import { html, nothing, type TemplateResult } from 'lit-html';
import type { DeviceState, StationView } from '../../main/contract/messages.ts';
import type { SetUpKey } from '../../main/contract/panels.ts';
import type { Direction } from '../../main/contract/station-config.ts';
import { type Locale, type Said, say } from '../i18n/say.ts';
import type { Actions } from './actions.ts';
import { keyButton } from './officer-keys.ts';
import { saidView } from './said.ts';

/** What the steps of the set-up panel have in common. */
export type SetUpContext = {
  readonly locale: Locale;
  readonly station: StationView;
  readonly actions: Actions;
};

/** The scanner that a step is about, as it is now. */
export type SetUpScanner = {
  readonly lane: string;
  readonly direction: Direction;
  readonly device: DeviceState | null;
};

export function aboutScanner({ lane, direction, device }: SetUpScanner, { locale }: SetUpContext): TemplateResult {
  const way = say(locale, (words) => (direction === 'in' ? words.directionIn : words.directionOut));
  const kind = device === null ? null : say(locale, (words) => words.device[device.kind]);
  return html`<p class="about">
    <strong>${lane}</strong> <span class="way-of">${saidView(way)}</span> <span class="kind">${saidView(kind)}</span>
    ${device === null || device.kind === 'wedge' ? nothing : html`<span class="device-name">${device.name}</span>`}
  </p>`;
}

/** Keys of the panel, as buttons. */
export function setUpKeys(keys: readonly (readonly [SetUpKey, Said])[], { actions }: SetUpContext): TemplateResult {
  return html`<nav class="set-up-keys">
    ${keys.map(([key, label]) => keyButton(key, label, () => actions.send({ type: 'set-up-key', key })))}
  </nav>`;
}
