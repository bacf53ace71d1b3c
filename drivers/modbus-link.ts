import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import ModbusRTU from 'modbus-serial';
import { err, ok, type Result } from '../main/contract/result.ts';
import type { Connection, ConnectionEvents } from './device-link.ts';
import { type AwaitedAnswer, answerIn, awaitedAnswer } from './modbus-frame.ts';
import { type OpenSerial, openSerialPort } from './serial-port.ts';

/**
 * The only file that imports modbus-serial. It makes and checks the telegrams; the port is this house's own, since
 * modbus-serial's waits on a stream of serialport, which never notices an unplug, and answers every request with the
 * telegram that happens to come next.
 */

export type ModbusOptions = { readonly path: string; readonly baud: number };

/** A line with its slaves, one request at a time. */
export type ModbusConnection = Connection & {
  /** @param unit 1 to 247; each call gives a user of its own of that slave */
  slave(unit: number): ModbusSlave;
};

/** Each request ends within 200 ms, by an answer to it or by what was wrong. */
export type ModbusSlave = {
  /** FC5. Values other than FF00 (on) and 0000 (off) are a board's own. The slave must echo the request whole. */
  writeCoil(address: number, value: number): Promise<Result<void, string>>;
  /** FC15, for boards without FC5. */
  writeCoils(address: number, states: readonly boolean[]): Promise<Result<void, string>>;
  /** FC1. */
  readCoil(address: number): Promise<Result<boolean, string>>;
  /** FC2. */
  readInput(address: number): Promise<Result<boolean, string>>;
  /** Sends this user's last telegram that switched off once more, at once and without waiting for an answer. */
  writeLastOff(): void;
};

type OpenedModbus = Promise<Result<ModbusConnection, Extract<Awaited<ReturnType<OpenSerial>>, { ok: false }>['error']>>;
export type OpenModbus = (options: ModbusOptions, events: ConnectionEvents) => OpenedModbus;

/** A slave answers within milliseconds; the telegrams themselves take 40 ms at 4800 baud. */
const ANSWER_MS = 180;
/** After a pause of this process the timer comes before the bytes that wait to be read. */
const READ_MS = 20;
const COIL_OFF = 0x0000;
const LONGEST_ANSWER = 256;

/**
 * Silence between telegrams, in milliseconds: slaves tell by it where one begins (Modbus over Serial Line 1.02, 2.5.1.1: 3.5
 * characters of 11 bits, and above 19200 baud 1.75 ms).
 */
function silenceMs(baud: number): number {
  return baud > 19_200 ? 1.75 : (3.5 * 11 * 1000) / baud;
}

export async function openModbus(
  { path, baud }: ModbusOptions,
  events: ConnectionEvents,
  open: OpenSerial = openSerialPort,
): OpenedModbus {
  const port = new WirePort();
  const opened = await open(
    { path, baud },
    {
      data: (bytes, at) => {
        port.received(bytes, at);
        events.data(bytes, at);
      },
      closed: (detail) => {
        port.closed();
        events.closed(detail);
      },
    },
  );
  if (!opened.ok) return opened;
  const wire = opened.value;
  port.send = (telegram) => wire.write(telegram);
  const client = new ModbusRTU(port);
  client.open();

  async function request<T>(unit: number, make: () => Promise<T>): Promise<Result<T, string>> {
    try {
      await port.silent(silenceMs(baud));
      if (!port.isOpen) return err(CLOSED);
      client.setID(unit);
      port.request = new Uint8Array();
      return ok(await Promise.race([make(), port.failed()]));
    } catch (error) {
      return err(messageOf(error));
    } finally {
      port.settle();
    }
  }

  function slave(unit: number): ModbusSlave {
    let lastOff = new Uint8Array();
    const ask = <T>(make: () => Promise<T>) => request(unit, make);
    return {
      async writeCoil(address, value) {
        const bytes = [address >> 8, address & 0xff, value >> 8, value & 0xff];
        // modbus-serial's own FC5 knows on and off alone, and does not look which coil the answer is about
        const written = await ask(() => client.customFunction(5, bytes));
        if (value === COIL_OFF) lastOff = port.request;
        if (!written.ok) return written;
        return port.echoed() ? ok(undefined) : err(ANOTHER);
      },
      async writeCoils(address, states) {
        const written = await ask(() => client.writeCoils(address, [...states]));
        if (states.every((on) => !on)) lastOff = port.request;
        if (!written.ok) return written;
        const { address: told, length } = written.value;
        return told === address && length === states.length ? ok(undefined) : err(ANOTHER);
      },
      readCoil: async (address) => firstBit(await ask(() => client.readCoils(address, 1))),
      readInput: async (address) => firstBit(await ask(() => client.readDiscreteInputs(address, 1))),
      writeLastOff() {
        if (lastOff.length > 0) wire.writeLast(lastOff);
      },
    };
  }

  return ok({
    slave,
    close: () => {
      port.closed();
      return wire.close();
    },
    isThere: () => wire.isThere(),
  });
}

