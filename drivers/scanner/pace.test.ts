import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ScanContent } from '../../main/contract/scan.ts';
import { ScanPace } from './pace.ts';

const code = (text: string | number): ScanContent => ({ ok: true, text: `${text}` });

test('a sheet of codes in a row, and then people without end, all pass', () => {
  const pace = new ScanPace();
  for (let each = 0; each < 60; each++) expect(pace.take(code(each), 0)).toBe('passed');
  for (let each = 0; each < 500; each++) expect(pace.take(code(each), 100 + each * 60)).toBe('passed');
});

test('a code that is held there is passed on again and again, but not for each reading', () => {
  const pace = new ScanPace();
  const passed = Array.from({ length: 1000 }, (_, each) => pace.take(code('held'), each * 10));
  expect(passed.filter((each) => each === 'passed')).toHaveLength(200);
  expect(passed).not.toContain('too-fast');
  expect(pace.take(code('the next person'), 10_001)).toBe('passed');
});

test('whatever comes, no more than that passes, and a second of quiet mends it', () => {
  const content = fc.oneof(fc.nat(5).map(code), fc.constant<ScanContent>({ ok: false, problem: 'not-utf8' }));
  const scans = fc.array(fc.tuple(fc.nat(20), content), { minLength: 1, maxLength: 400 });
  fc.assert(
    fc.property(scans, (given) => {
      const pace = new ScanPace();
      let [now, passed] = [0, 0];
      for (const [pause, scan] of given) {
        now += pause;
        if (pace.take(scan, now) === 'passed') passed += 1;
      }
      expect(passed).toBeLessThanOrEqual(61 + now / 50);
      expect(pace.take(code('after'), now + 1000)).toBe('passed');
      expect(pace.isTooFast(now + 1000)).toBe(false);
    }),
  );
});

test('while it sends without end it stays known for that, though some of its scans pass', () => {
  const pace = new ScanPace();
  const told = Array.from({ length: 5000 }, (_, each) => {
    const paced = pace.take(code(each), each);
    return { paced, isTooFast: pace.isTooFast(each) };
  });
  const since = told.slice(told.findIndex(({ paced }) => paced === 'too-fast'));
  expect(since.filter(({ paced }) => paced === 'passed').length).toBeGreaterThan(50);
  expect(since.every(({ isTooFast }) => isTooFast)).toBe(true);
});
