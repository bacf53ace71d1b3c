import { err, type Result } from '../../main/contract/result.ts';
import type { TurnstileConfig } from '../../main/contract/station-config.ts';
import { SerialLink } from '../serial-link.ts';
import { type OpenSerial, openSerialPort, type SerialConnection } from '../serial-port.ts';
import { LCUS_BAUD, StatusReader, statusQuery, switchCommand } from './lcus-protocol.ts';
import type { RelayBoard, RelayBoardEvents } from './relay-board.ts';
import { type PulseTimes, relayTurnstile } from './relay-turnstile.ts';
import type { Turnstile } from './turnstile.ts';

export type LcusConfig = Extract<TurnstileConfig, { kind: 'lcus' }>;

/** A turnstile opened by one relay of an LCUS board. */
export function lcusTurnstile(config: LcusConfig, times: PulseTimes, open: OpenSerial = openSerialPort): Turnstile {
  return relayTurnstile(new LcusBoard(config, open), times, false);
}

class LcusBoard implements RelayBoard {
  readonly kind = 'lcus';
  readonly name: string;
  readonly endsPulseItself = false;
  readonly #channel: number;
  readonly #open: OpenSerial;
  readonly #status = new StatusReader();
  #link: SerialLink | null = null;
  #connection: SerialConnection | null = null;

  constructor(config: LcusConfig, open: OpenSerial) {
    this.name = config.path;
    this.#channel = config.channel;
    this.#open = open;
  }

  start(events: RelayBoardEvents): void {
    this.#link = new SerialLink({ path: this.name, baud: LCUS_BAUD }, this.#open, {
      opened: (connection) => {
        this.#connection = connection;
        this.#status.reset();
        events.connected();
      },
      data: (bytes) => {
        for (const { channel, on } of this.#status.push(bytes)) if (channel === this.#channel) events.relay(on);
      },
      lost: () => {
        this.#connection = null;
        events.disconnected();
      },
      state: events.state,
    });
    this.#link.start();
  }

  switchOn(): Promise<Result<void, string>> {
    return this.#write(switchCommand(this.#channel, true));
  }

  switchOff(): Promise<Result<void, string>> {
    return this.#write(switchCommand(this.#channel, false));
  }

  ask(): Promise<Result<void, string>> {
    return this.#write(statusQuery());
  }

  lastWord(): void {
    this.#connection?.writeLast(switchCommand(this.#channel, false));
  }

  async stop(): Promise<void> {
    await this.#link?.stop();
  }

  async #write(command: Uint8Array): Promise<Result<void, string>> {
    return (await this.#connection?.write(command)) ?? err('the device is closed');
  }
}
