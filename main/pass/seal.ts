import { Buffer } from 'node:buffer';

/** The seal of a personal QR (DESIGN section 3): 87 bytes, integers big-endian, 116 characters of base64url. */
const SEAL_BYTES = 87;
/** What of the seal is signed; the signature follows. */
export const SEAL_HEAD_BYTES = 23;
export const SEAL_VERSION = 1;
/** Status list number that stands for none. */
export const NO_STATUS_LIST = 0xffff;

const SEAL_TEXT = /^[A-Za-z0-9_-]{116}/;
const SIGNED_PREFIX = Buffer.from('VN1405-SEAL-1\0', 'ascii');

export type Seal = {
  /** 8 bytes in base64. */
  readonly kid: string;
  /** Seconds since the epoch, uint32. */
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly status: { readonly list: number; readonly index: number } | null;
  /** The first 23 bytes. */
  readonly head: Uint8Array;
  readonly signature: Uint8Array;
};

/**
 * Whether a value begins as a seal does: 116 characters of base64url, version 01. Checked by pattern first, since Node's
 * decoder takes other characters too.
 */
export function beginsAsSeal(value: string): boolean {
  const [text] = SEAL_TEXT.exec(value) ?? [];
  return text !== undefined && Buffer.from(text, 'base64url')[0] === SEAL_VERSION;
}

/** A value that is a seal and nothing more, else null. */
export function parseSeal(value: string): Seal | null {
  if (value.length !== (SEAL_BYTES / 3) * 4 || !beginsAsSeal(value)) return null;
  const bytes = Buffer.from(value, 'base64url');
  const list = bytes.readUInt16BE(17);
  return {
    kid: bytes.toString('base64', 1, 9),
    issuedAt: bytes.readUInt32BE(9),
    expiresAt: bytes.readUInt32BE(13),
    status: list === NO_STATUS_LIST ? null : { list, index: bytes.readUInt32BE(19) },
    head: bytes.subarray(0, SEAL_HEAD_BYTES),
    signature: bytes.subarray(SEAL_HEAD_BYTES),
  };
}

/** What is signed: a domain, the text of the QR up to and including the `<` before the seal, and the head of the seal. */
export function sealedBytes(textBeforeSeal: string, head: Uint8Array): Uint8Array {
  return Buffer.concat([SIGNED_PREFIX, Buffer.from(textBeforeSeal, 'ascii'), head]);
}
