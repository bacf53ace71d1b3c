import type { TurnstileConfig } from '../../main/contract/station-config.ts';
import { systemHidBus } from '../hid-device.ts';
import { hidRelayTurnstile } from './hid-relay.ts';
import { lcusTurnstile } from './lcus.ts';
import { modbusTurnstile } from './modbus.ts';
import type { PulseTimes } from './relay-turnstile.ts';
import type { Turnstile } from './turnstile.ts';

/** The turnstile that a lane of station.json names. */
export function configuredTurnstile(config: TurnstileConfig, times: PulseTimes): Turnstile {
  switch (config.kind) {
    case 'lcus':
      return lcusTurnstile(config, times);
    case 'modbus':
      return modbusTurnstile(config, times);
    case 'usbrelay':
    case 'hid-5131':
    case 'hid-0519':
      return hidRelayTurnstile(config, times, systemHidBus);
  }
}
