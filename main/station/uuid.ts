/**
 * A UUID version 7 (RFC 9562 section 5.7), lower case.
 * @param atMs milliseconds since the epoch, 48 bits
 * @param random at least 10 random bytes
 */
export function uuidV7(atMs: number, random: Uint8Array): string {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  const time = BigInt(Math.max(0, Math.trunc(atMs)));
  view.setUint32(0, Number((time >> 16n) & 0xffff_ffffn));
  view.setUint16(4, Number(time & 0xffffn));
  bytes.set(random.subarray(0, 10), 6);
  view.setUint8(6, 0x70 | (view.getUint8(6) & 0x0f));
  view.setUint8(8, 0x80 | (view.getUint8(8) & 0x3f));
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
