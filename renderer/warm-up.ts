import { render } from 'lit-html';
import type { ToWindow } from '../main/contract/messages.ts';
import type { Panel } from '../main/contract/panels.ts';
import { advance, EMPTY_PAGE } from './page.ts';
import { override, scanAgain, station, verdict } from './sample-messages.ts';
import { pageView } from './screens/page.ts';

/** Parses every template and fetches every font before the first person comes, away from the document. */
export function warmUp(): void {
  const silent = { send: () => undefined, tell: () => undefined };
  const nowhere = document.createElement('div');
  const choices = [{ code: '79', name: 'A' }];
  const panel: Panel = { kind: 'origin', lane: 'A', refersTo: verdict().uuid, text: '', choices };
  const messages: readonly ToWindow[] = [
    station(),
    verdict(),
    verdict({ comparePapers: true, matched: ['cccd', 'cmnd'] }),
    verdict({ colour: 'black', eligibleFrom: '2021-12-01' }),
    verdict({ colour: 'abnormal', seen: { at: 0, place: 'A', why: 'just-used' } }),
    { type: 'panel', panel },
    override(),
    scanAgain(),
    station({ outage: 'station-starting' }),
  ];
  let page = EMPTY_PAGE;
  for (const message of messages) {
    page = advance(page, message, 0);
    render(pageView(page, 0, silent), nowhere);
  }
  for (const weight of [500, 700, 800]) void document.fonts.load(`${weight} 1em 'Be Vietnam Pro'`, 'Aẫđō');
}
