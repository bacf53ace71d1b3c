import type { DeviceState, StationView } from './messages.ts';
import type { Direction } from './station-config.ts';

/** A line of the set-up panel: one scanner or turnstile. */
export type SetUpDevice = {
  readonly lane: string;
  readonly direction: Direction;
  readonly device: DeviceState;
  /** Its place among the scanners of its lane; null: a turnstile. */
  readonly index: number | null;
  /** The key that begins to learn it; null: there is nothing to learn. */
  readonly digit: number | null;
};

/** As many as the smallest glass holds. */
const PER_PAGE = 6;
const LEARNABLE: readonly DeviceState['kind'][] = ['serial', 'hid-pos', 'wedge'];

/**
 * All devices of the station, the lane `first` before the others, in pages; at least one page. Window and station number
 * them by this one function, so that a digit means what the officer sees.
 */
export function setUpPages(lanes: StationView['lanes'], first: string): readonly (readonly SetUpDevice[])[] {
  const ordered = [...lanes].sort((a, b) => Number(b.name === first) - Number(a.name === first));
  const devices = ordered.flatMap(({ name, direction, scanners, turnstile }) => {
    const line = (device: DeviceState, index: number | null) => ({ lane: name, direction, device, index });
    return [...scanners.map(line), ...(turnstile === null ? [] : [line(turnstile, null)])];
  });
  const pages = Array.from({ length: Math.max(1, Math.ceil(devices.length / PER_PAGE)) }, (_, page) =>
    devices.slice(page * PER_PAGE, (page + 1) * PER_PAGE),
  );
  return pages.map(numbered);
}

function numbered(devices: readonly Omit<SetUpDevice, 'digit'>[]): readonly SetUpDevice[] {
  let digit = 0;
  return devices.map((each) => {
    const learnable = each.index !== null && LEARNABLE.includes(each.device.kind);
    return { ...each, digit: learnable ? ++digit : null };
  });
}
