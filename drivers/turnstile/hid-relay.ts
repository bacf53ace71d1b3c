import { turnstileDevice } from '../../main/contract/lane-devices.ts';
import type { DeviceState } from '../../main/contract/messages.ts';
import { err, ok, type Result } from '../../main/contract/result.ts';
import type { TurnstileConfig } from '../../main/contract/station-config.ts';
import type { HidConnection } from '../hid-device.ts';
import { SharedLink } from '../shared-link.ts';
import { findHidRelay, type RelayHidBus } from './find-hid-relay.ts';
import { type HidVariant, VariantAnswers, variantCommand, variantQuestion } from './hid-variants.ts';
import type { RelayBoard, RelayBoardEvents } from './relay-board.ts';
import { type PulseTimes, relayTurnstile } from './relay-turnstile.ts';
import { RequestQueue, type RequestSeat, type Urgency } from './request-queue.ts';
import type { Turnstile } from './turnstile.ts';
import { readState, relayCommand, STATE_LENGTH, STATE_REPORT } from './usbrelay-protocol.ts';

export type HidRelayConfig = Extract<TurnstileConfig, { kind: 'usbrelay' | HidVariant }>;

/** A board, for all turnstiles that its relays open. */
export class HidRelayBoard {
  readonly link: SharedLink<HidConnection>;
  readonly queue = new RequestQueue();
  /** The highest relay that is used tells boards with too few of them from the one that is meant. */
  #channel = 1;

  /** `config`: of any of its relays, which differ in their channel alone. */
  constructor(config: HidRelayConfig, bus: RelayHidBus) {
    this.link = new SharedLink((events) => findHidRelay({ ...config, channel: this.#channel }, bus, events));
  }

  turnstile(config: HidRelayConfig, times: PulseTimes): Turnstile {
    this.#channel = Math.max(this.#channel, config.channel);
    return relayTurnstile(new HidRelay(config, this), times, false);
  }
}

/** A turnstile opened by one relay of a HID board that opens no other. */
export function hidRelayTurnstile(config: HidRelayConfig, times: PulseTimes, bus: RelayHidBus): Turnstile {
  return new HidRelayBoard(config, bus).turnstile(config, times);
}

class HidRelay implements RelayBoard {
  readonly kind: DeviceState['kind'];
  readonly name: string;
  readonly endsPulseItself = false;
  readonly #config: HidRelayConfig;
  readonly #board: HidRelayBoard;
  readonly #seat: RequestSeat;
  readonly #answers = new VariantAnswers();
  #events: RelayBoardEvents | null = null;
  #leave: (() => Promise<void>) | null = null;
  #connection: HidConnection | null = null;
  #byOutput = false;

  constructor(config: HidRelayConfig, board: HidRelayBoard) {
    this.kind = config.kind;
    this.name = turnstileDevice(config);
    this.#config = config;
    this.#board = board;
    this.#seat = board.queue.seat();
  }

  start(events: RelayBoardEvents): void {
    this.#events = events;
    this.#leave = this.#board.link.start({
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
  }

  switchOn(): Promise<Result<void, string>> {
    return this.#switch(true);
  }

  switchOff(): Promise<Result<void, string>> {
    return this.#switch(false);
  }

  #switch(on: boolean): Promise<Result<void, string>> {
    const { kind, channel } = this.#config;
    return this.#request('urgent', (connection) =>
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
    return this.#request('in turn', async (connection) => {
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

  lastWord(): void {
    const { kind, channel } = this.#config;
    const [as, report] =
      kind === 'usbrelay'
        ? [this.#byOutput ? ('output' as const) : ('feature' as const), relayCommand(channel, false)]
        : ['output' as const, variantCommand(kind, channel, false)];
    this.#connection?.writeLast(as, report);
  }

  async stop(): Promise<void> {
    this.#connection = null;
    await this.#leave?.();
  }

  #request<T>(
    urgency: Urgency,
    request: (connection: HidConnection) => Promise<Result<T, string>>,
  ): Promise<Result<T, string>> {
    return this.#seat.run(urgency, async () => {
      const connection = this.#connection;
      return connection === null ? err('the device is closed') : request(connection);
    });
  }
}
