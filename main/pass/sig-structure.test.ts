import { encode } from 'cborg';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sigStructure } from './sig-structure.ts';

test('the Sig_structure is what a general CBOR encoder makes of it, at every length of head', () => {
  const lengths = fc.constantFrom(0, 1, 22, 23, 24, 25, 255, 256, 257, 1000, 65_535, 65_536, 1_000_000);
  fc.assert(
    fc.property(lengths, lengths, fc.integer({ min: 0, max: 255 }), (a, b, fill) => {
      const [protectedBytes, payload] = [new Uint8Array(a).fill(fill), new Uint8Array(b).fill(fill)];
      const expected = encode(['Signature1', protectedBytes, new Uint8Array(0), payload]);
      expect(Buffer.from(sigStructure(protectedBytes, payload)).equals(expected)).toBe(true);
    }),
  );
});
