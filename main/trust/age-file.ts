import { err, ok, type Result } from '../contract/result.ts';
import { pause } from './pause.ts';

/**
 * `identity`: the identity is none. `not-for-us`: to other recipients alone. `damaged`: no age file (age-encryption.org/v1),
 * cut short, or changed.
 */
export type AgeProblem = 'identity' | 'not-for-us' | 'damaged';

/** Between pieces of so many bytes the event loop is free: about a millisecond of decrypting. */
const PIECE_BYTES = 128 * 1024;

/** What an age file holds, decrypted piece by piece into one buffer of its own. `identity`: `AGE-SECRET-KEY-1…`. */
export async function decryptAge(encrypted: Uint8Array, identity: string): Promise<Result<Uint8Array, AgeProblem>> {
  // Its cryptography takes a while to load, and not every start has facts.
  const { Decrypter } = await import('age-encryption');
  const decrypter = new Decrypter();
  try {
    decrypter.addIdentity(identity);
  } catch {
    return err('identity');
  }
  try {
    const stream = await decrypter.decrypt(inPieces(encrypted));
    const plain = new Uint8Array(stream.size(encrypted.length));
    let length = 0;
    for await (const piece of stream) {
      plain.set(piece, length);
      length += piece.length;
    }
    return length === plain.length ? ok(plain) : err('damaged');
  } catch (error) {
    return err(error instanceof Error && error.message.startsWith('no identity matched') ? 'not-for-us' : 'damaged');
  }
}

/** The public half of an identity, `age1…`: what an issuer encrypts to. */
export async function recipientOf(identity: string): Promise<string> {
  const { identityToRecipient } = await import('age-encryption');
  return identityToRecipient(identity);
}

function inPieces(bytes: Uint8Array): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    async pull(controller) {
      await pause();
      if (at >= bytes.length) controller.close();
      else controller.enqueue(bytes.subarray(at, at + PIECE_BYTES));
      at += PIECE_BYTES;
    },
  });
}
