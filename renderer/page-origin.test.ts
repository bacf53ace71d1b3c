import { describe, expect, test } from 'vitest';
import type { ToWindow } from '../main/contract/messages.ts';
import { originPanel } from './crowded-messages.ts';
import { advance, EMPTY_PAGE, facesOf, nextDeadline, type Page, type PageEvent } from './page.ts';
import { station, verdict } from './sample-messages.ts';

const OTHER_UUID = '01890a5d-ac96-774b-bcce-b302099a8099';
const closed: ToWindow = { type: 'panel', panel: { kind: 'none' } };

function pageAfter(events: readonly (readonly [number, PageEvent])[]): Page {
  return events.reduce((page, [now, event]) => advance(page, event, now), EMPTY_PAGE);
}

function tones(page: Page): string[] {
  return facesOf(page).map(({ tone }) => tone);
}

describe('the origin panel', () => {
  const origin = (refersTo: string): ToWindow => ({ type: 'panel', panel: originPanel(refersTo, 'A') });

  test('holds the verdict of the person it asks about, also one that has just gone', () => {
    const page = pageAfter([
      [0, station()],
      [0, verdict()],
      [2500, { type: 'time' }],
      [2600, origin(verdict().uuid)],
      [60_000, { type: 'time' }],
    ]);
    expect([page.panel.kind, ...tones(page)]).toEqual(['origin', 'green']);
    expect(nextDeadline(advance(page, closed, 61_000))).toBe(63_500);
  });

  test('closes when the station has judged anew, and never stands over another person', () => {
    const open = pageAfter([
      [0, station()],
      [0, verdict()],
      [1, origin(verdict().uuid)],
    ]);
    const judged = advance(open, verdict({ colour: 'abnormal', reasons: ['epidemic-area'], uuid: OTHER_UUID }), 2);
    expect([judged.panel.kind, ...tones(judged)]).toEqual(['none', 'abnormal']);
    expect(advance(judged, origin(verdict().uuid), 3).panel).toEqual({ kind: 'none' });
  });

  test('what is typed to find a place leaves the panel open, with the choices that the station found', () => {
    const open = pageAfter([
      [0, station()],
      [0, verdict()],
      [1, origin(verdict().uuid)],
    ]);
    const found: ToWindow = {
      type: 'panel',
      panel: { kind: 'origin', lane: 'A', refersTo: verdict().uuid, text: 'hue', choices: [] },
    };
    expect(advance(open, found, 2).panel).toEqual(found.panel);
  });
});
