import { expect, test } from 'vitest';
import { err, ok } from './contract/result.ts';
import { keepSearchIndex } from './search-keeper.ts';

test('works on while there is more, looks again when there is none, and waits longer where it failed', () => {
  const answers = [
    ok({ more: true }),
    ok({ more: true }),
    ok({ more: false }),
    err('disk-full' as const),
    ok({ more: false }),
  ];
  const waits: number[] = [];
  let next = () => {};
  keepSearchIndex({
    indexSome: () => answers.shift() ?? ok({ more: false }),
    later(ms, task) {
      waits.push(ms);
      next = task;
      return () => {};
    },
  });
  for (let turn = 0; turn < 5; turn += 1) next();
  const [first = 0, more, again, idle = 0, failed = 0] = waits;
  expect(more).toBe(again);
  expect(more).toBeLessThan(idle);
  expect(idle).toBeLessThan(failed);
  expect(first).toBeGreaterThan(1000);
});
