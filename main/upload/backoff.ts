export type BackoffLimits = { readonly baseMs: number; readonly capMs: number };

export const BACKOFF: BackoffLimits = { baseMs: 1000, capMs: 5 * 60_000 };

/** The central may ask for patience, but not for ever: the queue must be seen to move within a shift. */
const LONGEST_PATIENCE_MS = 60 * 60_000;

/**
 * Full jitter (Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015): a uniform share of a doubling
 * ceiling, so that stations which lost the central together do not come back together.
 * @param failures failed attempts in a row, at least 1
 * @param random uniform in [0, 1)
 * @returns milliseconds
 */
export function fullJitter(failures: number, random: () => number, { baseMs, capMs }: BackoffLimits = BACKOFF): number {
  const ceiling = Math.min(capMs, baseMs * 2 ** Math.min(30, failures - 1));
  return Math.round(random() * ceiling);
}

/**
 * Retry-After (RFC 9110 section 10.2.3): seconds or an HTTP date, as milliseconds from `now`, at most an hour.
 * null: absent or neither.
 */
export function retryAfterMs(header: string | null, now: number): number | null {
  if (header === null) return null;
  const text = header.trim();
  const ms = /^\d{1,10}$/.test(text) ? Number(text) * 1000 : httpDate(text) - now;
  return Number.isNaN(ms) ? null : Math.min(LONGEST_PATIENCE_MS, Math.max(0, ms));
}

function httpDate(text: string): number {
  return /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/.test(text)
    ? Date.parse(text)
    : NaN;
}

/** How long to wait after a failure: at least what the central asked for, and then jitter, for it asked everybody. */
export function retryDelay(failures: number, retryAfter: number | null, random: () => number): number {
  return (retryAfter ?? 0) + fullJitter(failures, random);
}
