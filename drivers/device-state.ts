import type { DeviceCause, DeviceState } from '../main/contract/messages.ts';
import type { OpenProblem } from './supervise.ts';

/** HID devices need a udev rule, ports the right group. */
const HID_KINDS: readonly DeviceState['kind'][] = ['hid-pos', 'usbrelay', 'hid-5131', 'hid-0519'];

/** Turns what a link tells into device states, each told once: retries of the same failure are no news. */
export function deviceStateTeller(
  kind: DeviceState['kind'],
  name: string,
  tell: (state: DeviceState) => void,
): (state: DeviceState['state'] | OpenProblem, detail: string | null) => void {
  let last = '';
  return (linkState, linkDetail) => {
    const { state, cause } = stateOf(kind, linkState);
    const detail = linkDetail?.slice(0, 300) ?? null;
    const told = `${state} ${cause} ${detail}`;
    if (told === last) return;
    last = told;
    tell({ kind, name, state, detail, ...(cause === null ? {} : { cause }) });
  };
}

function stateOf(
  kind: DeviceState['kind'],
  state: DeviceState['state'] | OpenProblem,
): { readonly state: DeviceState['state']; readonly cause: DeviceCause | null } {
  switch (state) {
    case 'connecting':
    case 'ready':
    case 'missing':
    case 'busy':
    case 'fault':
      return { state, cause: null };
    case 'permission':
      return { state: 'fault', cause: HID_KINDS.includes(kind) ? 'hid-permission' : 'port-permission' };
    default:
      return { state: 'fault', cause: state };
  }
}
