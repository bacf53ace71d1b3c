import fc from 'fast-check';
import { expect, test } from 'vitest';
import { uuidV7 } from './uuid.ts';

test('every UUID is a version 7 of its millisecond, and sorts by time', () => {
  const instant = fc.integer({ min: 0, max: 2 ** 48 - 1 });
  const random = fc.uint8Array({ minLength: 10, maxLength: 10 });
  fc.assert(
    fc.property(instant, instant, random, random, (a, b, randomA, randomB) => {
      const [first, second] = [uuidV7(a, randomA), uuidV7(b, randomB)];
      expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(Number.parseInt(first.slice(0, 8) + first.slice(9, 13), 16)).toBe(a);
      if (a < b) expect(first < second).toBe(true);
    }),
  );
});
