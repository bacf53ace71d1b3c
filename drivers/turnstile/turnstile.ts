import type { DeviceState } from '../../main/contract/messages.ts';
import type { Result } from '../../main/contract/result.ts';
import type { Passage } from './passage.ts';

/**
 * Why a turnstile did not open. `busy`: the pulse before still runs; `missing`: the board is not there; `fault`: it is
 * there and does not do as told; `stopped`: the station is going down.
 */
export type TurnstileProblem = 'busy' | 'missing' | 'fault' | 'stopped';

/** Inward, the usual, or outward, where nobody may be kept in. */
export type PulsePurpose = 'admit' | 'let-out';

export type TurnstileEvents = {
  /** Told once per change. */
  state(state: DeviceState): void;
  /**
   * What became of an opening, once for each that was granted, and each passage that none was granted for. Only boards
   * with an input for it tell; of the others nothing is known.
   */
  passage?(passage: Passage): void;
};

/** What opens the way for one person. Every implementation passes conformance.ts. */
export type Turnstile = {
  /** For the officer: the path of the device. */
  readonly name: string;
  /**
   * The board's own hardware ends each pulse. Where it does not, a machine that dies within a pulse leaves the relay on
   * until it is switched off again: then the controller behind it must be in pulse mode.
   */
  readonly endsPulseItself: boolean;
  /** Whether `passage` tells what became of each opening. */
  readonly feedback: boolean;
  /** Switches the relay off before anything else. */
  start(events: TurnstileEvents): void;
  /**
   * One pulse of the configured length. Resolves when the pulse has begun; that it also ended is told by the state alone,
   * which is `fault` while the relay cannot be shown to be off. Pulses never overlap. In a fault nobody is admitted, but
   * whoever is to be let out is: the board may obey all the same.
   *
   * @param opening what `passage` will call this opening, such as the uuid of its row
   */
  pulse(purpose?: PulsePurpose, opening?: string): Promise<Result<void, TurnstileProblem>>;
  /** Switches the relay off and lets the device go. */
  stop(): Promise<void>;
};
