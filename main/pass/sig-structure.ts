/** `Signature1` as a CBOR text string in an array of four. */
const OPENING = Uint8Array.of(0x84, 0x6a, 0x53, 0x69, 0x67, 0x6e, 0x61, 0x74, 0x75, 0x72, 0x65, 0x31);
const EMPTY_BYTES = 0x40;
const BYTES = 0x40;

/**
 * What a COSE_Sign1 signature covers: `["Signature1", protected, external_aad, payload]` with empty external_aad, in the
 * one deterministic encoding (RFC 9052 section 4.4). Written out because a general encoder takes longer than the hash.
 */
export function sigStructure(protectedBytes: Uint8Array, payload: Uint8Array): Uint8Array {
  const out = new Uint8Array(
    OPENING.length + headLength(protectedBytes) + protectedBytes.length + 1 + headLength(payload) + payload.length,
  );
  out.set(OPENING);
  let at = writeBytes(out, OPENING.length, protectedBytes);
  out[at] = EMPTY_BYTES;
  at += 1;
  writeBytes(out, at, payload);
  return out;
}

/** Bytes of the head of a byte string (RFC 8949 section 3): a status list can have megabytes. */
function headLength({ length }: Uint8Array): 1 | 2 | 3 | 5 {
  if (length < 24) return 1;
  return length < 0x100 ? 2 : length < 0x1_0000 ? 3 : 5;
}

/** Where the next item begins. */
function writeBytes(out: Uint8Array, at: number, bytes: Uint8Array): number {
  const { length } = bytes;
  const head = headLength(bytes);
  out[at] = BYTES | (head === 1 ? length : head === 2 ? 24 : head === 3 ? 25 : 26);
  for (let byte = 1; byte < head; byte++) out[at + byte] = length >>> (8 * (head - 1 - byte));
  out.set(bytes, at + head);
  return at + head + length;
}
