import type { TrustAge } from '../contract/verdict.ts';

const HOUR = 3_600_000;

/**
 * How old the trust is: `issuedAt` is the newest signed time (timestamp.json), null where there is no trust metadata,
 * which is not stale (DESIGN section 7); instants in milliseconds, limits of the rule pack in hours. Beyond soft it is
 * ageing, beyond hard stale. A time still to come gives a negative age: what that says of the
 * clock is for the clock watch of the station.
 */
export function trustAge(
  issuedAt: number | null,
  now: number,
  limits: { readonly softHours: number; readonly hardHours: number },
): TrustAge {
  if (issuedAt === null) return { state: 'unknown', ageHours: null, issuedAt: null };
  const ageHours = (now - issuedAt) / HOUR;
  if (!(ageHours <= limits.hardHours)) return { state: 'stale', ageHours, issuedAt };
  return { state: ageHours <= limits.softHours ? 'fresh' : 'ageing', ageHours, issuedAt };
}
