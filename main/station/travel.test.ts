import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Position } from '../contract/facts.ts';
import { distanceKm, tooFarAway } from './travel.ts';

const HANOI: Position = { lat: 21.0285, lon: 105.8542 };
const SAIGON: Position = { lat: 10.7769, lon: 106.7009 };
const THU_DUC: Position = { lat: 10.8494, lon: 106.7537 };
const NOW = Date.parse('2021-10-01T08:00:00Z');
const HOUR = 3_600_000;

describe('the distance', () => {
  test('Hà Nội to Thành phố Hồ Chí Minh: 1,140 km as the crow flies', () => {
    expect(distanceKm(HANOI, SAIGON)).toBeGreaterThan(1135);
    expect(distanceKm(HANOI, SAIGON)).toBeLessThan(1150);
  });
  test('one degree of a meridian: 111.2 km; half the globe: 20,015 km', () => {
    expect(distanceKm({ lat: 0, lon: 0 }, { lat: 1, lon: 0 })).toBeCloseTo(111.195, 2);
    expect(distanceKm({ lat: 90, lon: 0 }, { lat: -90, lon: 77 })).toBeCloseTo(20_015.1, 0);
    expect(distanceKm({ lat: 10, lon: 179.9 }, { lat: 10, lon: -179.9 })).toBeLessThan(22);
  });
  const position = fc.record({
    lat: fc.double({ min: -90, max: 90, noNaN: true }),
    lon: fc.double({ min: -180, max: 180, noNaN: true }),
  });
  test('is symmetric, never negative, never more than half around, and a number', () => {
    fc.assert(
      fc.property(position, position, (a, b) => {
        const km = distanceKm(a, b);
        expect(km).toBeGreaterThanOrEqual(0);
        expect(km).toBeLessThanOrEqual(20_016);
        expect(km).toBeCloseTo(distanceKm(b, a), 6);
        expect(distanceKm(a, a)).toBe(0);
      }),
    );
  });
});

describe('too far away', () => {
  const seen = (hoursAgo: number, position: Position | null = HANOI) => ({
    at: new Date(NOW - hoursAgo * HOUR).toISOString(),
    site: 'Chốt Pháp Vân',
    position,
  });

  test('from Hà Nội an hour ago, and just now; told with place and time', () => {
    expect(tooFarAway(seen(1), SAIGON, NOW, 120)).toEqual({
      at: NOW - HOUR,
      place: 'Chốt Pháp Vân',
      why: 'too-far-away',
    });
    expect(tooFarAway(seen(0), SAIGON, NOW, 120)).not.toBeNull();
  });
  test('not at a speed that somebody travels, and where that is enough time', () => {
    expect(tooFarAway(seen(1), SAIGON, NOW, 1200)).toBeNull();
    expect(tooFarAway(seen(24), SAIGON, NOW, 120)).toBeNull();
  });
  test('not below two kilometres, where positions and clocks are not exact enough', () => {
    expect(tooFarAway(seen(0, { lat: 10.7949, lon: 106.7009 }), SAIGON, NOW, 120)).not.toBeNull();
    expect(tooFarAway(seen(0, { lat: 10.7939, lon: 106.7009 }), SAIGON, NOW, 120)).toBeNull();
    expect(tooFarAway(seen(0.1, THU_DUC), SAIGON, NOW, 120)).toBeNull();
  });
  test('not without a position, a sighting, or a rule', () => {
    expect(tooFarAway(seen(1, null), SAIGON, NOW, 120)).toBeNull();
    expect(tooFarAway(seen(1), null, NOW, 120)).toBeNull();
    expect(tooFarAway(null, SAIGON, NOW, 120)).toBeNull();
    expect(tooFarAway(seen(1), SAIGON, NOW, null)).toBeNull();
  });
  test('by clocks that are a minute apart; but nobody was seen tomorrow', () => {
    expect(tooFarAway(seen(-1 / 60), SAIGON, NOW, 120)).not.toBeNull();
    expect(tooFarAway(seen(-24), SAIGON, NOW, 120)).toBeNull();
  });
});
