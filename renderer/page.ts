import type { Link } from '../main/contract/bridge.ts';
import type { Outage, StationView, ToWindow } from '../main/contract/messages.ts';
import type { Panel } from '../main/contract/panels.ts';
import { type Face, type FaceMessage, face } from './face.ts';
import { localeOf } from './i18n/say.ts';

type Notice = Extract<ToWindow, { type: 'notice' }>['notice'];
type Shown = Extract<ToWindow, { type: 'verdict' | 'override' | 'scan-again' }>;

/** What stands on a lane; `until` in the page's monotonic milliseconds; `over` keeps it for an officer who is late. */
type LaneState = { readonly message: Shown; readonly until: number; readonly over: boolean };

/** The whole state of the page. Pure: `advance` gives the next one, `facesOf` what to show. */
export type Page = {
  readonly station: StationView | null;
  /** False from a broken link until the station has told of itself again. */
  readonly stationHeard: boolean;
  readonly linkOutage: { readonly outage: Outage; readonly detail: string } | null;
  readonly lanes: ReadonlyMap<string, LaneState>;
  /** Lane that spoke last. */
  readonly latest: string | null;
  readonly panel: Panel;
  /** Digits of the typed-code panel as they would be sent by its button. */
  readonly draft: string;
  /** `lane`: at whose gate it happened; null: it answers the officer. */
  readonly notice: {
    readonly notice: Notice;
    readonly lane: string | null;
    /** How many it is about; null: it is about no number. */
    readonly count: number | null;
    readonly until: number;
  } | null;
  readonly trayLane: string | null;
};

export type PageEvent =
  | ToWindow
  | Link
  | { readonly type: 'time' }
  | { readonly type: 'draft'; readonly text: string }
  | { readonly type: 'tray-lane'; readonly lane: string };

export const EMPTY_PAGE: Page = {
  station: null,
  stationHeard: false,
  linkOutage: null,
  lanes: new Map(),
  latest: null,
  panel: { kind: 'none' },
  draft: '',
  notice: null,
  trayLane: null,
};

const CLOSED: Panel = { kind: 'none' };
const NOTICE_MS = 4000;
/** Nobody waits for news of a gate: the officer may look elsewhere just then. */
const GATE_NOTICE_MS = 15_000;
const MAX_DRAFT = 64;

/** @param now monotonic milliseconds of the page */
export function advance(page: Page, event: PageEvent, now: number): Page {
  switch (event.type) {
    case 'link':
      return event.up
        ? { ...page, linkOutage: null }
        : {
            ...EMPTY_PAGE,
            station: page.station,
            trayLane: page.trayLane,
            linkOutage: { outage: event.outage, detail: event.detail },
          };
    case 'station':
      return { ...page, station: event, stationHeard: true };
    case 'verdict':
    case 'override':
    case 'scan-again':
      return show(page, event, now);
    case 'panel':
      return openPanel(page, event.panel, now);
    case 'notice':
      return { ...page, notice: noticeUntil(event, now) };
    case 'draft':
      return { ...page, draft: event.text.slice(0, MAX_DRAFT) };
    case 'tray-lane':
      return { ...page, trayLane: event.lane };
    case 'time':
      return expire(page, now);
  }
}

function noticeUntil({ notice, lane, count }: Extract<ToWindow, { type: 'notice' }>, now: number): Page['notice'] {
  return {
    notice,
    lane: lane ?? null,
    count: count ?? null,
    until: now + (lane === undefined ? NOTICE_MS : GATE_NOTICE_MS),
  };
}

/** A new message replaces what stands on its lane at once, and closes a panel about what is gone. */
function show(page: Page, message: Shown, now: number): Page {
  const holdMs = face(message, page.station, localeOf(page.station)).holdMs ?? 0;
  const lanes = new Map(page.lanes).set(message.lane, { message, until: now + holdMs, over: false });
  const stale = isAboutVerdict(page.panel) && page.panel.lane === message.lane;
  return { ...page, lanes, latest: message.lane, panel: stale ? CLOSED : page.panel };
}

