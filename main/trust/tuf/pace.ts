/** Fewer bytes than these in one window call a transfer off: a mirror that drips would otherwise hold it for ever. */
const LEAST_BYTES = 4096;

/**
 * Watches one transfer. There is no limit to the whole, which a slow line may need hours for; but each window of `stallMs`
 * that is spent waiting for it must bring LEAST_BYTES, or the end. Headers count as no bytes.
 */
export type Pace = {
  /** Aborted when the transfer is too slow, or called off by `outer`. */
  readonly signal: AbortSignal;
  readonly tooSlow: () => boolean;
  /** While the taker of the bytes has its hands full, nobody waits. It waits from the beginning. */
  pause(): void;
  resume(): void;
  saw(bytes: number): void;
};

/** `clock`: monotonic milliseconds. */
export function startPace(stallMs: number, outer: AbortSignal, clock: () => number = () => performance.now()): Pace {
  const controller = new AbortController();
  let slow = false;
  let seen = 0;
  let waited = 0;
  let since = 0;
  let timer: NodeJS.Timeout | null = null;

  function resume(): void {
    since = clock();
    timer = setTimeout(endOfWindow, stallMs - waited);
  }
  function endOfWindow(): void {
    if (seen < LEAST_BYTES) {
      slow = true;
      controller.abort();
      return;
    }
    seen = 0;
    waited = 0;
    resume();
  }
  resume();

  return {
    signal: AbortSignal.any([controller.signal, outer]),
    tooSlow: () => slow,
    pause() {
      if (timer === null) return;
      clearTimeout(timer);
      timer = null;
      waited = Math.min(stallMs, waited + clock() - since);
    },
    resume,
    saw(bytes) {
      seen += bytes;
    },
  };
}
