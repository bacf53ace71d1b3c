/**
 * An ECDSA signature in IEEE P1363 form, r and s of 32 bytes each, as the DER `SEQUENCE { INTEGER r, INTEGER s }` (RFC
 * 3279 section 2.2.3). node:crypto takes the first form too, but then needs 20 of its 70 µs for passing options.
 */
export function ecdsaDer(signature: Uint8Array): Uint8Array {
  const half = signature.length / 2;
  const [r, s] = [integerOf(signature.subarray(0, half)), integerOf(signature.subarray(half))];
  return new Uint8Array([SEQUENCE, r.length + s.length, ...r, ...s]);
}

const SEQUENCE = 0x30;
const INTEGER = 0x02;

/** The shortest form: no leading zeros, but one where the first bit would make it negative. */
function integerOf(bytes: Uint8Array): number[] {
  let from = 0;
  while (from < bytes.length - 1 && bytes[from] === 0) from += 1;
  const digits = [...bytes.subarray(from)];
  if ((digits[0] ?? 0) >= 0x80) digits.unshift(0);
  return [INTEGER, digits.length, ...digits];
}
