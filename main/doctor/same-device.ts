import { realpath } from 'node:fs/promises';
import type { LaneConfig } from '../contract/station-config.ts';
import { type Finding, failed } from './finding.ts';

/** Where a path leads, links followed; the path itself where it leads nowhere. */
export type Resolve = (path: string) => Promise<string>;

export const resolvePath: Resolve = (path) => realpath(path).catch(() => path);

/**
 * Devices that station.json names by two paths which lead to the same: whoever opens it first has it, and the other lane
 * finds it in use. That one path is not named twice is the business of the file's schema.
 */
export async function sameDevices(
  lanes: readonly LaneConfig[],
  of: 'scanners' | 'turnstiles',
  resolve: Resolve = resolvePath,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const names = new Map<string, string>();
  for (const { role, lane, path } of namedPaths(lanes)) {
    const target = await resolve(path);
    const first = names.get(target);
    names.set(target, first ?? path);
    if (first === undefined || first === path || role !== of) continue;
    findings.push(
      failed(
        {
          vi: `Làn ${lane}, ${path}: cùng một thiết bị với ${first}`,
          en: `Lane ${lane}, ${path}: is the same device as ${first}`,
        },
        {
          vi: 'Ghi đúng đường dẫn của từng thiết bị; hai rơ-le trên một bo mạch thì ghi đường dẫn giống hệt nhau.',
          en: 'Give each device its own path; two relays of one board take the very same text as "path".',
        },
        { lane, path, sameAs: first },
      ),
    );
  }
  return findings;
}

/** Scanners before turnstiles, as they are examined. */
function namedPaths(lanes: readonly LaneConfig[]) {
  const scanners = lanes.flatMap(({ name, scanners }) => scanners.map((device) => ({ lane: name, device })));
  const turnstiles = lanes.flatMap(({ name, turnstile }) =>
    turnstile === null ? [] : [{ lane: name, device: turnstile }],
  );
  const paths = (role: 'scanners' | 'turnstiles', devices: readonly { lane: string; device: object }[]) =>
    devices.flatMap(({ lane, device }) =>
      'path' in device && typeof device.path === 'string' ? [{ role, lane, path: device.path }] : [],
    );
  return [...paths('scanners', scanners), ...paths('turnstiles', turnstiles)];
}
