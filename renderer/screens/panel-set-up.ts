import { html, type TemplateResult } from 'lit-html';
import type { SetUpPanel } from '../../main/contract/panels.ts';
import type { Face } from '../face.ts';
import { laneStrip } from './lane-strip.ts';
import { setUpDevices } from './set-up-devices.ts';
import { setUpLesson } from './set-up-lesson.ts';
import { setUpOutcome } from './set-up-outcome.ts';
import type { SetUpContext } from './set-up-parts.ts';

/**
 * The devices of the station, and the lesson of one of its scanners. It covers the faces, so what the lanes show stands
 * small above it: those that are not in set-up go on.
 */
export function setUpPanel(panel: SetUpPanel, faces: readonly Face[], context: SetUpContext): TemplateResult {
  const { view, lane } = panel;
  const closed = view.step === 'devices' ? null : lane;
  return html`<div class="panel set-up-panel" role="dialog" aria-modal="true" data-step=${view.step}>
    ${laneStrip(faces, closed, context.locale)} ${stepView(panel, context)}
  </div>`;
}

function stepView({ view, lane }: SetUpPanel, context: SetUpContext): TemplateResult {
  if (view.step === 'devices') return setUpDevices(lane, view.page, context);
  const found = context.station.lanes.find(({ name }) => name === lane);
  const scanner = { lane, direction: found?.direction ?? 'in', device: found?.scanners[view.index] ?? null };
  return view.step === 'learn' ? setUpLesson(view, scanner, context) : setUpOutcome(view, scanner, context);
}
