import { setTimeout as sleep } from 'node:timers/promises';

/** Each look costs the emulated machine milliseconds. */
const LOOK_AGAIN_MS = 15;

type Seen<T> = T | null | false;

/** Waits for what the kernel and other processes do, which tell nobody; without a bound: that of the test is the bound. */
export async function until<T>(look: () => Seen<T> | Promise<Seen<T>>): Promise<T> {
  for (;;) {
    const seen = await look();
    if (seen !== null && seen !== false) return seen;
    await sleep(LOOK_AGAIN_MS);
  }
}
