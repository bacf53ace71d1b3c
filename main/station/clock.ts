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
/** Wall time and the time since the anchor may be apart by this much, and by what two quartzes differ since then. */
const APART_MS = 2 * 60_000;
const QUARTZ = 100e-6;

export type ClockMarks = {
  /** The newest signed time of the trust, ms; null: none. */
  readonly issuedAt: number | null;
  /** The newest time in the ledger that is beyond doubt, ms; null: none. */
  readonly highWater: number | null;
};

/** Both clocks at one moment, ms. */
export type ClockReading = { readonly wall: number; readonly uptime: number };

/**
 * An instant that was beyond doubt, and the uptime at it. `wall`: the wall clock said so, and nothing that is known spoke
 * against it. `signed`: heard as signed time, which is stronger than the wall clock and what the ledger has of it.
 */
export type Anchor = { readonly time: number; readonly uptime: number; readonly by: 'wall' | 'signed' };

export type ClockVerdict = {
  /** The time to judge, show and record by, ms since the epoch; where the clock is suspect, what the wall clock says. */
  readonly now: number;
  readonly state: ClockState;
  /** Whose time that is. */
  readonly by: Anchor['by'];
  readonly anchor: Anchor | null;
};

/**
 * Holds the wall clock against what is known (DESIGN section 4). Pure.
 *
 * Time since the anchor is counted by the uptime, which nobody can set. Where the wall clock is apart from that, a wall
 * anchor leaves two guesses of equal worth, so the clock is suspect; a signed anchor goes on telling the time, until the wall
 * clock agrees again. An anchor that a later mark shows to be wrong is dropped, and the wall clock makes the next one once it
 * is not behind any mark: so a clock that was behind and has been set right is beyond doubt again without signed time.
 */
export function readClock(anchor: Anchor | null, { wall, uptime }: ClockReading, marks: ClockMarks): ClockVerdict {
  const signedMark = marks.issuedAt ?? Number.NEGATIVE_INFINITY;
  const anyMark = Math.max(signedMark, marks.highWater ?? Number.NEGATIVE_INFINITY);
  const fits = Number.isFinite(wall) && !isBehind(wall, anyMark);
  if (anchor !== null && !isRefuted(anchor, uptime, anchor.by === 'signed' ? signedMark : anyMark)) {
    const elapsed = uptime - anchor.uptime;
    const expected = Math.round(anchor.time + elapsed);
    const agrees = Math.abs(wall - expected) <= APART_MS + elapsed * QUARTZ;
    if (anchor.by === 'signed' && !agrees) return { now: expected, state: 'ok', by: 'signed', anchor };
    const state = anchor.by === 'signed' || (agrees && fits) ? 'ok' : 'suspect';
    return { now: wall, state, by: 'wall', anchor };
  }
  if (!fits) return { now: wall, state: 'suspect', by: 'wall', anchor: null };
  return { now: wall, state: 'ok', by: 'wall', anchor: { time: wall, uptime, by: 'wall' } };
}

/**
 * Uptime that runs backwards is another boot's. A mark that was made while the wall clock still agreed with the anchor refutes
 * nothing: it may be ahead by all that agreement allows, a rounding included, and whoever sets the clock in such steps would
 * else have each step taken for a new beginning.
 */
function isRefuted(anchor: Anchor, uptime: number, mark: number): boolean {
  const elapsed = uptime - anchor.uptime;
  return elapsed < 0 || isBehind(anchor.time + elapsed + elapsed * QUARTZ + 1, mark);
}

function isBehind(time: number, mark: number): boolean {
  return time < mark - BEHIND_MS;
}

export type ClockWatch = {
  read(marks: ClockMarks): ClockVerdict;
  /** Signed time, ms since the epoch, as it was when the uptime was `uptime`. */
  heard(signedTime: number, uptime: number): void;
};

/** Keeps the anchor between two readings of a clock. */
export function createClockWatch(clock: StationClock): ClockWatch {
  let anchor: Anchor | null = null;
  return {
    read(marks) {
      const verdict = readClock(anchor, { wall: clock.wall(), uptime: clock.uptime() }, marks);
      anchor = verdict.anchor;
      return verdict;
    },
    heard(time, uptime) {
      anchor = { time, uptime, by: 'signed' };
    },
  };
}
