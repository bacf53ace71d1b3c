import type { DeviceState, ToWindow } from './contract/messages.ts';
import { DEVICE_CAUSE_TEXTS } from './contract/texts.ts';

/**
 * What a gate without a screen says of its devices: one line for the system's log at each change, none for the first
 * `connecting`. Takes what the window would be shown.
 */
export function createDeviceLog(log: (line: string) => void): (message: ToWindow) => void {
  const known = new Map<string, string>();

  function tell(lane: string, device: DeviceState): void {
    const key = `${lane}\0${device.kind}\0${device.name}`;
    const state = stateInWords(device);
    const before = known.get(key);
    known.set(key, state);
    if (before === state || device.state === 'connecting') return;
    log(`${lane}: ${device.kind} ${device.name}: ${state}`);
  }

  return (message) => {
    if (message.type !== 'station') return;
    for (const { name, scanners, turnstile } of message.lanes) {
      for (const device of [...scanners, ...(turnstile === null ? [] : [turnstile])]) tell(name, device);
    }
  };
}

function stateInWords({ state, detail, cause }: DeviceState): string {
  const why = cause === undefined ? null : DEVICE_CAUSE_TEXTS[cause].title.en;
  return [state, why, detail].filter((part) => part !== null).join(': ');
}