/** Panels in which an officer decides about one verdict. */
function isAboutVerdict(panel: Panel): panel is Extract<Panel, { kind: 'override' | 'origin' }> {
  return panel.kind === 'override' || panel.kind === 'origin';
}

/**
 * A panel about a verdict brings it back to the screen, and gives it its full time again when it closes. One about a
 * verdict that the screen does not know stays shut: an officer decides about what he sees.
 */
function openPanel(page: Page, panel: Panel, now: number): Page {
  const draft = panel.kind === 'typed-code' ? panel.text : '';
  const held = isAboutVerdict(panel) ? panel : isAboutVerdict(page.panel) ? page.panel : null;
  const lane = held === null ? undefined : page.lanes.get(held.lane);
  if (held === null || lane === undefined || !isAbout(held.refersTo, lane.message)) {
    return { ...page, panel: isAboutVerdict(panel) ? CLOSED : panel, draft };
  }
  const holdMs = face(lane.message, page.station, localeOf(page.station)).holdMs ?? 0;
  const lanes = new Map(page.lanes).set(held.lane, { ...lane, until: now + holdMs, over: false });
  return { ...page, panel, draft, lanes, latest: held.lane };
}

function isAbout(refersTo: string, message: Shown): boolean {
  return message.type !== 'scan-again' && message.uuid === refersTo;
}

function isHeld(page: Page, lane: string): boolean {
  return isAboutVerdict(page.panel) && page.panel.lane === lane;
}

function expire(page: Page, now: number): Page {
  const notice = page.notice !== null && page.notice.until <= now ? null : page.notice;
  const lanes = new Map<string, LaneState>();
  for (const [name, lane] of page.lanes) {
    const over = lane.over || (lane.until <= now && !isHeld(page, name));
    lanes.set(name, over === lane.over ? lane : { ...lane, over });
  }
  return { ...page, notice, lanes };
}

/** When something on the page is over next, in the milliseconds of `advance`; null: nothing waits. */
export function nextDeadline(page: Page): number | null {
  const waiting = [...page.lanes]
    .filter(([name, lane]) => !lane.over && !isHeld(page, name))
    .map(([, lane]) => lane.until);
  if (page.notice !== null) waiting.push(page.notice.until);
  return waiting.length === 0 ? null : Math.min(...waiting);
}

export function outageOf(page: Page): { readonly outage: Outage; readonly detail: string } | null {
  if (page.linkOutage !== null) return page.linkOutage;
  if (page.station === null || !page.stationHeard) return { outage: 'station-starting', detail: '' };
  const { outage, outageDetail } = page.station;
  return outage === null ? null : { outage, detail: outageDetail ?? '' };
}

/** One face a lane, in the order of the configuration; a single nameless one while no station has told of its lanes. */
export function facesOf(page: Page): readonly Face[] {
  const locale = localeOf(page.station);
  const lanes = page.station?.lanes ?? [{ name: '', direction: 'in' as const }];
  return lanes.map(({ name, direction }) => face(messageOf(page, name, direction), page.station, locale));
}

function messageOf(page: Page, lane: string, direction: Face['direction']): FaceMessage {
  const outage = outageOf(page);
  if (outage !== null) return { type: 'out-of-service', lane, direction, ...outage };
  const shown = page.lanes.get(lane);
  return shown === undefined || shown.over ? { type: 'idle', lane, direction } : shown.message;
}

/** What tests and the glass bench read from the document: the lane that spoke last, else the first. */
export function marksOf(page: Page): {
  readonly tone: Face['tone'];
  readonly lane: string;
  readonly seq: number | null;
} {
  const faces = facesOf(page);
  const latest = faces.find((each) => each.lane === page.latest && each.tone !== 'idle') ?? faces[0];
  const message = latest === undefined ? undefined : page.lanes.get(latest.lane);
  const shown = message !== undefined && !message.over && latest?.tone !== 'out-of-service';
  const seq = shown && message.message.type !== 'scan-again' ? message.message.seq : null;
  return { tone: latest?.tone ?? 'out-of-service', lane: latest?.lane ?? '', seq };
}
