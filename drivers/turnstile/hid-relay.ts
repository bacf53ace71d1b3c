import type { DeviceState } from '../../main/contract/messages.ts';
import { err, ok, type Result } from '../../main/contract/result.ts';
import { type TurnstileConfig, turnstileDevice } from '../../main/contract/station-config.ts';
import { DeviceLink } from '../device-link.ts';
import type { HidConnection } from '../hid-device.ts';
import { findHidRelay, type RelayHidBus } from './find-hid-relay.ts';
import { type HidVariant, VariantAnswers, variantCommand, variantQuestion } from './hid-variants.ts';
import type { RelayBoard, RelayBoardEvents } from './relay-board.ts';
import { type PulseTimes, relayTurnstile } from './relay-turnstile.ts';
import { RequestQueue } from './request-queue.ts';
import type { Turnstile } from './turnstile.ts';
import { readState, relayCommand, STATE_LENGTH, STATE_REPORT } from './usbrelay-protocol.ts';

export type HidRelayConfig = Extract<TurnstileConfig, { kind: 'usbrelay' | HidVariant }>;

/** A turnstile opened by one relay of a HID board. */
export function hidRelayTurnstile(config: HidRelayConfig, times: PulseTimes, bus: RelayHidBus): Turnstile {
  return relayTurnstile(new HidRelayBoard(config, bus), times, false);
}

class HidRelayBoard implements RelayBoard {
  readonly kind: DeviceState['kind'];
  readonly name: string;
  readonly endsPulseItself = false;
  readonly #config: HidRelayConfig;
  readonly #bus: RelayHidBus;
  readonly #queue = new RequestQueue();
  readonly #answers = new VariantAnswers();
  #events: RelayBoardEvents | null = null;
  #link: DeviceLink<HidConnection> | null = null;
  #connection: HidConnection | null = null;
  #byOutput = false;

  constructor(config: HidRelayConfig, bus: RelayHidBus) {
    this.kind = config.kind;
    this.name = turnstileDevice(config);
    this.#config = config;
    this.#bus = bus;
  }

  start(events: RelayBoardEvents): void {
    this.#events = events;
    this.#link = new DeviceLink((connectionEvents) => findHidRelay(this.#config, this.#bus, connectionEvents), {
      opened: (connection) => {
        this.#connection = connection;
        this.#byOutput = false;
        this.#answers.reset();
        events.connected();
      },
      data: (report) => {
        if (this.#config.kind !== 'hid-5131') return;
        for (const { channel, on } of this.#answers.push(report))
          if (channel === this.#config.channel) events.relay(on);
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
    return this.#switch(true);
  }

  switchOff(): Promise<Result<void, string>> {
    return this.#switch(false);
  }

  #switch(on: boolean): Promise<Result<void, string>> {
    const { kind, channel } = this.#config;
    return this.#ask((connection) =>
      kind === 'usbrelay'
        ? this.#sendUsbrelay(connection, relayCommand(channel, on), !on)
        : connection.write(variantCommand(kind, channel, on)),
    );
  }

  /** Which of its two ways a board and its system take is learnt by switching off: that may be said twice. */
  async #sendUsbrelay(
    connection: HidConnection,
    command: Uint8Array,
    mayBeRepeated: boolean,
  ): Promise<Result<void, string>> {
    if (this.#byOutput) return connection.write(command);
    const sent = await connection.sendFeature(command);
    if (sent.ok || !mayBeRepeated) return sent;
    const written = await connection.write(command);
    this.#byOutput = written.ok;
    return written;
  }

  ask(): Promise<Result<void, string>> {
    const { kind, channel } = this.#config;
    return this.#ask(async (connection) => {
      if (kind !== 'usbrelay') {
        const question = variantQuestion(kind);
        return question === null ? ok(undefined) : connection.write(question);
      }
      const report = await connection.getFeature(STATE_REPORT, STATE_LENGTH);
      if (!report.ok) return report;
      const state = readState(report.value);
      if (state === null) return err('the board answers with something else than its state');
      this.#events?.relay(state.isOn(channel));
      return ok(undefined);
    });
  }

  /** node-hid has no write that does not wait: the next start switches off first. */
  lastWord(): void {}

  async stop(): Promise<void> {
    this.#connection = null;
    await this.#link?.stop();
  }

  #ask<T>(request: (connection: HidConnection) => Promise<Result<T, string>>): Promise<Result<T, string>> {
    return this.#queue.run(async () => {
      const connection = this.#connection;
      return connection === null ? err('the device is closed') : request(connection);
    });
  }
}
