import type { OfficerKey } from '../../drivers/scanner/wedge.ts';
import type { Passage } from '../../drivers/turnstile/passage.ts';
import type { FromWindow, Outage } from '../contract/messages.ts';
import type { Panel } from '../contract/panels.ts';
import type { Scan } from '../contract/scan.ts';
import { createClockWatch } from './clock.ts';
import { createDebouncer } from './debounce.ts';
import { createLanes, type Lane } from './lane.ts';
import { type Moment, takeMoment } from './moment.ts';
import { openLane } from './open-lane.ts';
import { openingEnded } from './opening-ended.ts';
import { judgeOrigin, type OriginRequest } from './origin.ts';
import { type OverrideRequest, overrideStanding } from './override.ts';
import { concernsVerdict, isSetUpKey, originPanel, type PanelEffect, pressKey } from './panel.ts';
import { papersAgree } from './papers.ts';
import { handleScan } from './passage.ts';
import type { StationPorts } from './ports.ts';
import { createRest } from './rest.ts';
import { createRetention } from './retention.ts';
import { retryParked } from './retry-parked.ts';
import { createSetUp } from './set-up.ts';
import { type Notice, standingVerdict } from './standing.ts';
import { createTimeKeeping } from './time-keeping.ts';
import { laneViews, stationView } from './view.ts';

export type Station = {
  /** One scan, handled whole before the next: decode → verify → judge → record → show → actuate. */
  readonly scan: (scan: Scan) => void;
  readonly fromWindow: (message: FromWindow) => void;
  /** A key pressed by hand on the keyboard that serves `lane`. */
  readonly officerKey: (key: OfficerKey, lane: string) => void;
  /** A single key by hand would admit or refuse somebody just now: not one of a scanner may be taken for it. */
  readonly deciding?: () => boolean;
  /** The turnstile of `lane` tells what became of an opening. */
  readonly passage: (lane: string, passage: Passage) => void;
  /** Something beside the scans has changed that the window shows: a device, the uploads. */
  readonly changed: () => void;
};

export type RecordingStation = Station & {
  /** Erases the days whose time is over, once a local day; for a moment when nobody waits. */
  readonly eraseExpired: () => void;
  /** The time that the station goes by, in milliseconds since the epoch. */
  readonly now: () => number;
  /** Signed time, verified, in milliseconds since the epoch, as it was when the uptime was `uptime`. */
  readonly heardTime: (time: number, uptime: number) => void;
  /** Asks for signed time if it is due; to be called at the start and every few seconds. */
  readonly keepTime: () => void;
};

/** The verdict is painted before the numbers beside it are gathered. */
const VIEW_DELAY_MS = 60;

