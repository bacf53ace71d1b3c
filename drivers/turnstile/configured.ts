import { turnstileDevice } from '../../main/contract/lane-devices.ts';
import type { TurnstileConfig } from '../../main/contract/station-config.ts';
import { systemHidBus } from '../hid-device.ts';
import { HidRelayBoard } from './hid-relay.ts';
import { type LcusPort, lcusPort, lcusTurnstile } from './lcus.ts';
import { ModbusLine, modbusTurnstile } from './modbus.ts';
import type { PulseTimes } from './relay-turnstile.ts';
import type { Turnstile } from './turnstile.ts';

/** The turnstiles of one station.json: those that name the same board or adapter have it together. */
export class ConfiguredTurnstiles {
  readonly #times: PulseTimes;
  readonly #ports = new Map<string, LcusPort>();
  readonly #lines = new Map<string, ModbusLine>();
  readonly #boards = new Map<string, HidRelayBoard>();

  constructor(times: PulseTimes) {
    this.#times = times;
  }

  /** That of one lane. */
  turnstile(config: TurnstileConfig): Turnstile {
    const device = turnstileDevice(config);
    switch (config.kind) {
      case 'lcus':
        return lcusTurnstile(
          config,
          this.#times,
          made(this.#ports, device, () => lcusPort(config.path)),
        );
      case 'modbus':
        return modbusTurnstile(
          config,
          this.#times,
          made(this.#lines, device, () => new ModbusLine(config)),
        );
      case 'usbrelay':
      case 'hid-5131':
      case 'hid-0519':
        return made(this.#boards, device, () => new HidRelayBoard(config, systemHidBus)).turnstile(config, this.#times);
    }
  }
}

function made<T>(all: Map<string, T>, device: string, make: () => T): T {
  const board = all.get(device) ?? make();
  all.set(device, board);
  return board;
}
