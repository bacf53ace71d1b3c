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
    lanes: [...lanes].map((lane) => {
      const { scanners, turnstile } = ports.devices(lane.name);
      return { name: lane.name, direction: lane.direction, scanners: [...scanners], turnstile };
    }),
    upload: ports.uploads(),
    trust: moment.trustAge,
    clock: moment.clock,
    ...(moment.timeBy === 'signed' ? { aheadMs: moment.now - ports.clock.wall() } : {}),
    today: { ...ports.record.counts(moment.day), scanAgain },
    outage,
    tray: ports.tray.map(({ id, vi, en, expect }) => ({ id, vi, en, expect })),
  };
}