export function createStation(ports: StationPorts): RecordingStation {
  const lanes = createLanes(ports.config.lanes);
  const debouncer = createDebouncer();
  const watch = createClockWatch(ports.clock);
  const rest = createRest(ports);
  const eraseExpired = createRetention(ports);
  const keyring = () => ports.trust().keyring;
  const timeKeeping = ports.time && createTimeKeeping(ports.time, ports.clock, watch, keyring, changed);
  const setUp = createSetUp(ports, {
    show: setPanel,
    closePanel: () => setPanel({ kind: 'none' }),
    lanes: () => laneViews(ports, lanes.values()),
    heardAt: letOut,
  });
  let panel: Panel = { kind: 'none' };
  let outage: Outage | null = null;
  let scanAgain = { day: '', count: 0 };
  let viewIsDue = false;

  const moment = (): Moment => takeMoment(ports, watch);

  function keepTime(now: Moment = moment()): void {
    timeKeeping?.check({ state: now.clock, by: now.timeBy });
  }

  function showView(): void {
    const now = moment();
    const count = scanAgain.day === now.day ? scanAgain.count : 0;
    ports.show(stationView(ports, lanes.values(), now, count, outage));
  }

  function changed(): void {
    if (viewIsDue) return;
    viewIsDue = true;
    ports.later(VIEW_DELAY_MS, () => {
      viewIsDue = false;
      showView();
    });
  }

  function setPanel(next: Panel): void {
    if (next === panel || (next.kind === 'none' && panel.kind === 'none')) return;
    if (panel.kind === 'set-up' && next.kind !== 'set-up') setUp.close();
    panel = next;
    ports.show({ type: 'panel', panel });
  }

  function notice(code: Notice): void {
    ports.show({ type: 'notice', notice: code });
  }

  /** An outage covers every face, so it must reach the window before anything else does. */
  function setOutage(next: Outage | null): void {
    const isNew = next !== outage;
    outage = next;
    if (isNew) showView();
  }

  function scan(scan: Scan): void {
    const lane = lanes.get(scan.lane);
    if (lane === undefined) return notice('no-such-lane');
    const taken = setUp.takes(scan);
    if (taken !== null && lane.direction === 'in') return taken === 'tried' ? undefined : notice('lane-in-set-up');
    rest.disturbed();
    if (scan.content.ok) {
      const longestMs = lane.direction === 'out' ? ports.config.passage.windowSeconds * 1000 : undefined;
      const now = ports.clock.monotonic();
      if (debouncer.isRepetition(lane.name, scan.content.text, now, longestMs)) return stillThere(lane, now);
    }
    const now = moment();
    const handled = handleScan(ports, lane, scan, now);
    if (typeof handled === 'object') setOutage(handled.outage);
    else if (handled === 'recorded') setOutage(null);
    else if (handled === 'scan-again')
      scanAgain = { day: now.day, count: scanAgain.day === now.day ? scanAgain.count + 1 : 1 };
    if (concernsVerdict(panel) && panel.lane === lane.name) setPanel({ kind: 'none' });
    if (now.clock === 'suspect') keepTime(now);
    changed();
  }

  function passage(name: string, ended: Passage): void {
    const lane = lanes.get(name);
    if (lane === undefined) return;
    const done = openingEnded(ports, lane, ended, moment());
    if (done === 'recorded') setOutage(null);
    else if (done !== 'told') setOutage(done.outage);
    changed();
  }

  /** Outward a scanner that is being learned lets people out like any other: it may be the one they hold their codes to. */
  function letOut(name: string): void {
    const lane = lanes.get(name);
    if (lane?.direction !== 'out') return;
    const longestMs = ports.config.passage.windowSeconds * 1000;
    if (debouncer.isRepetition(name, 'in set-up', ports.clock.monotonic(), longestMs)) return;
    openLane(ports, lane, null, moment().now);
  }

  /** The person whose verdict stands holds the code there still. */
  function stillThere(lane: Lane, now: number): void {
    if (lane.standing !== null && lane.lastPass !== null) lane.lastPass = { ...lane.lastPass, at: now };
  }

  function override(lane: Lane | undefined, request: OverrideRequest): void {
    if (lane === undefined) return notice('nothing-to-override');
    setPanel({ kind: 'none' });
    decide(overrideStanding(ports, lane, request, moment()));
  }

  function origin(lane: Lane | undefined, request: OriginRequest): void {
    if (lane === undefined) return notice('nothing-to-override');
    setPanel({ kind: 'none' });
    decide(judgeOrigin(ports, lane, request, moment()));
  }

  function agree(lane: Lane | undefined, refersTo: string | null): void {
    const refusal = lane === undefined ? 'nothing-to-override' : papersAgree(ports, lane, refersTo, moment());
    if (refusal !== null) notice(refusal);
  }

  /** What came of an officer's decision about a verdict that stands. */
  function decide(done: 'recorded' | { readonly notice: Notice } | { readonly outage: Outage }): void {
    if (typeof done === 'object' && 'notice' in done) return notice(done.notice);
    setOutage(done === 'recorded' ? null : done.outage);
    changed();
  }

  function ask(kind: 'override' | 'origin', lane: Lane | undefined): void {
    if (lane === undefined) return notice('no-such-lane');
    if (kind === 'origin' && !ports.trust().lists.has('places')) return notice('no-places');
    const standing = standingVerdict(lane, ports.clock.monotonic(), null);
    if (!standing.ok) return notice(standing.error);
    const { uuid: refersTo, verdict } = standing.value;
    if (kind === 'origin') return setPanel(originPanel(lane.name, refersTo, '', ports.trust().epidemicUnits));
    setPanel({ kind, lane: lane.name, refersTo, admit: verdict.colour !== 'green' });
  }

  function typedCode(lane: string, text: string): void {
    scan({ source: 'typed', lane, content: { ok: true, text }, at: ports.clock.monotonic() });
  }

  function sendAgain(): void {
    const done = retryParked(ports);
    if (done !== null) setOutage(done.outage);
  }

  function apply(effect: PanelEffect, laneName: string): void {
    const lane = lanes.get(laneName);
    switch (effect.kind) {
      case 'submit-code':
        return typedCode(effect.lane, effect.text);
      case 'override':
        return override(standingLane(effect.refersTo), effect);
      case 'origin':
        return origin(standingLane(effect.refersTo), effect);
      case 'papers-agree':
        return agree(lane, null);
      case 'toggle-direction':
        if (lane !== undefined) turn(lane, lane.direction === 'in' ? 'out' : 'in');
        return showView();
      case 'request-override':
        return ask('override', lane);
      case 'request-origin':
        return ask('origin', lane);
      case 'request-set-up':
        return setUp.open(laneName);
      case 'retry-parked':
        return sendAgain();
    }
  }

  /** A verdict about the way in is none about the way out: nothing is left to be decided, and no gate to be opened by it. */
  function turn(lane: Lane, direction: Lane['direction']): void {
    if (direction !== lane.direction) lane.standing = null;
    lane.direction = direction;
  }

  function standingLane(uuid: string): Lane | undefined {
    return [...lanes.values()].find((lane) => lane.standing?.uuid === uuid);
  }

  function present(sample: string, lane: string): void {
    const found = ports.tray.find((candidate) => candidate.id === sample);
    if (found === undefined) return notice('no-such-sample');
    scan({ source: 'tray', lane, content: { ok: true, text: found.text }, at: ports.clock.monotonic() });
  }

  function fromWindow(message: FromWindow): void {
    const lane = 'lane' in message ? lanes.get(message.lane) : undefined;
    if ('lane' in message && lane === undefined) return notice('no-such-lane');
    switch (message.type) {
      case 'hello':
        showView();
        return ports.show({ type: 'panel', panel });
      case 'present':
        return present(message.sample, message.lane);
      case 'typed-code':
        setPanel({ kind: 'none' });
        return typedCode(message.lane, message.text);
      case 'direction':
        if (lane !== undefined) turn(lane, message.direction);
        return showView();
      case 'open-panel':
        if (message.kind === 'set-up') return setUp.open(message.lane);
        if (message.kind !== 'typed-code') return ask(message.kind, lane);
        return setPanel({ kind: 'typed-code', lane: message.lane, text: '' });
      case 'close-panel':
        return setPanel({ kind: 'none' });
      case 'set-up-key':
        return setUp.press(message.key);
      case 'override':
        return override(standingLane(message.refersTo), message);
      case 'origin':
        return origin(standingLane(message.refersTo), message);
      case 'papers-agree':
        return agree(standingLane(message.refersTo), message.refersTo);
      case 'retry-parked':
        return sendAgain();
    }
  }

  function officerKey(key: OfficerKey, lane: string): void {
    if (panel.kind === 'set-up' && isSetUpKey(key)) return setUp.press(key.key);
    const step = pressKey(panel, key, lane, ports.trust().epidemicUnits);
    setPanel(step.panel);
    for (const effect of step.effects) apply(effect, lane);
  }

  return {
    scan,
    fromWindow,
    officerKey,
    deciding: () => panel.kind === 'override',
    passage,
    changed,
    eraseExpired: () => eraseExpired(moment()),
    now: () => moment().now,
    heardTime(time, uptime) {
      watch.heard(time, uptime);
      changed();
    },
    keepTime: () => keepTime(),
  };
}
