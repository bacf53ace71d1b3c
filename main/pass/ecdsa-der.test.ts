import { Buffer } from 'node:buffer';
import { generateKeyPairSync, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ecdsaDer } from './ecdsa-der.ts';

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const ecdsa = (r: string, s: string) => ecdsaDer(Buffer.from(r.padStart(64, '0') + s.padStart(64, '0'), 'hex'));

describe('ECDSA signatures in DER', () => {
  it.each([
    ['01', '7f', '300602010102017f'],
    ['80', 'ff', '300802020080020200ff'],
    ['00', '00', '3006020100020100'],
    ['0100', '00ff00', '300902020100020300ff00'],
  ])('writes r %s and s %s in the shortest form', (r, s, der) => {
    expect(hex(ecdsa(r, s))).toBe(der);
  });

  it('verifies exactly what the other form verifies', () => {
    const change = fc.record({ at: fc.nat(63), by: fc.integer({ min: 0, max: 255 }) });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), fc.option(change), (message, changed) => {
        const signature = sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' });
        if (changed !== null) signature[changed.at] = changed.by;
        const expected = verify('sha256', message, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature);
        expect(verify('sha256', message, publicKey, ecdsaDer(signature))).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });
});
