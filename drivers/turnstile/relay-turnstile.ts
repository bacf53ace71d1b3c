import { err, type Result } from '../../main/contract/result.ts';
import { deviceStateTeller } from '../device-state.ts';
import { followPassage, PASSAGE_NONE, type PassageInput, type PassageState } from './passage.ts';
import type { RelayBoard } from './relay-board.ts';
import { PULSE_ABSENT, type PulseEffect, type PulseInput, type PulseState, relayPulse } from './relay-pulse.ts';
import type { PulsePurpose, Turnstile, TurnstileEvents, TurnstileProblem } from './turnstile.ts';

export type PulseTimes = {
  /** Length of the pulse, 100 to 1000 ms. */
  readonly pulseMs: number;
  /** In which a person may use an opening, 1000 to 30000 ms. */
  readonly windowMs: number;
};

/** `feedback`: whether the board reads a passage contact. */
export function relayTurnstile(board: RelayBoard, times: PulseTimes, feedback: boolean): Turnstile {
  return new RelayTurnstile(board, times, feedback);
}

/** Of boards that say nothing: that a pulse ended is then only what they were told. */
const UNCONFIRMED = 'the board does not tell whether its relay is off';

/** Carries out what the two machines decide for one relay of a board. */
class RelayTurnstile implements Turnstile {
  readonly name: string;
  readonly endsPulseItself: boolean;
  readonly feedback: boolean;
  readonly #board: RelayBoard;
  readonly #times: PulseTimes;
  readonly #switchedOff = Promise.withResolvers<void>();
  #pulse: PulseState = PULSE_ABSENT;
  #passage: PassageState = PASSAGE_NONE;
  #events: TurnstileEvents | null = null;
  #tell: ReturnType<typeof deviceStateTeller> = () => {};
  #timer: NodeJS.Timeout | undefined;
  #passageTimer: NodeJS.Timeout | undefined;
  #asked: { readonly opening: string | null; answer(result: Result<void, TurnstileProblem>): void } | null = null;
  #commands = 0;

  constructor(board: RelayBoard, times: PulseTimes, feedback: boolean) {
    this.name = board.name;
    this.endsPulseItself = board.endsPulseItself;
    this.#board = board;
    this.#times = times;
    this.feedback = feedback;
  }

  start(events: TurnstileEvents): void {
    if (this.#events !== null) throw new Error('this turnstile was started before');
    this.#events = events;
    this.#tell = deviceStateTeller(this.#board.kind, this.name, (state) => events.state(state));
    process.on('exit', this.#lastWord);
    this.#board.start({
      connected: () => this.#input({ type: 'connected' }),
      disconnected: () => {
        this.#input({ type: 'disconnected' });
        this.#follow({ type: 'lost' });
      },
      relay: (on) => this.#input({ type: 'status', on }),
      contact: (turning) => this.#follow({ type: 'contact', turning, at: performance.now() }),
      silent: () => {
        this.#input({ type: 'silent' });
        this.#follow({ type: 'lost' });
      },
      // An open device is no turnstile yet: it is ready when its relay is off.
      state: (state, detail) => {
        if (state !== 'ready') this.#tell(state, detail);
      },
    });
  }

  /** A process that ends within a pulse, by a fault of its own, does not leave the way open. */
  readonly #lastWord = (): void => {
    if (this.#pulse.name !== 'ready') this.#board.lastWord();
  };

  pulse(purpose: PulsePurpose = 'admit', opening?: string): Promise<Result<void, TurnstileProblem>> {
    // A second one while the first is unanswered is refused by the machine's own rule, but must not take its answer.
    if (this.#asked !== null) return Promise.resolve(err('busy'));
    return new Promise((answer) => {
      this.#asked = { opening: opening ?? null, answer };
      this.#input({ type: 'pulse', purpose });
    });
  }

  async stop(): Promise<void> {
    this.#input({ type: 'stop' });
    await this.#switchedOff.promise;
    this.#follow({ type: 'lost' });
    process.off('exit', this.#lastWord);
    if (this.#events !== null) await this.#board.stop();
  }

  #input(input: PulseInput): void {
    const { state, effects } = relayPulse(this.#pulse, input, this.#times.pulseMs);
    this.#pulse = state;
    for (const effect of effects) this.#carryOut(effect);
  }

  #carryOut(effect: PulseEffect): void {
    switch (effect.type) {
      case 'switch':
        void this.#command(() => (effect.on ? this.#board.switchOn(this.#times.pulseMs) : this.#board.switchOff()));
        return;
      case 'ask':
        void this.#command(() => this.#board.ask());
        return;
      case 'wait':
        clearTimeout(this.#timer);
        if (effect.ms !== null) this.#timer = setTimeout(() => this.#input({ type: 'timeout' }), effect.ms);
        return;
      case 'answer': {
        const asked = this.#asked;
        this.#asked = null;
        if (effect.result.ok) this.#follow({ type: 'granted', opening: asked?.opening ?? null, at: performance.now() });
        asked?.answer(effect.result);
        return;
      }
      case 'tell':
        if (effect.state === 'fault') this.#tell('fault', effect.detail);
        else this.#tell('ready', effect.confirmed ? null : UNCONFIRMED);
        return;
      case 'ended':
        this.#switchedOff.resolve();
        return;
    }
  }

  async #command(give: () => Promise<Result<void, string>>): Promise<void> {
    const number = ++this.#commands;
    const written = await give();
    // What became of a command that was given up is no news of the one after it.
    if (number === this.#commands) this.#input({ type: 'written', ok: written.ok });
  }

  #follow(input: PassageInput): void {
    if (!this.feedback) return;
    const { state, told, due } = followPassage(this.#passage, input, this.#times.windowMs);
    this.#passage = state;
    clearTimeout(this.#passageTimer);
    if (due !== null) {
      const timeout = () => this.#follow({ type: 'timeout', at: Math.max(due, performance.now()) });
      this.#passageTimer = setTimeout(timeout, Math.max(0, due - performance.now()));
    }
    for (const passage of told) this.#events?.passage?.(passage);
  }
}
