import type { DeviceState } from '../main/contract/messages.ts';
import type { OpenProblem } from './supervise.ts';

/** What the officer can do about a device that may not be opened (Debian and most others). */
const PERMISSION_ADVICE = 'this user may not open it: add the user to the group dialout, then log in again';

/** Turns what a link tells into device states, each told once: retries of the same failure are no news. */
export function deviceStateTeller(
  kind: DeviceState['kind'],
  name: string,
  tell: (state: DeviceState) => void,
  permissionAdvice: string = PERMISSION_ADVICE,
): (state: DeviceState['state'] | OpenProblem, detail: string | null) => void {
  let last = '';
  return (linkState, linkDetail) => {
    const state = linkState === 'permission' ? 'fault' : linkState;
    const detail =
      linkState === 'permission' ? `${permissionAdvice} (${linkDetail ?? ''})` : (linkDetail?.slice(0, 300) ?? null);
    const told = `${state} ${detail}`;
    if (told === last) return;
    last = told;
    tell({ kind, name, state, detail });
  };
}
