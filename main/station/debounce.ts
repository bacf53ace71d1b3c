/**
 * One scan is handled once: scanners repeat a code while it is held before them, and some machines deliver every scan twice
 * (keystrokes and serial). Repetitions of the same text on the same lane prolong the silence, another text ends it.
 */
const QUIET_MS = 1500;

export function createDebouncer(quietMs: number = QUIET_MS): {
  isRepetition(lane: string, text: string, at: number): boolean;
} {
  const last = new Map<string, { text: string; at: number }>();
  return {
    isRepetition(lane, text, at) {
      const previous = last.get(lane);
      const repeated = previous !== undefined && previous.text === text && at - previous.at < quietMs;
      last.set(lane, { text, at });
      return repeated;
    },
  };
}
