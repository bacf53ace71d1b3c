import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64url, parseJws } from './jws.ts';

describe('base64url', () => {
  it('has one spelling for each run of bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.string({ maxLength: 80 }), (bytes, text) => {
        const written = Buffer.from(bytes).toString('base64url');
        expect(decodeBase64url(written)).toEqual(Buffer.from(bytes));
        const read = decodeBase64url(text);
        if (read !== null) expect(Buffer.from(read).toString('base64url')).toBe(text);
      }),
    );
  });

  it.each(['AB', 'AAB', 'A', 'AA==', 'AA=', 'A A', 'AA\n', '+_', '/w', 'AÀ', 'AA.'])('is not %j', (text) => {
    expect(decodeBase64url(text)).toBeNull();
  });
});

describe('a JWS in compact serialisation', () => {
  it('of the standard is read', () => {
    // RFC 7515 appendix A.3.
    const header = 'eyJhbGciOiJFUzI1NiJ9';
    const payload = 'eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ';
    const signature = 'DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q';
    const jws = parseJws(`${header}.${payload}.${signature}`);
    expect(jws?.header).toEqual({ alg: 'ES256' });
    expect(Buffer.from(jws?.signedBytes ?? []).toString()).toBe(`${header}.${payload}`);
    expect(jws?.signature).toHaveLength(64);
  });

  it('answers to any text, and throws nothing', () => {
    const part = fc.oneof(
      fc.constantFrom('', 'e30', 'W10', 'bnVsbA', 'eyJjcml0IjpbXX0'),
      fc.base64String(),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 5 }), (parts) => {
        // a part may hold points of its own
        const text = parts.join('.');
        if (parseJws(text) !== null) expect(text.split('.')).toHaveLength(3);
      }),
      { numRuns: 1000 },
    );
  });
});
