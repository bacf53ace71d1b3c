/** Runs at most so many at a time, the others after them, first come first served. */
export class FewAtATime {
  readonly #limit: number;
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(limit: number) {
    this.#limit = limit;
    this.#free = limit;
  }

  get idle(): boolean {
    return this.#free === this.#limit;
  }

  async run<T>(act: () => Promise<T>): Promise<T> {
    if (this.#free === 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#free--;
    try {
      return await act();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free++;
      else next();
    }
  }
}

/**
 * Opening a device, and listing them, holds one of libuv's four threads, for ever where a driver of the system hangs; files
 * and names need the same threads.
 */
export const deviceOpenings = new FewAtATime(2);
