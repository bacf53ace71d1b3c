/** 9999-12-31T23:59:59Z. An instant in milliseconds, a usual mistake, is beyond it. */
const LAST_SECOND = 253_402_300_799;

/**
 * NumericDate (RFC 8392 section 2, RFC 7519 section 2; fractions are allowed, Spain and SMART Health Cards write them) to
 * milliseconds since the epoch; null for anything else.
 */
export function instantOf(seconds: unknown): number | null {
  if (typeof seconds !== 'number' || !(seconds >= 0 && seconds <= LAST_SECOND)) return null;
  return Math.floor(seconds * 1000);
}
