import type { DeviceState } from '../../main/contract/messages.ts';
import type { Result } from '../../main/contract/result.ts';
import type { OpenProblem } from '../supervise.ts';

export type RelayBoardEvents = {
  connected(): void;
  disconnected(): void;
  /** The board says so itself. */
  relay(on: boolean): void;
  /** The input of the passage contact, as often as it is read. */
  contact(turning: boolean): void;
  /** A board that is asked at rest, and answered before, answers no more. */
  silent(): void;
  /** Of the link to the board; its `ready` is no turnstile's yet. */
  state(state: DeviceState['state'] | OpenProblem, detail: string | null): void;
};

/** One relay of a board: its wire alone. Reopened until stopped; it decides nothing and tries nothing twice. */
export type RelayBoard = {
  readonly kind: DeviceState['kind'];
  readonly name: string;
  /** As of the turnstile. */
  readonly endsPulseItself: boolean;
  start(events: RelayBoardEvents): void;
  /**
   * Resolves within 500 ms when the board has taken the command, or, where boards say nothing, the system. `ms`: for
   * boards that end a pulse by themselves; the others are told to.
   */
  switchOn(ms: number): Promise<Result<void, string>>;
  switchOff(): Promise<Result<void, string>>;
  /** Asks for the state of the relay, which comes by `relay`, or never. */
  ask(): Promise<Result<void, string>>;
  /** Switches off at once and without waiting, for the end of the process; where that cannot be, nothing happens. */
  lastWord(): void;
  stop(): Promise<void>;
};
