import { err, type Result } from '../../main/contract/result.ts';
import type { TurnstileConfig } from '../../main/contract/station-config.ts';
import { deviceStateTeller } from '../device-state.ts';
import { SerialLink } from '../serial-link.ts';
import { type OpenSerial, openSerialPort, type SerialConnection } from '../serial-port.ts';
import { LCUS_BAUD, StatusReader, statusQuery, switchCommand } from './lcus-protocol.ts';
import { PULSE_ABSENT, type PulseEffect, type PulseInput, type PulseState, relayPulse } from './relay-pulse.ts';
import type { PulsePurpose, Turnstile, TurnstileProblem } from './turnstile.ts';

export type LcusConfig = Extract<TurnstileConfig, { kind: 'lcus' }>;

/** A turnstile opened by one relay of an LCUS board. `pulseMs`: 100 to 1000. */
export function lcusTurnstile(config: LcusConfig, pulseMs: number, open: OpenSerial = openSerialPort): Turnstile {
  return new LcusTurnstile(config, pulseMs, open);
}

class LcusTurnstile implements Turnstile {
  readonly name: string;
  readonly #channel: number;
  readonly #pulseMs: number;
  readonly #open: OpenSerial;
  readonly #status = new StatusReader();
  readonly #switchedOff = Promise.withResolvers<void>();
  #state: PulseState = PULSE_ABSENT;
  #link: SerialLink | null = null;
  #connection: SerialConnection | null = null;
  #tell: ReturnType<typeof deviceStateTeller> = () => {};
  #timer: NodeJS.Timeout | undefined;
  #answer: ((result: Result<void, TurnstileProblem>) => void) | null = null;
  #commands = 0;

  constructor(config: LcusConfig, pulseMs: number, open: OpenSerial) {
    this.name = config.path;
    this.#channel = config.channel;
    this.#pulseMs = pulseMs;
    this.#open = open;
  }

  start(events: Parameters<Turnstile['start']>[0]): void {
    if (this.#link !== null) throw new Error('this turnstile was started before');
    this.#tell = deviceStateTeller('lcus', this.name, (state) => events.state(state));
    this.#link = new SerialLink({ path: this.name, baud: LCUS_BAUD }, this.#open, {
      opened: (connection) => {
        this.#connection = connection;
        this.#status.reset();
        this.#input({ type: 'connected' });
      },
      data: (bytes) => {
        for (const { channel, on } of this.#status.push(bytes)) {
          if (channel === this.#channel) this.#input({ type: 'status', on });
        }
      },
      lost: () => {
        this.#connection = null;
        this.#input({ type: 'disconnected' });
      },
      // An open port is no turnstile yet: it is ready when its relay is off.
      state: (state, detail) => {
        if (state !== 'ready') this.#tell(state, detail);
      },
    });
    process.on('exit', this.#lastWord);
    this.#link.start();
  }

  /** A process that ends within a pulse, by a fault of its own, does not leave the way open. */
  readonly #lastWord = (): void => {
    if (this.#state.name !== 'ready') this.#connection?.writeLast(switchCommand(this.#channel, false));
  };

  pulse(purpose: PulsePurpose = 'admit'): Promise<Result<void, TurnstileProblem>> {
    // A second one while the first is unanswered is refused by the machine's own rule, but must not take its answer.
    if (this.#answer !== null) return Promise.resolve(err('busy'));
    return new Promise((resolve) => {
      this.#answer = resolve;
      this.#input({ type: 'pulse', purpose });
    });
  }

  async stop(): Promise<void> {
    this.#input({ type: 'stop' });
    await this.#switchedOff.promise;
    process.off('exit', this.#lastWord);
    await this.#link?.stop();
  }

  #input(input: PulseInput): void {
    const { state, effects } = relayPulse(this.#state, input, this.#pulseMs);
    this.#state = state;
    for (const effect of effects) this.#carryOut(effect);
  }

  #carryOut(effect: PulseEffect): void {
    switch (effect.type) {
      case 'switch':
        void this.#write(switchCommand(this.#channel, effect.on));
        return;
      case 'ask':
        void this.#write(statusQuery());
        return;
      case 'wait':
        clearTimeout(this.#timer);
        if (effect.ms !== null) this.#timer = setTimeout(() => this.#input({ type: 'timeout' }), effect.ms);
        return;
      case 'answer': {
        const answer = this.#answer;
        this.#answer = null;
        answer?.(effect.result);
        return;
      }
      case 'tell':
        this.#tell(effect.state, effect.state === 'fault' ? effect.detail : null);
        return;
      case 'ended':
        this.#switchedOff.resolve();
        return;
    }
  }

  async #write(command: Uint8Array): Promise<void> {
    const number = ++this.#commands;
    const written = (await this.#connection?.write(command)) ?? err('the device is closed');
    // What became of a command that was given up is no news of the one after it.
    if (number === this.#commands) this.#input({ type: 'written', ok: written.ok });
  }
}
