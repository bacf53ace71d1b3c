import { expect, test } from 'vitest';
import { ok } from '../../main/contract/result.ts';
import { RequestQueue, type RequestSeat, type Urgency } from './request-queue.ts';

/** A queue whose board is busy until it is freed; `given` names what it was given. */
function busyQueue() {
  const queue = new RequestQueue();
  const given: string[] = [];
  const freed = Promise.withResolvers<void>();
  const ask = (seat: RequestSeat, name: string, urgency: Urgency = 'in turn', until?: Promise<void>) =>
    seat.run(urgency, async () => {
      given.push(name);
      await until;
      return ok(name);
    });
  const seats = [queue.seat(), queue.seat(), queue.seat()] as const;
  const first = ask(seats[0], 'first', 'in turn', freed.promise);
  return { seats, given, ask, first, free: freed.resolve };
}

test('of the commands of one relay that wait for a slow board only the newest is given', async () => {
  const { seats, given, ask, first, free } = busyQueue();
  const results = [first, ask(seats[0], 'on', 'urgent'), ask(seats[0], 'off', 'urgent')];
  free();
  expect((await Promise.all(results)).map((result) => result.ok)).toEqual([true, false, true]);
  expect(given).toEqual(['first', 'off']);
  expect(await ask(seats[0], 'on')).toEqual(ok('on'));
});

test('no relay takes a command from another, and what is urgent goes first', async () => {
  const { seats, given, ask, first, free } = busyQueue();
  const results = [first, ask(seats[1], 'look'), ask(seats[2], 'look too'), ask(seats[0], 'pulse', 'urgent')];
  free();
  expect((await Promise.all(results)).map((result) => result.ok)).toEqual([true, true, true, true]);
  expect(given).toEqual(['first', 'pulse', 'look', 'look too']);
});

test('a relay that asks all the time does not keep the others waiting', async () => {
  const { seats, given, ask, first, free } = busyQueue();
  const others = [ask(seats[1], 'b'), ask(seats[2], 'c')];
  const again = first.then(() => Promise.all([ask(seats[0], 'a'), ask(seats[1], 'b again')]));
  free();
  await Promise.all([...others, again]);
  expect(given.slice(0, 4)).toEqual(['first', 'b', 'c', 'a']);
});

test('a seat is idle unless it has something under way or waiting', async () => {
  const { seats, ask, first, free } = busyQueue();
  const waiting = ask(seats[1], 'b');
  expect(seats.map(({ idle }) => idle)).toEqual([false, false, true]);
  free();
  await Promise.all([first, waiting]);
  expect(seats.map(({ idle }) => idle)).toEqual([true, true, true]);
});
