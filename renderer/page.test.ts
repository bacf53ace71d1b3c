import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ToWindow, toWindowSchema } from '../main/contract/messages.ts';
import { crowdedOthers, crowdedStation, crowdedVerdicts, originPanel } from './crowded-messages.ts';
import { advance, EMPTY_PAGE, facesOf, marksOf, nextDeadline, type Page, type PageEvent } from './page.ts';
import { override, scanAgain, station, verdict } from './sample-messages.ts';

const OTHER_UUID = '01890a5d-ac96-774b-bcce-b302099a8099';

function pageAfter(events: readonly (readonly [number, PageEvent])[]): Page {
  return events.reduce((page, [now, event]) => advance(page, event, now), EMPTY_PAGE);
}

function tones(page: Page): string[] {
  return facesOf(page).map(({ tone }) => tone);
}

const twoLanes = station({
  lanes: [
    { name: 'A', direction: 'in', scanners: [], turnstile: null },
    { name: 'B', direction: 'out', scanners: [], turnstile: null },
  ],
});
const overridePanel = (refersTo: string): ToWindow => ({
  type: 'panel',
  panel: { kind: 'override', lane: 'A', refersTo, admit: true },
});
const closed: ToWindow = { type: 'panel', panel: { kind: 'none' } };

describe('what stands on the screen', () => {
  test('nothing but out of service before the station tells of itself', () => {
    expect(tones(EMPTY_PAGE)).toEqual(['out-of-service']);
    expect(tones(pageAfter([[0, verdict()]]))).toEqual(['out-of-service']);
    expect(tones(pageAfter([[0, station()]]))).toEqual(['idle']);
  });

  test('green goes back to idle when its time is over, and not before', () => {
    const page = pageAfter([
      [0, station()],
      [1000, verdict()],
    ]);
    const deadline = nextDeadline(page);
    expect(deadline).toBe(3500);
    expect(tones(advance(page, { type: 'time' }, 3499))).toEqual(['green']);
    expect(tones(advance(page, { type: 'time' }, 3500))).toEqual(['idle']);
    expect(nextDeadline(advance(page, { type: 'time' }, 3500))).toBeNull();
  });

  test('a new message replaces the one before at once, and has its own time', () => {
    const page = pageAfter([
      [0, station()],
      [0, verdict()],
      [2400, verdict({ colour: 'black', reasons: ['no-data'], uuid: OTHER_UUID, seq: 2 })],
      [2500, { type: 'time' }],
    ]);
    expect(tones(page)).toEqual(['black']);
    expect(nextDeadline(page)).toBe(10_400);
  });

  test('what the machine said of an outage, of a broken link before that of the station', () => {
    const restored = station({ outage: 'record-recovered', outageDetail: 'restored: 3 rows' });
    const notes = (page: Page) => facesOf(page).map(({ note }) => note);
    const page = pageAfter([[0, restored]]);
    expect(notes(page)).toEqual(['record-recovered: restored: 3 rows']);
    const broken = advance(page, { type: 'link', up: false, outage: 'station-down', detail: 'signal 9' }, 0);
    expect(notes(broken)).toEqual(['station-down: signal 9']);
  });

  test('a notice keeps its number', () => {
    const page = pageAfter([[0, { type: 'notice', notice: 'parked-sent-again', count: 12 }]]);
    expect(page.notice).toMatchObject({ notice: 'parked-sent-again', count: 12 });
  });

  test('a verdict takes the panel of its own lane alone', () => {
    const page = pageAfter([
      [0, twoLanes],
      [1, verdict({ lane: 'B', direction: 'out', colour: 'black', reasons: ['no-data'] })],
    ]);
    expect(facesOf(page).map(({ lane, shape }) => [lane, shape])).toEqual([
      ['A', 'hold-code'],
      ['B', 'exit-door'],
    ]);
    expect(marksOf(page)).toEqual({ tone: 'black', lane: 'B', seq: 1 });
  });

  test('a verdict of a lane that the configuration does not have is not drawn on another', () => {
    expect(
      tones(
        pageAfter([
          [0, station()],
          [1, verdict({ lane: 'Z' })],
        ]),
      ),
    ).toEqual(['idle']);
  });
});

describe('a broken link', () => {
  const down: PageEvent = { type: 'link', up: false, outage: 'station-down', detail: 'signal 9' };

  test('takes a verdict off the screen, and the verdict does not come back with the link', () => {
    const shown = pageAfter([
      [0, station()],
      [1, verdict()],
    ]);
    const broken = advance(shown, down, 2);
    expect(tones(broken)).toEqual(['out-of-service']);
    expect(facesOf(broken)[0]?.note).toBe('station-down: signal 9');
    const mended = advance(broken, { type: 'link', up: true }, 3);
    expect(tones(mended)).toEqual(['out-of-service']);
    expect(tones(advance(mended, station(), 4))).toEqual(['idle']);
  });

  test('no message of a station is shown while the link is down', () => {
    const page = pageAfter([
      [0, station()],
      [1, down],
      [2, station()],
      [3, verdict()],
      [4, override()],
    ]);
    expect(tones(page)).toEqual(['out-of-service']);
  });

  test('closes the panels, whose digits nobody counts any more', () => {
    const page = pageAfter([
      [0, station()],
      [1, verdict()],
      [2, overridePanel(verdict().uuid)],
      [3, down],
    ]);
    expect(page.panel).toEqual({ kind: 'none' });
  });
});

