import { expect, test } from 'vitest';
import { station } from '../renderer/sample-messages.ts';
import type { DeviceState } from './contract/messages.ts';
import { createDeviceLog } from './device-log.ts';

test('a gate without a screen says once what becomes of each device', () => {
  const lines: string[] = [];
  const show = createDeviceLog((line) => lines.push(line));
  const view = (state: DeviceState['state'], changes: Partial<DeviceState> = {}) =>
    show({
      ...station(),
      lanes: [
        {
          name: 'A',
          direction: 'in',
          scanners: [{ kind: 'serial', name: '/dev/x', state, detail: null, ...changes }],
          turnstile: { kind: 'lcus', name: '/dev/y', state: 'ready', detail: null },
        },
      ],
    });
  view('connecting');
  view('ready');
  view('ready');
  view('missing', { detail: 'hung up' });
  view('connecting');
  view('fault', { cause: 'port-permission' });
  expect(lines).toEqual([
    'A: lcus /dev/y: ready',
    'A: serial /dev/x: ready',
    'A: serial /dev/x: missing: hung up',
    'A: serial /dev/x: fault: no right to open it',
  ]);
});
