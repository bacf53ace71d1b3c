import type { Outage, StationView } from '../contract/messages.ts';
import type { Scan } from '../contract/scan.ts';
import { createDebouncer } from './debounce.ts';
import { createLanes } from './lane.ts';
import { openLane } from './open-lane.ts';
import { passageLine } from './passage-line.ts';
import type { StationPorts } from './ports.ts';
import type { Station } from './station.ts';

export type WayOutPorts = Pick<
  StationPorts,
  'config' | 'clock' | 'turnstiles' | 'devices' | 'later' | 'show' | 'passage'
> & {
  /** Why there is no station: nothing can be judged or recorded. */
  readonly outage: () => Outage;
  /** What the machine said of it. */
  readonly detail: () => string;
  /** Somebody has seen that the record was restored; false: it was not, or that could not be noted. */
  readonly acknowledge: () => boolean;
};

const ACKNOWLEDGE_KEY = 'F10';
const MAX_DETAIL = 500;

/**
 * What stands in for a station that cannot run: it admits nobody, judges nothing, records nothing, and opens its lanes
 * outward at any scan, for nobody is ever kept in (DESIGN section 2.2).
 */
export function createWayOut(ports: WayOutPorts): Station {
  const lanes = createLanes(ports.config.lanes);
  const debouncer = createDebouncer();
  const { wall } = ports.clock;

  function scan({ lane: name, content }: Scan): void {
    const lane = lanes.get(name);
    if (lane === undefined) return;
    const windowMs = ports.config.passage.windowSeconds * 1000;
    if (content.ok && debouncer.isRepetition(name, content.text, ports.clock.monotonic(), windowMs)) return;
    if (lane.direction === 'out') openLane(ports, lane, null, wall());
    ports.passage(passageLine(lane, wall(), { kind: 'refused', outage: ports.outage() }));
  }

  function refuse(): void {
    ports.show({ type: 'notice', notice: 'out-of-service' });
  }

  function acknowledge(): void {
    if (!ports.acknowledge()) refuse();
  }

  return {
    scan,
    passage(name, { outcome }) {
      const lane = lanes.get(name);
      if (lane === undefined || outcome !== 'forced') return;
      ports.passage(passageLine(lane, wall(), { kind: 'forced' }));
      ports.show({ type: 'notice', notice: 'passage-forced', lane: name });
    },
    changed: () => ports.show(wayOutView(ports)),
    officerKey(key) {
      if (key.kind === 'command' && key.key === ACKNOWLEDGE_KEY) acknowledge();
      else refuse();
    },
    fromWindow(message) {
      if (message.type === 'acknowledge-recovery') return acknowledge();
      if (message.type !== 'hello') return refuse();
      ports.show(wayOutView(ports));
      ports.show({ type: 'panel', panel: { kind: 'none' } });
    },
  };
}

function wayOutView({ config, detail, devices, outage }: WayOutPorts): StationView {
  return {
    type: 'station',
    site: { name: config.site.name, officer: config.site.officer },
    languages: config.languages,
    sounds: config.sounds,
    retentionDays: config.retentionDays,
    ...(config.privacyNotice === null ? {} : { privacyNotice: config.privacyNotice }),
    lanes: config.lanes.map(({ name, direction }) => {
      const { scanners, turnstile } = devices(name);
      return { name, direction, scanners: [...scanners], turnstile };
    }),
    upload: { configured: config.central !== null, waiting: 0, parked: 0, lastAt: null, online: null },
    trust: { state: 'unknown', ageHours: null, issuedAt: null },
    clock: 'ok',
    today: { green: 0, black: 0, abnormal: 0, scanAgain: 0 },
    outage: outage(),
    outageDetail: detail().slice(0, MAX_DETAIL),
    tray: [],
  };
}
