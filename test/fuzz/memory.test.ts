import { expect, it } from 'vitest';
import { MemoryCurve } from './memory.ts';

const MIB = 1 << 20;
const curveOf = (residentAt: (done: number) => number) => {
  const curve = new MemoryCurve();
  for (let step = 1; step <= 1000; step++) curve.sample(step / 1000, residentAt(step / 1000));
  return curve.verdict();
};

it.each([
  ['stays', true, () => 200 * MIB],
  ['warms up and stays', true, (done: number) => (done < 0.4 ? 100 + 250 * done : 200) * MIB],
  ['swings', true, (done: number) => (200 + 15 * Math.sin(done * 300)) * MIB],
  ['leaks a little with each input', false, (done: number) => (200 + 100 * done) * MIB],
  ['jumps late', false, (done: number) => (done > 0.85 ? 400 : 200) * MIB],
])('memory that %s: flat %s', (_, flat, residentAt) => {
  expect(curveOf(residentAt)).toMatchObject({ flat });
});

it('says nothing of a run that was cut short', () => {
  const curve = new MemoryCurve();
  curve.sample(0.5, 1);
  expect(curve.verdict()).toBeNull();
});
