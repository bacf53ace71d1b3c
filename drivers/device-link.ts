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
  /** The device went away, and its connection is of no more use; told once, and never after `close`. */
  closed(detail: string): void;
};

/** What can be kept open. */
export type Connection = {
  /** Resolves when the device is free again; no event comes after. */
  close(): Promise<void>;
  /**
   * Whether the device that is open is still the one that its name means. True where that cannot be known. For systems that
   * do not tell of every unplug, and for names that are given to another device.
   */
  isThere(): Promise<boolean>;
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
export class DeviceLink<C extends Connection> {
  readonly #open: OpenOnce<C>;
  readonly #events: LinkEvents<C>;
  #state: SupervisorState = SUPERVISOR_IDLE;
  #connection: C | null = null;
  #timer: NodeJS.Timeout | undefined;
  /** Each open is one; what an earlier one still says is no news. */
  #attempt = 0;
  readonly #ended = Promise.withResolvers<void>();

  constructor(open: OpenOnce<C>, events: LinkEvents<C>) {
    this.#open = open;
    this.#events = events;
  }

  start(): void {
    this.#input({ type: 'start' });
  }

  /** Resolves when the device is free, or when it has had time enough for that. */
  async stop(): Promise<void> {
    this.#input({ type: 'stop' });
    await this.#ended.promise;
  }

  #input(input: SupervisorInput): void {
    const wasOpen = this.#state.name === 'open';
    const { state, effects } = supervise(this.#state, input);
    this.#state = state;
    if (wasOpen && state.name === 'closing') this.#events.lost();
    for (const effect of effects) this.#carryOut(effect);
  }

  #carryOut(effect: SupervisorEffect): void {
    switch (effect.type) {
      case 'open':
        void this.#openOnce(++this.#attempt);
        return;
      case 'close':
        void this.#close(this.#attempt);
        return;
      case 'probe':
        void this.#probe(this.#attempt);
        return;
      case 'wait':
        clearTimeout(this.#timer);
        if (effect.ms !== null) this.#timer = setTimeout(() => this.#input({ type: 'timeout' }), effect.ms);
        return;
      case 'tell':
        this.#events.state(effect.state, 'detail' in effect ? effect.detail : null);
        return;
      case 'ended':
        this.#ended.resolve();
        return;
    }
  }

  async #close(attempt: number): Promise<void> {
    const connection = this.#connection;
    this.#connection = null;
    await connection?.close();
    // One that took longer than the supervisor waited for it says nothing of the connection after it.
    if (attempt === this.#attempt) this.#input({ type: 'released' });
  }

  async #probe(attempt: number): Promise<void> {
    const there = (await this.#connection?.isThere()) ?? true;
    if (attempt === this.#attempt) this.#input({ type: 'probed', there });
  }

  async #openOnce(attempt: number): Promise<void> {
    // Events of a connection may come before its open has resolved here: they wait for it.
    let early: (() => void)[] | null = [];
    const inTurn = (act: () => void) => {
      const current = () => {
        if (attempt === this.#attempt) act();
      };
      if (early === null) current();
      else early.push(current);
    };
    const opened = await this.#open({
      data: (bytes, at) =>
        inTurn(() => {
          this.#input({ type: 'data' });
          if (this.#state.name === 'open') this.#events.data(bytes, at);
        }),
      closed: (detail) => inTurn(() => this.#input({ type: 'closed', detail })),
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
