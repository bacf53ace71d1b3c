import { err, type Result } from '../../main/contract/result.ts';

/** `urgent`: as soon as the board is free; else after all others that wait. */
export type Urgency = 'urgent' | 'in turn';

type Waiting = { readonly urgency: Urgency; begin(): void; giveUp(): void };

/** One relay's place in the queue of its board. */
export type RequestSeat = {
  /** Nothing that this relay asked for is under way or waiting. */
  readonly idle: boolean;
  run<T>(urgency: Urgency, request: () => Promise<Result<T, string>>): Promise<Result<T, string>>;
};

/**
 * One request at a time to a board, or to a line of boards, that would mix them up. Of those of one relay that wait only the
 * newest is given: a relay that was told meanwhile to switch off must not go on first.
 */
export class RequestQueue {
  #running: object | null = null;
  /** By seat, in the order in which they were asked for. */
  readonly #waiting = new Map<object, Waiting>();

  seat(): RequestSeat {
    const key = {};
    const idle = () => this.#running !== key && !this.#waiting.has(key);
    return {
      get idle() {
        return idle();
      },
      run: (urgency, request) => this.#run(key, urgency, request),
    };
  }

  #run<T>(key: object, urgency: Urgency, request: () => Promise<Result<T, string>>): Promise<Result<T, string>> {
    if (this.#running === null) return this.#perform(key, request);
    this.#waiting.get(key)?.giveUp();
    return new Promise((resolve) => {
      this.#waiting.delete(key);
      this.#waiting.set(key, {
        urgency,
        begin: () => resolve(this.#perform(key, request)),
        giveUp: () => resolve(err('given up for a later command')),
      });
    });
  }

  async #perform<T>(key: object, request: () => Promise<Result<T, string>>): Promise<Result<T, string>> {
    this.#running = key;
    try {
      return await request();
    } finally {
      this.#running = null;
      this.#next();
    }
  }

  #next(): void {
    const waiting = [...this.#waiting];
    const [key, next] = waiting.find(([, { urgency }]) => urgency === 'urgent') ?? waiting[0] ?? [];
    if (key === undefined || next === undefined) return;
    this.#waiting.delete(key);
    next.begin();
  }
}
