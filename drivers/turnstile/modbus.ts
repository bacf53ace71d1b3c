import { err, type Result } from '../../main/contract/result.ts';
import type { TurnstileConfig } from '../../main/contract/station-config.ts';
import { DeviceLink } from '../device-link.ts';
import { type ModbusConnection, type OpenModbus, openModbus } from '../modbus-link.ts';
import { COIL_OFF, COIL_ON, flashOn } from './modbus-protocol.ts';
import type { RelayBoard, RelayBoardEvents } from './relay-board.ts';
import { type PulseTimes, relayTurnstile } from './relay-turnstile.ts';
import { RequestQueue } from './request-queue.ts';
import type { Turnstile } from './turnstile.ts';

export type ModbusConfig = Extract<TurnstileConfig, { kind: 'modbus' }>;

/** A turnstile opened by one coil of a Modbus RTU board, and followed by one of its inputs where it is wired. */
export function modbusTurnstile(
  config: ModbusConfig,
  times: PulseTimes,
  open: OpenModbus = (options, events) => openModbus(options, events),
): Turnstile {
  return relayTurnstile(new ModbusBoard(config, open), times, config.passageInput !== null);
}

/** A turn of a tripod takes longer by far. */
const CONTACT_MS = 50;
/** The adapter stays when its slave goes: only asking tells. */
const ALIVE_MS = 1000;
/** One lost answer is noise on the line. */
const SILENT_AFTER = 2;

class ModbusBoard implements RelayBoard {
  readonly kind = 'modbus';
  readonly name: string;
  readonly endsPulseItself: boolean;
  readonly #config: ModbusConfig;
  readonly #open: OpenModbus;
  readonly #queue = new RequestQueue();
  #events: RelayBoardEvents | null = null;
  #link: DeviceLink<ModbusConnection> | null = null;
  #connection: ModbusConnection | null = null;
  #watch: NodeJS.Timeout | undefined;
  #unanswered = 0;
  #looks = 0;

  constructor(config: ModbusConfig, open: OpenModbus) {
    this.name = config.path;
    this.endsPulseItself = config.flashOn;
    this.#config = config;
    this.#open = open;
  }

  start(events: RelayBoardEvents): void {
    this.#events = events;
    this.#link = new DeviceLink((connectionEvents) => this.#open(this.#config, connectionEvents), {
      opened: (connection) => {
        this.#connection = connection;
        this.#unanswered = 0;
        this.#watch = setInterval(
          () => void this.#look(connection),
          this.#config.passageInput === null ? ALIVE_MS : CONTACT_MS,
        );
        events.connected();
      },
      data: () => {},
      lost: () => {
        this.#forget();
        events.disconnected();
      },
      state: events.state,
    });
    this.#link.start();
  }

  switchOn(ms: number): Promise<Result<void, string>> {
    const { coil, flashOn: timed } = this.#config;
    if (!timed) return this.#switch(true);
    const { address, value } = flashOn(coil, ms);
    return this.#ask((connection) => connection.writeCoil(address, value));
  }

  switchOff(): Promise<Result<void, string>> {
    return this.#switch(false);
  }

  #switch(on: boolean): Promise<Result<void, string>> {
    const { coil, writeMultiple } = this.#config;
    return this.#ask((connection) =>
      writeMultiple ? connection.writeCoils(coil, [on]) : connection.writeCoil(coil, on ? COIL_ON : COIL_OFF),
    );
  }

  async ask(): Promise<Result<void, string>> {
    const read = await this.#ask((connection) => connection.readCoil(this.#config.coil));
    if (!read.ok) return read;
    this.#events?.relay(read.value);
    return { ok: true, value: undefined };
  }

  lastWord(): void {
    this.#connection?.writeLastOff();
  }

  async stop(): Promise<void> {
    this.#forget();
    await this.#link?.stop();
  }

  #forget(): void {
    clearInterval(this.#watch);
    this.#connection = null;
  }

  /** Every request ends within 200 ms, so that with one look before it a command ends within 500. */
  #ask<T>(request: (connection: ModbusConnection) => Promise<Result<T, string>>): Promise<Result<T, string>> {
    return this.#queue.run(async () => {
      const connection = this.#connection;
      return connection === null ? err('the device is closed') : request(connection);
    });
  }

  /** At rest: whether the slave is there, and what its contact says. */
  async #look(connection: ModbusConnection): Promise<void> {
    if (!this.#queue.idle) return;
    const { coil, passageInput } = this.#config;
    const input = ++this.#looks % (ALIVE_MS / CONTACT_MS) === 0 ? null : passageInput;
    const read = await this.#ask((each) => (input === null ? each.readCoil(coil) : each.readInput(input)));
    if (connection !== this.#connection) return;
    if (!read.ok) {
      if (++this.#unanswered === SILENT_AFTER) this.#events?.silent();
      return;
    }
    this.#unanswered = 0;
    if (input === null) this.#events?.relay(read.value);
    else this.#events?.contact(read.value);
  }
}