describe('the override panel', () => {
  test('holds the verdict that it is about, and gives it its time again when it closes', () => {
    const page = pageAfter([
      [0, station()],
      [0, verdict()],
      [2000, overridePanel(verdict().uuid)],
      [60_000, { type: 'time' }],
    ]);
    expect(tones(page)).toEqual(['green']);
    expect(nextDeadline(page)).toBeNull();
    expect(nextDeadline(advance(page, closed, 61_000))).toBe(63_500);
  });

  test('brings back a verdict that has just gone', () => {
    const gone = pageAfter([
      [0, station()],
      [0, verdict()],
      [2500, { type: 'time' }],
    ]);
    expect(tones(gone)).toEqual(['idle']);
    expect(tones(advance(gone, overridePanel(verdict().uuid), 2600))).toEqual(['green']);
  });

  test('never stands over the verdict of another person', () => {
    const open = pageAfter([
      [0, station()],
      [0, verdict()],
      [1, overridePanel(verdict().uuid)],
    ]);
    const next = advance(open, verdict({ uuid: OTHER_UUID, seq: 2 }), 2);
    expect(next.panel).toEqual({ kind: 'none' });
    expect(advance(next, overridePanel(verdict().uuid), 3).panel).toEqual({ kind: 'none' });
  });

  test('is refused where the page knows no such verdict: an officer decides about what he sees', () => {
    const page = pageAfter([
      [0, station()],
      [1, overridePanel(OTHER_UUID)],
    ]);
    expect(page.panel).toEqual({ kind: 'none' });
  });

  test('a verdict of another lane leaves it open', () => {
    const open = pageAfter([
      [0, twoLanes],
      [0, verdict()],
      [1, overridePanel(verdict().uuid)],
      [2, verdict({ lane: 'B', direction: 'out', uuid: OTHER_UUID, seq: 2 })],
    ]);
    expect(open.panel.kind).toBe('override');
  });
});

describe('the typed code', () => {
  const typed = (text: string): ToWindow => ({ type: 'panel', panel: { kind: 'typed-code', lane: 'A', text } });

  test('what the keyboard typed is what the screen shows, also after the keypad', () => {
    const page = pageAfter([
      [0, station()],
      [1, typed('12')],
      [2, { type: 'draft', text: '129' }],
    ]);
    expect(page.draft).toBe('129');
    expect(advance(page, typed('123'), 3).draft).toBe('123');
    expect(advance(page, closed, 3).draft).toBe('');
  });

  test('is never longer than a message may be', () => {
    expect(pageAfter([[0, { type: 'draft', text: '1'.repeat(500) }]]).draft).toHaveLength(64);
  });
});

test('a notice goes by itself', () => {
  const page = pageAfter([
    [0, station()],
    [10, { type: 'notice', notice: 'override-too-late' }],
  ]);
  expect(nextDeadline(page)).toBe(4010);
  expect(advance(page, { type: 'time' }, 4010).notice).toBeNull();
});

test('news of a gate stands until an officer who looks elsewhere has had time to see it, and names its lane', () => {
  const page = pageAfter([
    [0, station()],
    [10, { type: 'notice', notice: 'passage-forced', lane: 'Cổng 1' }],
  ]);
  expect(page.notice).toMatchObject({ lane: 'Cổng 1' });
  expect(advance(page, { type: 'time' }, 10_000).notice).not.toBeNull();
  expect(advance(page, { type: 'time' }, 15_010).notice).toBeNull();
});

describe('whatever comes, in whatever order', () => {
  const events: readonly PageEvent[] = [
    station(),
    station({ outage: 'disk-full' }),
    twoLanes,
    verdict(),
    verdict({ colour: 'black', reasons: ['no-data'], uuid: OTHER_UUID }),
    verdict({ lane: 'B', direction: 'out', colour: 'abnormal', reasons: ['symptoms'] }),
    override({ admit: true }),
    scanAgain(),
    overridePanel(verdict().uuid),
    overridePanel(OTHER_UUID),
    { type: 'panel', panel: originPanel(verdict().uuid, 'A') },
    closed,
    { type: 'link', up: true },
    { type: 'link', up: false, outage: 'station-hung', detail: '' },
    { type: 'time' },
  ];
  const history = fc.array(fc.tuple(fc.integer({ min: 0, max: 5000 }), fc.constantFrom(...events)), { maxLength: 40 });

  test('green stands only for a green verdict or an admission, with the station in order', () => {
    fc.assert(
      fc.property(history, (steps) => {
        let now = 0;
        let page = EMPTY_PAGE;
        for (const [wait, event] of steps) {
          now += wait;
          page = advance(page, event, now);
          for (const face of facesOf(page)) {
            if (face.tone !== 'green') continue;
            const message = page.lanes.get(face.lane)?.message;
            const admitted =
              (message?.type === 'verdict' && message.colour === 'green') ||
              (message?.type === 'override' && message.admit);
            expect(admitted).toBe(true);
            expect([page.linkOutage, page.stationHeard, page.station?.outage]).toEqual([null, true, null]);
          }
        }
      }),
    );
  });

  test('every lane is idle or out of service in the end, unless an officer holds it', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const page = steps.reduce((before, [now, event]) => advance(before, event, now), EMPTY_PAGE);
        const end = advance(advance(page, closed, 10_000), { type: 'time' }, 100_000);
        expect(nextDeadline(end)).toBeNull();
        for (const tone of tones(end)) expect(['idle', 'out-of-service']).toContain(tone);
      }),
    );
  });
});

test('the sample messages are messages of the contract', () => {
  const panel: ToWindow = { type: 'panel', panel: originPanel(verdict().uuid) };
  const all = [station(), verdict(), override(), scanAgain(), crowdedStation, panel];
  for (const message of [...all, ...Object.values(crowdedVerdicts), ...crowdedOthers]) {
    expect(toWindowSchema.safeParse(message).error).toBeUndefined();
  }
});
