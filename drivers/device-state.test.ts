import { expect, test } from 'vitest';
import type { DeviceState } from '../main/contract/messages.ts';
import { deviceStateTeller } from './device-state.ts';

function teller(kind: DeviceState['kind']) {
  const told: DeviceState[] = [];
  return { told, tell: deviceStateTeller(kind, '/dev/x', (state) => told.push(state)) };
}

test('what lacks for the right to open it depends on the device: a group for ports, a udev rule for HID', () => {
  for (const kind of ['serial', 'lcus', 'modbus'] as const) {
    const { told, tell } = teller(kind);
    tell('permission', 'EACCES');
    expect(told).toEqual([{ kind, name: '/dev/x', state: 'fault', detail: 'EACCES', cause: 'port-permission' }]);
  }
  for (const kind of ['hid-pos', 'usbrelay', 'hid-5131', 'hid-0519'] as const) {
    const { told, tell } = teller(kind);
    tell('permission', 'EACCES');
    expect(told.map(({ cause }) => cause)).toEqual(['hid-permission']);
  }
});

test('the same failure tried again is no news; another cause, or none, is', () => {
  const { told, tell } = teller('hid-pos');
  for (const problem of ['ambiguous', 'ambiguous', 'layout-unknown', 'fault', 'fault', 'ready'] as const)
    tell(problem, problem === 'ready' ? null : 'the same');
  expect(told.map(({ state, cause }) => [state, cause])).toEqual([
    ['fault', 'ambiguous'],
    ['fault', 'layout-unknown'],
    ['fault', undefined],
    ['ready', undefined],
  ]);
});
