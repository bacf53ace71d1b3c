const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

const NOT_IN_ALPHABET = 255;
const values = new Uint8Array(128).fill(NOT_IN_ALPHABET);
for (let value = 0; value < ALPHABET.length; value += 1) values[ALPHABET.charCodeAt(value)] = value;

function valueAt(text: string, index: number): number {
  return values[text.charCodeAt(index)] ?? NOT_IN_ALPHABET;
}

/**
 * The bytes of a base45 text (RFC 9285 section 4), or null where the text is none: a character outside the alphabet, a
 * length of 3n+1, or a group above 65535 (three characters) or 255 (two).
 */
export function decodeBase45(text: string): Uint8Array | null {
  const tail = text.length % 3;
  if (tail === 1) return null;
  const whole = text.length - tail;
  const bytes = new Uint8Array((whole / 3) * 2 + (tail === 2 ? 1 : 0));
  let to = 0;
  for (let from = 0; from < text.length; from += 3) {
    const c = valueAt(text, from);
    const d = valueAt(text, from + 1);
    if (c === NOT_IN_ALPHABET || d === NOT_IN_ALPHABET) return null;
    let group = c + d * 45;
    if (from < whole) {
      const e = valueAt(text, from + 2);
      if (e === NOT_IN_ALPHABET) return null;
      group += e * 45 * 45;
      if (group > 0xffff) return null;
      bytes[to] = group >> 8;
      to += 1;
    } else if (group > 0xff) return null;
    bytes[to] = group & 0xff;
    to += 1;
  }
  return bytes;
}
