import { setFlagsFromString } from 'node:v8';

/**
 * A station runs for weeks beside a window on a small machine. Left alone, V8 lets garbage grow with the speed of a rush
 * (by half over 10,000 scans) before it collects; kept short, memory stays where it was after the first thousand.
 *
 * The young generation has one size from the start, large enough that its collections stay out of the slowest hundredth
 * of commits; V8 takes that only when a process starts. `npm run chot` and `bin/chot.js` say the same.
 */
export const STATION_NODE_FLAGS: readonly string[] = ['--min-semi-space-size=16', '--max-semi-space-size=16'];

/** The old generation; V8 takes this while it runs. Call it before much is allocated. */
export function keepMemoryFlat(): void {
  setFlagsFromString('--heap-growing-percent=20');
}