/** The port as modbus-serial wants one: `data` is one whole answer, and only to the request that is open. */
class WirePort extends EventEmitter {
  send: (telegram: Uint8Array) => Promise<Result<void, string>> = () => Promise.resolve(err(CLOSED));
  request = new Uint8Array();
  isOpen = true;
  #received = Buffer.alloc(0);
  #awaited: AwaitedAnswer | null = null;
  #answer: Uint8Array = new Uint8Array();
  #failure = Promise.withResolvers<never>();
  #timer: NodeJS.Timeout | undefined;
  #heardAt = Number.NEGATIVE_INFINITY;

  open(opened: (error: null) => void): void {
    opened(null);
  }

  write(telegram: Buffer): void {
    // What came before the question is no answer to it.
    this.#received = Buffer.alloc(0);
    this.request = Uint8Array.from(telegram);
    this.#awaited = awaitedAnswer(telegram);
    const failure = this.#failure;
    const giveUp = () => failure.reject(new Error('no answer'));
    this.#timer = setTimeout(() => {
      this.#timer = setTimeout(giveUp, READ_MS);
    }, ANSWER_MS);
    void this.send(telegram).then((written) => {
      if (!written.ok) failure.reject(new Error(written.error));
    });
  }

  /** Resolves when the line has been silent for so long. */
  async silent(ms: number): Promise<void> {
    for (;;) {
      const rest = this.#heardAt + ms - performance.now();
      if (rest <= 0) return;
      await sleep(Math.ceil(rest));
    }
  }

  received(bytes: Uint8Array, at: number): void {
    this.#heardAt = at;
    if (this.#awaited === null) return;
    this.#received = Buffer.concat([this.#received, bytes]).subarray(-LONGEST_ANSWER);
    const answer = answerIn(this.#received, this.#awaited);
    if (answer === null) return;
    this.#awaited = null;
    this.#answer = answer;
    this.emit('data', Buffer.from(answer));
  }

  echoed(): boolean {
    return Buffer.compare(this.request, this.#answer) === 0;
  }

  failed(): Promise<never> {
    return this.#failure.promise;
  }

  settle(): void {
    clearTimeout(this.#timer);
    this.#awaited = null;
    this.#failure = Promise.withResolvers();
  }

  closed(): void {
    this.isOpen = false;
    this.#failure.reject(new Error(CLOSED));
    this.#failure.promise.catch(() => {});
  }
}

const CLOSED = 'the device is closed';
const ANOTHER = 'the answer is that to another command';

function firstBit(read: Result<{ readonly data: readonly boolean[] }, string>): Result<boolean, string> {
  if (!read.ok) return read;
  const [bit] = read.value.data;
  return bit === undefined ? err('the answer holds no state') : ok(bit);
}

function messageOf(error: unknown): string {
  // the library's own errors are no Error
  const message = typeof error === 'object' && error !== null && 'message' in error ? `${error.message}` : `${error}`;
  return message.slice(0, 200);
}
