import type { ClockState } from '../contract/verdict.ts';

/** The station's time; every reading is an argument, so that tests can bend it. */
export type StationClock = {
  /** Wall time, milliseconds since the epoch. */
  readonly wall: () => number;
  /** Milliseconds since the machine started, for order and intervals; never set by anybody. */
  readonly monotonic: () => number;
  /** The same with suspended time included: what the wall clock is held against. */
  readonly uptime: () => number;
  readonly bootId: string;
};

/** Wall time may be behind a mark by this much: clocks of issuers and stations are never quite equal. */
const BEHIND_MS = 2 * 60_000;
/** Wall and monotonic time may drift apart by this much since the anchor. */
const DRIFT_MS = 2 * 60_000;

export type ClockMarks = {
  /** The newest signed time known, ms; null: none. */
  readonly issuedAt: number | null;
  /** The newest wall time in the ledger, ms; null: empty ledger. */
  readonly highWater: number | null;
};

type Anchor = { readonly wall: number; readonly uptime: number };

/**
 * Watches the wall clock (DESIGN section 4): behind the newest signed time or the ledger's high-water mark, or drifting
 * against the machine's uptime, it is suspect. The anchor is a reading taken while the clock was beyond doubt; a clock that
 * was behind and has been set right gets a new anchor.
 */
export function createClockWatch(clock: StationClock): { state(marks: ClockMarks): ClockState } {
  let anchor: Anchor | null = null;
  return {
    state(marks) {
      const wall = clock.wall();
      const uptime = clock.uptime();
      const mark = Math.max(marks.issuedAt ?? Number.NEGATIVE_INFINITY, marks.highWater ?? Number.NEGATIVE_INFINITY);
      if (!Number.isFinite(wall) || wall < mark - BEHIND_MS) {
        anchor = null;
        return 'suspect';
      }
      anchor ??= { wall, uptime };
      const drift = wall - anchor.wall - (uptime - anchor.uptime);
      return Math.abs(drift) > DRIFT_MS ? 'suspect' : 'ok';
    },
  };
}
