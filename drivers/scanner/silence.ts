/** A timer that fires this late was held up by a busy process, and so may be the bytes it would call missing. */
const LATE_MS = 20;

/**
 * Calls `elapsed` when the deadline has passed in silence. A busy process runs its timers before it reads its devices,
 * so a late timer proves nothing about silence: it then waits once more, to let what is waiting be read.
 */
export class Silence {
  readonly #elapsed: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(elapsed: () => void) {
    this.#elapsed = elapsed;
  }

  /** `deadline` in the terms of performance.now; null: nothing to wait for. Replaces the one before. */
  until(deadline: number | null): void {
    clearTimeout(this.#timer);
    if (deadline !== null) this.#arm(deadline, true);
  }

  #arm(deadline: number, doubt: boolean): void {
    // Timers count whole milliseconds and may fire a fraction early.
    const ms = Math.max(1, Math.ceil(deadline - performance.now()) + 1);
    this.#timer = setTimeout(() => {
      const now = performance.now();
      if (doubt && now - deadline > LATE_MS) this.#arm(now + LATE_MS, false);
      else this.#elapsed();
    }, ms);
  }
}
