import { Buffer } from 'node:buffer';
import { encode } from 'cborg';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCbor } from './cbor.ts';

const decodeHex = (hex: string) => decodeCbor(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

describe('CBOR', () => {
  it.each([
    // RFC 8949 appendix A
    ['00', 0],
    ['1bffffffffffffffff', 18446744073709551615n],
    ['3903e7', -1000],
    ['fb3ff199999999999a', 1.1],
    ['f5', true],
    ['f6', null],
    ['4401020304', new Uint8Array([1, 2, 3, 4])],
    ['62c3bc', 'ü'],
    ['64f0908591', '\u{10151}'],
    ['8301820203820405', [1, [2, 3], [4, 5]]],
    ['9f018202039f0405ffff', [1, [2, 3], [4, 5]]],
    [
      'bf61610161629f0203ffff',
      new Map<string, unknown>([
        ['a', 1],
        ['b', [2, 3]],
      ]),
    ],
    [
      'a201020304',
      new Map([
        [1, 2],
        [3, 4],
      ]),
    ],
    ['63efbfbd', '\ufffd'],
  ])('reads %s', (hex, value) => {
    expect(decodeHex(hex)).toEqual({ ok: true, value });
  });

  it('allows 16 levels, closed or still open, and not 17', () => {
    expect(decodeHex(`${'81'.repeat(16)}00`).ok).toBe(true);
    expect(decodeHex(`${'81'.repeat(17)}00`)).toEqual({ ok: false, error: 'cbor-too-deep' });
    expect(decodeHex(`82${'81'.repeat(15)}00${'81'.repeat(15)}00`).ok).toBe(true);
    expect(decodeHex(`82${'81'.repeat(15)}00${'81'.repeat(16)}00`)).toEqual({ ok: false, error: 'cbor-too-deep' });
    expect(decodeHex(`${'9f'.repeat(16)}${'ff'.repeat(16)}`).ok).toBe(true);
    expect(decodeHex(`9f${'80a0'.repeat(100)}ff`).ok).toBe(true);
    expect(decodeHex(`${'d2'.repeat(16)}00`).ok).toBe(true);
  });

  it.each([
    ['two items', '0000'],
    ['an odd indefinite map', 'bf01 0203 ff'],
    ['a break that closes an outer array first', '9f 8201 ff'],
    ['a break within a map of fixed length', '9f a101 ff'],
    ['a map key that is an array', 'a1 8001'],
    ['a map key that is bytes', 'a1 410001'],
    ['a map key that is null', 'a1 f601'],
    ['a tag on a key', 'a1 c0616101'],
    ['an overlong UTF-8', '62c080'],
    ['a simple value', 'f0'],
    ['a reserved length', '1c'],
  ])('refuses %s', (_, hex) => {
    expect(decodeHex(hex)).toEqual({ ok: false, error: 'cbor' });
  });

  it('gives back what was encoded', () => {
    const label = fc.oneof(fc.maxSafeInteger(), fc.string({ unit: 'grapheme' }));
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 5 },
        fc.maxSafeInteger(),
        fc.boolean(),
        fc.constant(null),
        fc.string({ unit: 'grapheme' }).filter((text) => !text.startsWith('\ufeff')),
        fc.uint8Array({ maxLength: 40 }),
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.uniqueArray(fc.tuple(label, tie('tree')), { selector: ([key]) => key, maxLength: 4 }).map((m) => new Map(m)),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        expect(decodeCbor(encode(value))).toEqual({ ok: true, value });
      }),
    );
  });
});
