import type { Result } from '../main/contract/result.ts';
import {
  type OpenProblem,
  SUPERVISOR_IDLE,
  type SupervisorEffect,
  type SupervisorInput,
  type SupervisorState,
  supervise,
} from './supervise.ts';

export type OpenError = { readonly problem: OpenProblem; readonly detail: string };

export type ConnectionEvents = {
  data(bytes: Uint8Array, at: number): void;
  /** The device went away; told once, and never after `close`. */
  closed(detail: string): void;
};

/** Opens the device once; a failure is what the supervisor waits and tries again for. */
export type OpenOnce<C> = (events: ConnectionEvents) => Promise<Result<C, OpenError>>;

export type LinkEvents<C> = {
  opened(connection: C): void;
  data(bytes: Uint8Array, at: number): void;
  /** The open connection is gone: whatever was half done with it is void. */
  lost(): void;
  /** Every attempt is told; the receiver decides what is news. */
  state(state: 'connecting' | 'ready' | OpenProblem, detail: string | null): void;
};

/** Carries out what the supervisor decides for one device, serial or HID: it is reopened until stopped. */
export class DeviceLink<C extends { close(): Promise<void> }> {
  readonly #open: OpenOnce<C>;
  readonly #events: LinkEvents<C>;
  #state: SupervisorState = SUPERVISOR_IDLE;
  #connection: C | null = null;
  #timer: NodeJS.Timeout | undefined;
  readonly #ended = Promise.withResolvers<void>();

  constructor(open: OpenOnce<C>, events: LinkEvents<C>) {
    this.#open = open;
    this.#events = events;
  }

  start(): void {
    this.#input({ type: 'start' });
  }

  async stop(): Promise<void> {
    this.#input({ type: 'stop' });
    await this.#ended.promise;
  }

  #input(input: SupervisorInput): void {
    const { state, effects } = supervise(this.#state, input);
    this.#state = state;
    for (const effect of effects) this.#carryOut(effect);
  }

  #carryOut(effect: SupervisorEffect): void {
    switch (effect.type) {
      case 'open':
        void this.#openOnce();
        return;
      case 'close':
        this.#closing = this.#connection?.close() ?? Promise.resolve();
        this.#connection = null;
        return;
      case 'wait':
        this.#timer = setTimeout(() => this.#input({ type: 'timeout' }), effect.ms);
        return;
      case 'cancel-wait':
        clearTimeout(this.#timer);
        return;
      case 'tell':
        this.#events.state(effect.state, 'detail' in effect ? effect.detail : null);
        return;
      case 'ended':
        void this.#closing.then(this.#ended.resolve);
        return;
    }
  }

  #closing: Promise<void> = Promise.resolve();

  async #openOnce(): Promise<void> {
    // Events of a connection may come before its open has resolved here: they wait for it.
    let early: (() => void)[] | null = [];
    const inTurn = (act: () => void) => (early === null ? act() : early.push(act));
    const opened = await this.#open({
      data: (bytes, at) =>
        inTurn(() => {
          this.#input({ type: 'data' });
          if (this.#state.name === 'open') this.#events.data(bytes, at);
        }),
      closed: (detail) =>
        inTurn(() => {
          const wasOpen = this.#state.name === 'open';
          this.#connection = null;
          if (wasOpen) this.#events.lost();
          this.#input({ type: 'closed', detail });
        }),
    });
    if (!opened.ok) {
      this.#input({ type: 'failed', ...opened.error });
      return;
    }
    this.#connection = opened.value;
    this.#input({ type: 'opened' });
    if (this.#state.name === 'open') this.#events.opened(opened.value);
    const waiting = early;
    early = null;
    for (const act of waiting) act();
  }
}
