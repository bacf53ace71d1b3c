import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeBase45 } from '../../fixtures/issuer/base45.ts';
import { decodeBase45 } from './base45.ts';

const ascii = (text: string) => new TextEncoder().encode(text);

describe('base45 (RFC 9285)', () => {
  it.each([
    ['AB', 'BB8'],
    ['Hello!!', '%69 VD92EX0'],
    ['base-45', 'UJCLQE7W581'],
    ['ietf!', 'QED8WEX0'],
    ['', ''],
  ])('reads the examples of sections 4.3 and 4.4: %s', (plain, encoded) => {
    expect(decodeBase45(encoded)).toEqual(ascii(plain));
    expect(encodeBase45(ascii(plain))).toBe(encoded);
  });

  it.each([
    ['a lone character', 'A'],
    ['four characters', 'BB8B'],
    ['65536, the first value beyond two bytes', 'GGX'],
    ['ZZZ and above', ':::'],
    ['256, the first value beyond one byte', 'V5'],
    ['lower case', 'bb8'],
    ['a character outside ASCII', 'BBÀ'],
    ['a comma', 'B,8'],
  ])('refuses %s', (_, encoded) => {
    expect(decodeBase45(encoded)).toBeNull();
  });

  it('reads the greatest values of a group', () => {
    expect(decodeBase45('FGW')).toEqual(new Uint8Array([0xff, 0xff]));
    expect(decodeBase45('U5')).toEqual(new Uint8Array([0xff]));
  });

  it('gives back what was encoded, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        expect(decodeBase45(encodeBase45(bytes))).toEqual(bytes);
      }),
    );
  });

  it('has one text for each byte string: what decodes encodes to itself', () => {
    const alphabet = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'];
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 60 }), (text) => {
        const bytes = decodeBase45(text);
        if (bytes !== null) expect(encodeBase45(bytes)).toBe(text);
      }),
    );
  });
});
