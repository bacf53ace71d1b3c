const SEQUENCE = 0x30;
const INTEGER = 0x02;

/**
 * An ECDSA signature in IEEE P1363 form, r and s of 32 bytes each, as the DER `SEQUENCE { INTEGER r, INTEGER s }` (RFC
 * 3279 section 2.2.3). node:crypto takes the first form too, but then needs 20 of its 70 µs for passing options.
 */
export function ecdsaDer(signature: Uint8Array): Uint8Array {
  const half = signature.length / 2;
  const [rFrom, sFrom] = [significant(signature, 0, half), significant(signature, half, signature.length)];
  const [rLength, sLength] = [half - rFrom, signature.length - sFrom];
  const [rPad, sPad] = [padding(signature, rFrom), padding(signature, sFrom)];
  const der = new Uint8Array(6 + rPad + rLength + sPad + sLength);
  der[0] = SEQUENCE;
  der[1] = der.length - 2;
  der[2] = INTEGER;
  der[3] = rPad + rLength;
  der.set(signature.subarray(rFrom, half), 4 + rPad);
  const s = 4 + rPad + rLength;
  der[s] = INTEGER;
  der[s + 1] = sPad + sLength;
  der.set(signature.subarray(sFrom), s + 2 + sPad);
  return der;
}

/** Where the shortest form of an integer begins: no leading zeros, but one byte at least. */
function significant(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to - 1 && bytes[at] === 0) at += 1;
  return at;
}

/** A first bit that is set would make the integer negative: then a zero goes before it. */
function padding(bytes: Uint8Array, from: number): 0 | 1 {
  return (bytes[from] ?? 0) >= 0x80 ? 1 : 0;
}
