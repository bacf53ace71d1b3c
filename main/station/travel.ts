import type { Facts, Position } from '../contract/facts.ts';
import type { Sighting } from '../contract/verdict.ts';

const EARTH_KM = 6371;
const HOUR_MS = 3_600_000;
/** Two checkpoints of one place: their positions are not exact, nor their clocks. */
const SAME_PLACE_KM = 2;
/** Clocks of two sites are never quite equal. A sighting further in the future tells of a wrong clock, and of no journey. */
const AHEAD_MS = 2 * 60_000;

/** Seen at another site, and here sooner than anybody travels; null: no such thing is known. */
export function tooFarAway(
  lastSeen: Facts['lastSeen'],
  here: Position | null,
  now: number,
  kmPerHour: number | null,
): Sighting | null {
  if (lastSeen === null || lastSeen.position === null || here === null || kmPerHour === null) return null;
  const at = Date.parse(lastSeen.at);
  if (!(at <= now + AHEAD_MS)) return null;
  const km = distanceKm(lastSeen.position, here);
  if (!(km >= SAME_PLACE_KM) || km <= (kmPerHour * Math.max(0, now - at)) / HOUR_MS) return null;
  return { at, place: lastSeen.site, why: 'too-far-away' };
}

/** Along the surface of the globe (haversine formula). */
export function distanceKm(from: Position, to: Position): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const halfLat = Math.sin(radians(to.lat - from.lat) / 2);
  const halfLon = Math.sin(radians(to.lon - from.lon) / 2);
  const chord = halfLat ** 2 + Math.cos(radians(from.lat)) * Math.cos(radians(to.lat)) * halfLon ** 2;
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(chord)));
}
