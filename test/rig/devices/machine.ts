import { MACHINE_PORT } from '../guest/usb-serial.ts';
import { VirtualPort } from './virtual-port.ts';

type Answer = { readonly return?: unknown; readonly error?: { readonly class: string; readonly desc: string } };
type Event = { readonly event: string; readonly data: { readonly device?: string } };

/** The emulated machine that this guest runs in, commanded by QMP from within. */
export class Machine {
  readonly #port: VirtualPort;
  readonly #waiting: ((answer: Answer) => void)[] = [];
  readonly #leaving = new Map<string, () => void>();
  #text = '';

  private constructor() {
    this.#port = new VirtualPort(MACHINE_PORT, (bytes) => this.#receive(bytes.toString()));
  }

  static async connect(): Promise<Machine> {
    const machine = new Machine();
    const { error } = await machine.#ask('qmp_capabilities', {});
    // whoever was connected before did so already
    if (error !== undefined && error.class !== 'CommandNotFound') throw new Error(error.desc);
    return machine;
  }

  async execute(command: string, args: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const { error } = await this.#ask(command, args);
    if (error !== undefined) throw new Error(`the machine refuses ${command}: ${error.desc}`);
  }

  /** Done when the device has let go of what it was plugged in with: the guest may see it gone before that. */
  async unplug(id: string): Promise<void> {
    const gone = new Promise<void>((resolve) => this.#leaving.set(id, resolve));
    await this.execute('device_del', { id });
    await gone;
  }

  close(): Promise<void> {
    return this.#port.close();
  }

  async #ask(command: string, args: Readonly<Record<string, unknown>>): Promise<Answer> {
    const answered = new Promise<Answer>((resolve) => this.#waiting.push(resolve));
    await this.#port.write(Buffer.from(`${JSON.stringify({ execute: command, arguments: args })}\n`));
    return answered;
  }

  /** A line each: a greeting, answers in the order of the commands, and events in between. */
  #receive(text: string): void {
    const lines = `${this.#text}${text}`.split('\n');
    this.#text = lines.pop() ?? '';
    for (const line of lines) {
      if (line.trim() === '') continue;
      const message = JSON.parse(line) as Answer | Event;
      if ('return' in message || 'error' in message) this.#waiting.shift()?.(message);
      else if ('event' in message && message.event === 'DEVICE_DELETED')
        this.#leaving.get(message.data.device ?? '')?.();
    }
  }
}
