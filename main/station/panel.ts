import type { OfficerKey } from '../../drivers/scanner/wedge.ts';
import type { Panel } from '../contract/messages.ts';
import { type OverrideReason, overrideReasons } from '../contract/override-reasons.ts';

export type PanelEffect =
  | { readonly kind: 'submit-code'; readonly lane: string; readonly text: string }
  | { readonly kind: 'override'; readonly refersTo: string; readonly admit: boolean; readonly reason: OverrideReason }
  | { readonly kind: 'toggle-direction' }
  | { readonly kind: 'request-override' };

export type PanelStep = { readonly panel: Panel; readonly effects: readonly PanelEffect[] };

const CLOSED: Panel = { kind: 'none' };
const MAX_TYPED = 64;

/** Officer keys against the open panel. Pure; `lane` is the lane that the keyboard serves. */
export function pressKey(panel: Panel, key: OfficerKey, lane: string): PanelStep {
  if (key.kind === 'command') {
    if (key.key === 'F2') return { panel: { kind: 'typed-code', lane, text: '' }, effects: [] };
    if (key.key === 'F3') return { panel, effects: [{ kind: 'toggle-direction' }] };
    if (key.key === 'F4') return { panel, effects: [{ kind: 'request-override' }] };
    return { panel, effects: [] };
  }
  if (key.key === 'Escape') return { panel: CLOSED, effects: [] };
  if (panel.kind === 'override') return chooseReason(panel, key.key);
  if (panel.kind === 'typed-code') return type(panel, key.key);
  // an officer who just starts to type a number means the typed code
  return /^[0-9]$/.test(key.key) ? type({ kind: 'typed-code', lane, text: '' }, key.key) : { panel, effects: [] };
}

function chooseReason(panel: Extract<Panel, { kind: 'override' }>, key: string): PanelStep {
  const reason = /^[1-9]$/.test(key) ? overrideReasons(panel.admit)[Number(key) - 1] : undefined;
  if (reason === undefined) return { panel, effects: [] };
  return { panel: CLOSED, effects: [{ kind: 'override', refersTo: panel.refersTo, admit: panel.admit, reason }] };
}

function type(panel: Extract<Panel, { kind: 'typed-code' }>, key: string): PanelStep {
  if (key === 'Enter') {
    const effects: PanelEffect[] =
      panel.text === '' ? [] : [{ kind: 'submit-code', lane: panel.lane, text: panel.text }];
    return { panel: CLOSED, effects };
  }
  if (key === 'Backspace') return { panel: { ...panel, text: panel.text.slice(0, -1) }, effects: [] };
  if (!/^[0-9A-Za-z-]$/.test(key) || panel.text.length >= MAX_TYPED) return { panel, effects: [] };
  return { panel: { ...panel, text: panel.text + key }, effects: [] };
}
