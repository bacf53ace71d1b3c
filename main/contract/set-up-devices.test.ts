import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DeviceState, StationView } from './messages.ts';
import { SET_UP_KEYS } from './panels.ts';
import { setUpPages } from './set-up-devices.ts';

const KINDS: readonly DeviceState['kind'][] = ['serial', 'hid-pos', 'wedge', 'replay'];
const scanner = fc
  .constantFrom(...KINDS)
  .map((kind): DeviceState => ({ kind, name: kind, state: 'ready', detail: null }));
const turnstile: DeviceState = { kind: 'lcus', name: 'lcus', state: 'ready', detail: null };

/** As many lanes and scanners as station.json allows. */
const lanes: fc.Arbitrary<StationView['lanes']> = fc
  .array(fc.tuple(fc.array(scanner, { maxLength: 8 }), fc.boolean()), { minLength: 1, maxLength: 8 })
  .map((each) =>
    each.map(([scanners, hasTurnstile], at) => ({
      name: `lane ${at}`,
      direction: 'in' as const,
      scanners,
      turnstile: hasTurnstile ? turnstile : null,
    })),
  );

test('every device stands on one page, and every scanner that can be learned has a key of its page', () => {
  fc.assert(
    fc.property(lanes, (all) => {
      const pages = setUpPages(all, 'lane 0');
      const listed = pages.flat().map(({ lane, index }) => `${lane}/${index}`);
      const there = all.flatMap(({ name, scanners, turnstile: gate }) => [
        ...scanners.map((_, index) => `${name}/${index}`),
        ...(gate === null ? [] : [`${name}/null`]),
      ]);
      expect(listed.toSorted()).toEqual(there.toSorted());
      for (const page of pages) {
        const digits = page.flatMap(({ digit }) => (digit === null ? [] : [digit]));
        expect(digits).toEqual(digits.map((_, at) => at + 1));
        for (const digit of digits) expect(SET_UP_KEYS).toContain(String(digit));
        for (const { device, digit } of page) expect(digit === null).toBe(['replay', 'lcus'].includes(device.kind));
      }
    }),
  );
});

test('the lane of the keyboard comes first, the others as they are configured', () => {
  const named = ['a', 'b', 'c'].map((name) => ({ name, direction: 'in' as const, scanners: [], turnstile }));
  expect(setUpPages(named, 'b')[0]?.map(({ lane }) => lane)).toEqual(['b', 'a', 'c']);
});

test('a station without devices has one page, which is empty', () => {
  expect(setUpPages([{ name: 'a', direction: 'in', scanners: [], turnstile: null }], 'a')).toEqual([[]]);
});
