import type { Outage, StationView } from '../contract/messages.ts';
import type { Lane } from './lane.ts';
import type { Moment } from './moment.ts';
import type { StationPorts } from './ports.ts';

/** The whole state that the window shows beside a verdict. */
export function stationView(
  ports: StationPorts,
  lanes: Iterable<Lane>,
  moment: Moment,
  scanAgain: number,
  outage: Outage | null,
): StationView {
  const { config } = ports;
  return {
    type: 'station',
    site: { name: config.site.name, officer: config.site.officer },
    languages: config.languages,
    sounds: config.sounds,
    retentionDays: config.retentionDays,
    ...(config.privacyNotice === null ? {} : { privacyNotice: config.privacyNotice }),
    lanes: laneViews(ports, lanes),
    upload: ports.uploads(),
    trust: moment.trustAge,
    clock: moment.clock,
    ...(moment.timeBy === 'signed' ? { aheadMs: moment.now - ports.clock.wall() } : {}),
    today: { ...ports.record.counts(moment.day), scanAgain },
    outage,
    tray: ports.tray.map(({ id, vi, en, expect }) => ({ id, vi, en, expect })),
  };
}

/** The lanes and their devices as they are now. */
export function laneViews(ports: Pick<StationPorts, 'devices'>, lanes: Iterable<Lane>): StationView['lanes'] {
  return [...lanes].map(({ name, direction }) => {
    const { scanners, turnstile } = ports.devices(name);
    return { name, direction, scanners: [...scanners], turnstile };
  });
}
