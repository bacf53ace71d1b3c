import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StatusReader, switchCommand } from './lcus-protocol.ts';

test.each([
  [1, true, 'a00101a2'],
  [1, false, 'a00100a1'],
  [2, true, 'a00201a3'],
  [4, true, 'a00401a5'],
  [4, false, 'a00400a4'],
])('channel %i on %s is %s, as published for the boards', (channel, on, hex) => {
  expect(Buffer.from(switchCommand(channel, on)).toString('hex')).toBe(hex);
});

test.each([
  ['CH1: ON \r\nCH2: OFF\r\n', [true, false]],
  ['CH1:OFF \r\n', [false]],
  ['\x00\xffCH1: ON \r\n', [true]],
  ['CH9: ON \r\nCH1: MAYBE\r\n', []],
])('%j', (reply, states) => {
  const read = new StatusReader().push(Buffer.from(reply, 'latin1'));
  expect(read).toEqual(states.map((on, index) => ({ channel: index + 1, on })));
});

test('a reply is read the same however it is cut', () => {
  const reply = Buffer.from('CH1: ON \r\nCH2: OFF\r\nCH3:OFF \r\nCH4: ON \r\n');
  fc.assert(
    fc.property(fc.array(fc.nat(reply.length)), (places) => {
      const cuts = [...places].sort((a, b) => a - b);
      const reader = new StatusReader();
      const states = [0, ...cuts].flatMap((from, index) => reader.push(reply.subarray(from, cuts[index])));
      expect(states.map((state) => state.on)).toEqual([true, false, false, true]);
    }),
  );
});

test('noise without end takes no memory without end', () => {
  const reader = new StatusReader();
  for (let count = 0; count < 1000; count++) expect(reader.push(Buffer.alloc(1000, 'CH1: O'))).toEqual([]);
  expect(reader.push(Buffer.from('\r\nCH1: ON \r\n'))).toEqual([{ channel: 1, on: true }]);
});
