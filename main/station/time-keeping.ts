import type { Result } from '../contract/result.ts';
import type { Keyring } from '../pass/keyring.ts';
import { verifySignedTime } from '../trust/signed-time.ts';
import type { ClockVerdict, ClockWatch, StationClock } from './clock.ts';

/** Where signed time comes from. */
export type TimeSource = {
  /** The bytes of an answer, not yet verified; `error`: what went wrong. */
  readonly ask: (nonce: Uint8Array) => Promise<Result<Uint8Array, string>>;
  /** Random bytes, at least 16, never the same twice. */
  readonly nonce: () => Uint8Array;
  /** Told of a failure once for as long as it lasts. */
  readonly log: (message: string) => void;
};

export type TimeKeeping = {
  /** Asks the time if it is due; to be called every few seconds, and whenever the clock is found in doubt. */
  check(verdict: Pick<ClockVerdict, 'state' | 'by'>): void;
};

/** An answer tells the time within half of what it took: beyond this it is not exact enough. */
export const LONGEST_ROUND_TRIP_MS = 10_000;
const EVERY_MS = 3_600_000;
const RETRY_MS = 15_000;
/** Longest pause between retries: short while nobody can be admitted. */
const LONGEST_PAUSE_MS = { doubtful: 60_000, sure: 300_000 };

/** Asks for signed time whenever the clock is in doubt, and every hour otherwise. */
export function createTimeKeeping(
  source: TimeSource,
  clock: Pick<StationClock, 'uptime'>,
  watch: Pick<ClockWatch, 'heard'>,
  keyring: () => Keyring,
  onHeard: () => void,
): TimeKeeping {
  let askedAt: number | null = null;
  let underWay = false;
  let failures = 0;
  let failure: string | null = null;
  let lastBy: ClockVerdict['by'] = 'wall';
  let parted = false;

  function isDue(doubtful: boolean): boolean {
    if (underWay) return false;
    if (askedAt === null) return true;
    const elapsed = clock.uptime() - askedAt;
    if (failures === 0) return elapsed >= (doubtful ? RETRY_MS : EVERY_MS);
    return elapsed >= Math.min(RETRY_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS[doubtful ? 'doubtful' : 'sure']);
  }

  async function ask(): Promise<void> {
    underWay = true;
    const sentAt = clock.uptime();
    askedAt = sentAt;
    const nonce = source.nonce();
    const answer = await source.ask(nonce);
    const receivedAt = clock.uptime();
    underWay = false;
    if (!answer.ok) return failed(answer.error);
    const time = verifySignedTime(answer.value, keyring(), nonce);
    if (!time.ok) return failed(time.error);
    if (receivedAt - sentAt > LONGEST_ROUND_TRIP_MS) return failed('the answer took too long to be exact');
    [failures, failure, parted] = [0, null, false];
    watch.heard(time.value, (sentAt + receivedAt) / 2);
    onHeard();
  }

  function failed(why: string): void {
    failures += 1;
    if (why !== failure) source.log(`no signed time: ${why}`);
    failure = why;
  }

  return {
    check({ state, by }) {
      // The wall clock has been set since, or the machine stood still without its uptime knowing: only asking tells.
      if (by === 'signed' && lastBy === 'wall') parted = true;
      lastBy = by;
      if (isDue(state === 'suspect' || parted)) void ask();
    },
  };
}
