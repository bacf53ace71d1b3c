import { err, type Result } from '../../main/contract/result.ts';
import type { TurnstileConfig } from '../../main/contract/station-config.ts';
import { type OpenSerial, openSerialPort, type SerialConnection } from '../serial-port.ts';
import { SharedLink } from '../shared-link.ts';
import { LCUS_BAUD, StatusReader, statusQuery, switchCommand } from './lcus-protocol.ts';
import type { RelayBoard, RelayBoardEvents } from './relay-board.ts';
import { type PulseTimes, relayTurnstile } from './relay-turnstile.ts';
import type { Turnstile } from './turnstile.ts';

export type LcusConfig = Extract<TurnstileConfig, { kind: 'lcus' }>;

/** The port of a board, for all turnstiles that its relays open. */
export type LcusPort = SharedLink<SerialConnection>;

export function lcusPort(path: string, open: OpenSerial = openSerialPort): LcusPort {
  return new SharedLink((events) => open({ path, baud: LCUS_BAUD }, events));
}

/** A turnstile opened by one relay of an LCUS board. */
export function lcusTurnstile(
  config: LcusConfig,
  times: PulseTimes,
  port: LcusPort = lcusPort(config.path),
): Turnstile {
  return relayTurnstile(new LcusRelay(config, port), times, false);
}

class LcusRelay implements RelayBoard {
  readonly kind = 'lcus';
  readonly name: string;
  readonly endsPulseItself = false;
  readonly #channel: number;
  readonly #port: LcusPort;
  readonly #status = new StatusReader();
  #leave: (() => Promise<void>) | null = null;
  #connection: SerialConnection | null = null;

  constructor(config: LcusConfig, port: LcusPort) {
    this.name = config.path;
    this.#channel = config.channel;
    this.#port = port;
  }

  start(events: RelayBoardEvents): void {
    this.#leave = this.#port.start({
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
    this.#connection = null;
    await this.#leave?.();
  }

  async #write(command: Uint8Array): Promise<Result<void, string>> {
    return (await this.#connection?.write(command)) ?? err('the device is closed');
  }
}
