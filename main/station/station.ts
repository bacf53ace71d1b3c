import type { OfficerKey } from '../../drivers/scanner/wedge.ts';
import type { FromWindow, Outage, Panel, ToWindow } from '../contract/messages.ts';
import type { Scan } from '../contract/scan.ts';
import { trustAge } from '../trust/age.ts';
import { localDay } from '../verdict/local-day.ts';
import { createClockWatch } from './clock.ts';
import { createDebouncer } from './debounce.ts';
import { createLanes, type Lane } from './lane.ts';
import type { Moment } from './moment.ts';
import { type OverrideRequest, overridable, overrideStanding } from './override.ts';
import { type PanelEffect, pressKey } from './panel.ts';
import { handleScan } from './passage.ts';
import type { StationPorts } from './ports.ts';
import { createRest } from './rest.ts';
import { createRetention } from './retention.ts';
import { stationView } from './view.ts';

export type Station = {
  /** One scan, handled whole before the next: decode → verify → judge → record → show → actuate. */
  readonly scan: (scan: Scan) => void;
  readonly fromWindow: (message: FromWindow) => void;
  /** A key pressed by hand on the keyboard that serves `lane`. */
  readonly officerKey: (key: OfficerKey, lane: string) => void;
  /** Something beside the scans has changed that the window shows: a device, the uploads. */
  readonly changed: () => void;
};

export type RecordingStation = Station & {
  /** Erases the days whose time is over, once a local day; for a moment when nobody waits. */
  readonly eraseExpired: () => void;
};

/** The verdict is painted before the numbers beside it are gathered. */
const VIEW_DELAY_MS = 60;

export function createStation(ports: StationPorts): RecordingStation {
  const lanes = createLanes(ports.config.lanes);
  const debouncer = createDebouncer();
  const watch = createClockWatch(ports.clock);
  const rest = createRest(ports);
  const eraseExpired = createRetention(ports);
  let panel: Panel = { kind: 'none' };
  let outage: Outage | null = null;
  let scanAgain = { day: '', count: 0 };
  let viewIsDue = false;

  function moment(): Moment {
    const now = ports.clock.wall();
    const [trust, pack] = [ports.trust(), ports.pack()];
    return {
      now,
      clock: watch.state({ issuedAt: trust.issuedAt, highWater: ports.record.highWater() }),
      trustAge: trustAge(trust.issuedAt, now, pack.limits),
      trust,
      pack,
      day: localDay(now, pack.timeZone),
    };
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
    panel = next;
    ports.show({ type: 'panel', panel });
  }

  function notice(code: Extract<ToWindow, { type: 'notice' }>['notice']): void {
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
    rest.disturbed();
    if (scan.content.ok) {
      const longestMs = lane.direction === 'out' ? ports.config.passage.windowSeconds * 1000 : undefined;
      const now = ports.clock.monotonic();
      if (debouncer.isRepetition(lane.name, scan.content.text, now, longestMs)) return;
    }
    const now = moment();
    const handled = handleScan(ports, lane, scan, now);
    if (typeof handled === 'object') setOutage(handled.outage);
    else if (handled === 'recorded') setOutage(null);
    else scanAgain = { day: now.day, count: scanAgain.day === now.day ? scanAgain.count + 1 : 1 };
    if (panel.kind === 'override' && panel.lane === lane.name) setPanel({ kind: 'none' });
    changed();
  }

  function override(lane: Lane | undefined, request: OverrideRequest): void {
    if (lane === undefined) return notice('nothing-to-override');
    setPanel({ kind: 'none' });
    const done = overrideStanding(ports, lane, request, moment());
    if (typeof done === 'object' && 'notice' in done) return notice(done.notice);
    setOutage(done === 'recorded' ? null : done.outage);
    changed();
  }

  function askForOverride(lane: Lane | undefined): void {
    if (lane === undefined) return notice('no-such-lane');
    const refusal = overridable(lane, ports.clock.wall());
    if (refusal !== null || lane.standing === null) return notice(refusal ?? 'nothing-to-override');
    setPanel({
      kind: 'override',
      lane: lane.name,
      refersTo: lane.standing.uuid,
      admit: lane.standing.colour !== 'green',
    });
  }

  function typedCode(lane: string, text: string): void {
    scan({ source: 'typed', lane, content: { ok: true, text }, at: ports.clock.monotonic() });
  }

  function apply(effect: PanelEffect, laneName: string): void {
    const lane = lanes.get(laneName);
    switch (effect.kind) {
      case 'submit-code':
        return typedCode(effect.lane, effect.text);
      case 'override':
        return override(standingLane(effect.refersTo), effect);
      case 'toggle-direction':
        if (lane !== undefined) lane.direction = lane.direction === 'in' ? 'out' : 'in';
        return showView();
      case 'request-override':
        return askForOverride(lane);
    }
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
        if (lane !== undefined) lane.direction = message.direction;
        return showView();
      case 'open-panel':
        return message.kind === 'override'
          ? askForOverride(lane)
          : setPanel({ kind: 'typed-code', lane: message.lane, text: '' });
      case 'close-panel':
        return setPanel({ kind: 'none' });
      case 'override':
        return override(standingLane(message.refersTo), message);
    }
  }

  function officerKey(key: OfficerKey, lane: string): void {
    const step = pressKey(panel, key, lane);
    setPanel(step.panel);
    for (const effect of step.effects) apply(effect, lane);
  }

  return { scan, fromWindow, officerKey, changed, eraseExpired: () => eraseExpired(moment()) };
}
