/**
 * One scan is handled once: scanners repeat a code while it is held before them, and some machines deliver every scan twice
 * (keystrokes and serial). Repetitions of the same text on the same lane prolong the silence, another text ends it. On a
 * lane outward it ends with the time of one opening: whoever missed that and still holds the code there is let out again.
 */
const QUIET_MS = 1500;

export function createDebouncer(quietMs: number = QUIET_MS): {
  isRepetition(lane: string, text: string, at: number, longestMs?: number): boolean;
} {
  const last = new Map<string, { text: string; since: number; at: number }>();
  return {
    isRepetition(lane, text, at, longestMs = Number.POSITIVE_INFINITY) {
      const previous = last.get(lane);
      const repeated =
        previous !== undefined &&
        previous.text === text &&
        at - previous.at < quietMs &&
        at - previous.since < longestMs;
      last.set(lane, { text, since: repeated ? previous.since : at, at });
      return repeated;
    },
  };
}
