import { err, type Result } from '../../main/contract/result.ts';
import type { TurnstileConfig } from '../../main/contract/station-config.ts';
import { type ModbusConnection, type ModbusSlave, type OpenModbus, openModbus } from '../modbus-link.ts';
import { SharedLink } from '../shared-link.ts';
import { COIL_OFF, COIL_ON, flashOn } from './modbus-protocol.ts';
import type { RelayBoard, RelayBoardEvents } from './relay-board.ts';
import { type PulseTimes, relayTurnstile } from './relay-turnstile.ts';
import { RequestQueue, type RequestSeat, type Urgency } from './request-queue.ts';
import type { Turnstile } from './turnstile.ts';

export type ModbusConfig = Extract<TurnstileConfig, { kind: 'modbus' }>;

/** The adapter of a line, for all turnstiles that the boards on it open. */
export class ModbusLine {
  readonly link: SharedLink<ModbusConnection>;
  readonly queue = new RequestQueue();

  constructor(options: { readonly path: string; readonly baud: number }, open: OpenModbus = openModbus) {
    this.link = new SharedLink((events) => open(options, events));
  }
}

/** A turnstile opened by one coil of a Modbus RTU board, and followed by one of its inputs where it is wired. */
export function modbusTurnstile(
  config: ModbusConfig,
  times: PulseTimes,
  line: ModbusLine = new ModbusLine(config),
): Turnstile {
  return relayTurnstile(new ModbusRelay(config, line), times, config.passageInput !== null);
}

/** A turn of a tripod takes longer by far. */
const CONTACT_MS = 50;
/** The adapter stays when its slave goes: only asking tells. */
const ALIVE_MS = 1000;
/** One lost answer is noise on the line. */
const SILENT_AFTER = 2;

/**
 * How soon a pulse begins: at once, that is with the first byte of its telegram, unless the line is busy. One exchange may
 * stand before it, which at 9600 baud takes about 25 ms: 8 bytes there and 6 back at 1.04 ms each, the board's own delay, and
 * the silence of 3.5 characters between telegrams. That is the wire's speed, not this program's; 38400 baud or more makes
 * it 8 ms. A board that does not answer holds the line for 200 ms.
 */
class ModbusRelay implements RelayBoard {
  readonly kind = 'modbus';
  readonly name: string;
  readonly endsPulseItself: boolean;
  readonly #config: ModbusConfig;
  readonly #line: ModbusLine;
  readonly #seat: RequestSeat;
  #events: RelayBoardEvents | null = null;
  #leave: (() => Promise<void>) | null = null;
  #slave: ModbusSlave | null = null;
  #watch: NodeJS.Timeout | undefined;
  #unanswered = 0;
  #looks = 0;

  constructor(config: ModbusConfig, line: ModbusLine) {
    this.name = config.path;
    this.endsPulseItself = config.flashOn;
    this.#config = config;
    this.#line = line;
    this.#seat = line.queue.seat();
  }

  start(events: RelayBoardEvents): void {
    this.#events = events;
    this.#leave = this.#line.link.start({
      opened: (connection) => {
        const slave = connection.slave(this.#config.unit);
        this.#slave = slave;
        this.#unanswered = 0;
        this.#watch = setInterval(
          () => void this.#look(slave),
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
  }

  switchOn(ms: number): Promise<Result<void, string>> {
    const { coil, flashOn: timed } = this.#config;
    if (!timed) return this.#switch(true);
    const { address, value } = flashOn(coil, ms);
    return this.#request('urgent', (slave) => slave.writeCoil(address, value));
  }

  switchOff(): Promise<Result<void, string>> {
    return this.#switch(false);
  }

  #switch(on: boolean): Promise<Result<void, string>> {
    const { coil, writeMultiple } = this.#config;
    return this.#request('urgent', (slave) =>
      writeMultiple ? slave.writeCoils(coil, [on]) : slave.writeCoil(coil, on ? COIL_ON : COIL_OFF),
    );
  }

  async ask(): Promise<Result<void, string>> {
    const read = await this.#request('in turn', (slave) => slave.readCoil(this.#config.coil));
    if (!read.ok) return read;
    this.#events?.relay(read.value);
    return { ok: true, value: undefined };
  }

  lastWord(): void {
    this.#slave?.writeLastOff();
  }

  async stop(): Promise<void> {
    this.#forget();
    await this.#leave?.();
  }

  #forget(): void {
    clearInterval(this.#watch);
    this.#slave = null;
  }

  /** Every request ends within 200 ms, so that with one before it a command ends within 500. */
  #request<T>(
    urgency: Urgency,
    request: (slave: ModbusSlave) => Promise<Result<T, string>>,
  ): Promise<Result<T, string>> {
    return this.#seat.run(urgency, async () => {
      const slave = this.#slave;
      return slave === null ? err('the device is closed') : request(slave);
    });
  }

  /** At rest: whether the slave is there, and what its contact says. */
  async #look(slave: ModbusSlave): Promise<void> {
    if (!this.#seat.idle) return;
    const { coil, passageInput } = this.#config;
    const input = ++this.#looks % (ALIVE_MS / CONTACT_MS) === 0 ? null : passageInput;
    const read = await this.#request('in turn', (each) =>
      input === null ? each.readCoil(coil) : each.readInput(input),
    );
    if (slave !== this.#slave) return;
    if (!read.ok) {
      if (++this.#unanswered === SILENT_AFTER) this.#events?.silent();
      return;
    }
    this.#unanswered = 0;
    if (input === null) this.#events?.relay(read.value);
    else this.#events?.contact(read.value);
  }
}
