import { expect, test } from 'vitest';
import { type LaneConfig, laneConfigSchema } from '../contract/station-config.ts';
import { sameDevices } from './same-device.ts';

const LINKS: { readonly [path: string]: string } = {
  '/dev/serial/by-id/usb-1a86': '/dev/ttyUSB0',
  '/dev/chot/gate': '/dev/ttyUSB0',
  '/dev//ttyUSB0': '/dev/ttyUSB0',
};

const resolve = async (path: string) => LINKS[path] ?? path;

function lane(name: string, scanner: string | null, board: string | null): LaneConfig {
  return laneConfigSchema.parse({
    name,
    direction: 'in',
    scanners: scanner === null ? [] : [{ kind: 'serial', path: scanner }],
    turnstile: board === null ? null : { kind: 'lcus', path: board },
  });
}

async function told(of: 'scanners' | 'turnstiles', ...lanes: LaneConfig[]): Promise<string[]> {
  return (await sameDevices(lanes, of, resolve)).map(({ status, what }) => `${status} ${what.en}`);
}

test('one board by two names fails: the second lane would find it in use', async () => {
  const lanes = [lane('in', null, '/dev/serial/by-id/usb-1a86'), lane('out', null, '/dev/chot/gate')];
  expect(await told('turnstiles', ...lanes)).toEqual([
    'fail Lane out, /dev/chot/gate: is the same device as /dev/serial/by-id/usb-1a86',
  ]);
});

test('so do two scanners, and a scanner that is a board', async () => {
  const scanners = [lane('in', '/dev/ttyUSB0', null), lane('out', '/dev//ttyUSB0', null)];
  expect(await told('scanners', ...scanners)).toHaveLength(1);
  const crossed = [lane('in', '/dev/chot/gate', '/dev/ttyUSB0')];
  expect(await told('scanners', ...crossed)).toEqual([]);
  expect(await told('turnstiles', ...crossed)).toHaveLength(1);
});

test('lanes that share a board by one name, and devices that are not there, are well', async () => {
  const lanes = [
    lane('in', '/dev/none-1', '/dev/serial/by-id/usb-1a86'),
    lane('out', '/dev/none-2', '/dev/serial/by-id/usb-1a86'),
  ];
  expect(await told('scanners', ...lanes)).toEqual([]);
  expect(await told('turnstiles', ...lanes)).toEqual([]);
});
