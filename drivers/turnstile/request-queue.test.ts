import { expect, test } from 'vitest';
import { ok } from '../../main/contract/result.ts';
import { RequestQueue } from './request-queue.ts';

test('of the commands that wait for a slow board only the newest is given', async () => {
  const queue = new RequestQueue();
  const given: string[] = [];
  const slow = Promise.withResolvers<void>();
  const command = (name: string, until?: Promise<void>) =>
    queue.run(async () => {
      given.push(name);
      await until;
      return ok(name);
    });
  const results = [command('ask', slow.promise), command('on'), command('off')];
  slow.resolve();
  expect((await Promise.all(results)).map((result) => result.ok)).toEqual([true, false, true]);
  expect(given).toEqual(['ask', 'off']);
  expect(await command('on')).toEqual(ok('on'));
});
