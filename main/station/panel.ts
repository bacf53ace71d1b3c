import type { OfficerKey } from '../../drivers/scanner/wedge.ts';
import { type OverrideReason, overrideReasons } from '../contract/override-reasons.ts';
import { type Panel, type PlaceChoice, SET_UP_KEYS, type SetUpKey } from '../contract/panels.ts';

export type PanelEffect =
  | { readonly kind: 'submit-code'; readonly lane: string; readonly text: string }
  | { readonly kind: 'override'; readonly refersTo: string; readonly admit: boolean; readonly reason: OverrideReason }
  | { readonly kind: 'origin'; readonly refersTo: string; readonly unit: string }
  | { readonly kind: 'papers-agree' }
  | { readonly kind: 'toggle-direction' }
  | { readonly kind: 'request-override' }
  | { readonly kind: 'request-origin' }
  | { readonly kind: 'request-set-up' }
  | { readonly kind: 'retry-parked' };

export type PanelStep = { readonly panel: Panel; readonly effects: readonly PanelEffect[] };
/** Units in an epidemic area that fit what was typed; `Trust.epidemicUnits`. */
export type FindUnits = (typed: string) => readonly PlaceChoice[];

type OriginPanel = Extract<Panel, { kind: 'origin' }>;

const CLOSED: Panel = { kind: 'none' };
const MAX_TYPED = 64;
const MAX_UNIT_TYPED = 40;
/** As many as there are digits to pick them by. */
const MAX_CHOICES = 9;

/** Officer keys against the open panel. Pure; `lane` is the lane that the keyboard serves. */
export function pressKey(panel: Panel, key: OfficerKey, lane: string, units: FindUnits): PanelStep {
  if (key.kind === 'command') {
    if (key.key === 'F2') return { panel: { kind: 'typed-code', lane, text: '' }, effects: [] };
    if (key.key === 'F3') return { panel, effects: [{ kind: 'toggle-direction' }] };
    if (key.key === 'F4') return { panel, effects: [{ kind: 'request-override' }] };
    if (key.key === 'F5') return { panel, effects: [{ kind: 'request-origin' }] };
    // No key that a scanner ends its codes with: it would open by itself.
    if (key.key === 'F6') return { panel, effects: [{ kind: 'papers-agree' }] };
    if (key.key === 'F8') return { panel, effects: [{ kind: 'retry-parked' }] };
    if (key.key === 'F9') return { panel, effects: [{ kind: 'request-set-up' }] };
    return { panel, effects: [] };
  }
  if (key.key === 'Escape') return { panel: CLOSED, effects: [] };
  // Only a key by itself decides: a digit among others may be of a short code that a scanner read.
  const decides = panel.kind === 'override' || (panel.kind === 'origin' && /^([0-9]|Enter)$/.test(key.key));
  if (decides && key.rolled) return { panel, effects: [] };
  if (panel.kind === 'override') return chooseReason(panel, key.key);
  if (panel.kind === 'origin') return chooseOrigin(panel, key.key, units);
  if (panel.kind === 'typed-code') return type(panel, key.key);
  if (panel.kind === 'set-up') return { panel, effects: [] };
  // an officer who just starts to type a number means the typed code
  return /^[0-9]$/.test(key.key) ? type({ kind: 'typed-code', lane, text: '' }, key.key) : { panel, effects: [] };
}

/** Where does the person of the verdict `refersTo` come from? */
export function originPanel(lane: string, refersTo: string, text: string, units: FindUnits): OriginPanel {
  return { kind: 'origin', lane, refersTo, text, choices: units(text).slice(0, MAX_CHOICES) };
}

function chooseReason(panel: Extract<Panel, { kind: 'override' }>, key: string): PanelStep {
  const reason = /^[1-9]$/.test(key) ? overrideReasons(panel.admit)[Number(key) - 1] : undefined;
  if (reason === undefined) return { panel, effects: [] };
  return { panel: CLOSED, effects: [{ kind: 'override', refersTo: panel.refersTo, admit: panel.admit, reason }] };
}

/** Letters narrow the choices; a digit picks one of them, and Enter the first. */
function chooseOrigin(panel: OriginPanel, key: string, units: FindUnits): PanelStep {
  const { lane, refersTo, text, choices } = panel;
  const retyped = (next: string): PanelStep => ({ panel: originPanel(lane, refersTo, next, units), effects: [] });
  if (key === 'Backspace') return retyped(text.slice(0, -1));
  if (/^[A-Za-z]$/.test(key)) return text.length < MAX_UNIT_TYPED ? retyped(text + key) : { panel, effects: [] };
  const choice = key === 'Enter' ? choices[0] : choices[Number(key) - 1];
  if (choice === undefined) return { panel, effects: [] };
  return { panel: CLOSED, effects: [{ kind: 'origin', refersTo, unit: choice.code }] };
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

/** A key that came with others decides nothing: they may be of a short code that a scanner read. */
export function isSetUpKey(key: OfficerKey): key is OfficerKey & { readonly key: SetUpKey } {
  return SET_UP_KEYS.some((each) => each === key.key) && !(key.kind === 'typed' && key.rolled);
}

/** Panels in which an officer decides about one verdict. */
export function concernsVerdict(panel: Panel): panel is Extract<Panel, { kind: 'override' | 'origin' }> {
  return panel.kind === 'override' || panel.kind === 'origin';
}
