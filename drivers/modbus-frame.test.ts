import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answerIn, awaitedAnswer } from './modbus-frame.ts';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const hexOf = (telegram: Uint8Array | null) => telegram && Buffer.from(telegram).toString('hex');

const EXCHANGES: [string, string][] = [
  ['01 05 00 00 FF 00 8C 3A', '01 05 00 00 FF 00 8C 3A'],
  ['01 05 02 00 00 05 0C 71', '01 05 02 00 00 05 0C 71'],
  ['01 01 00 00 00 08 3D CC', '01 01 01 01 90 48'],
  ['01 05 00 FF FF 00 BC 0A', '01 85 02 C3 51'],
];

test.each(EXCHANGES)('%s is answered by %s, however it is cut and whatever noise comes first', (request, answer) => {
  const awaited = awaitedAnswer(bytes(request));
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20 }), fc.uint8Array({ maxLength: 20 }), (before, after) => {
      const received = Uint8Array.of(...before, ...bytes(answer), ...after);
      expect(hexOf(answerIn(received, awaited))).toBe(hexOf(bytes(answer)));
      for (let cut = 0; cut < before.length + bytes(answer).length; cut++) {
        expect(answerIn(received.subarray(0, cut), awaited)).toBeNull();
      }
    }),
  );
});

test.each(EXCHANGES)('of the answer to %s no bit may be wrong', (request, answer) => {
  const awaited = awaitedAnswer(bytes(request));
  const wrong = bytes(answer);
  for (let bit = 0; bit < wrong.length * 8; bit++) {
    wrong[bit >> 3] = (wrong[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(answerIn(wrong, awaited)).toBeNull();
    wrong[bit >> 3] = (wrong[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  }
});
