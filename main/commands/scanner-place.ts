import { hidDeviceName } from '../contract/lane-devices.ts';
import { err, ok, type Result } from '../contract/result.ts';
import type { ScannerConfig, StationConfig } from '../contract/station-config.ts';

/** One scanner of station.json. */
export type Place = {
  readonly lane: string;
  /** Among the scanners of its lane, from 0. */
  readonly index: number;
  readonly scanner: ScannerConfig;
};

/** The scanner that is meant; `number` counts from 1. The error is for the terminal, and lists those there are. */
export function choose(
  { lanes }: StationConfig,
  lane: string | undefined,
  number: string | undefined,
): Result<Place, string> {
  const all = lanes.flatMap(({ name, scanners }) =>
    scanners.map((scanner, index): Place => ({ lane: name, index, scanner })),
  );
  const meant = all.filter(
    (place) =>
      (lane === undefined || place.lane === lane) && (number === undefined || String(place.index + 1) === number),
  );
  const [one, ...others] = meant;
  if (one !== undefined && others.length === 0) return ok(one);
  if (all.length === 0) return err('station.json names no scanner');
  const problem = one === undefined ? 'no such scanner' : 'which scanner is meant? say --lane and --scanner';
  return err(
    [problem, ...all.map((place) => `  --lane "${place.lane}" --scanner ${place.index + 1}: ${nameOf(place)}`)].join(
      '\n',
    ),
  );
}

function nameOf({ scanner }: Place): string {
  if (scanner.kind === 'wedge') return 'wedge';
  return `${scanner.kind} ${scanner.kind === 'hid' ? hidDeviceName(scanner) : scanner.path}`;
}
