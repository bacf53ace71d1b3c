import { err, type Result } from '../../main/contract/result.ts';

/**
 * One request at a time to a board that would mix them up. Of those that wait only the newest is given: a relay that was
 * told meanwhile to switch off must not go on first.
 */
export class RequestQueue {
  #running = false;
  #next: { begin(): void; giveUp(): void } | null = null;

  get idle(): boolean {
    return !this.#running;
  }

  run<T>(request: () => Promise<Result<T, string>>): Promise<Result<T, string>> {
    if (!this.#running) return this.#perform(request);
    this.#next?.giveUp();
    return new Promise((resolve) => {
      this.#next = {
        begin: () => resolve(this.#perform(request)),
        giveUp: () => resolve(err('given up for a later command')),
      };
    });
  }

  async #perform<T>(request: () => Promise<Result<T, string>>): Promise<Result<T, string>> {
    this.#running = true;
    try {
      return await request();
    } finally {
      this.#running = false;
      const next = this.#next;
      this.#next = null;
      next?.begin();
    }
  }
}
