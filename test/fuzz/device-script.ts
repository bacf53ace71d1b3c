import { Buffer } from 'node:buffer';
import { mutateBytes } from './mutate-bytes.ts';
import type { Random } from './random.ts';

/** What comes from a device, piece by piece: each so many milliseconds after the one before. */
export type Piece = { readonly after: number; readonly bytes: Uint8Array };

/** Pauses on both sides of all that the drivers wait for. */
const PAUSES = [
  0, 0, 0, 1, 5, 19, 20, 30, 31, 49, 50, 51, 79, 80, 99, 100, 299, 300, 301, 499, 500, 501, 5000,
] as const;
const MOST_PIECES = 400;
const LONGEST_PIECE = 0xffff;
/** Of a script; more would only be more of the same. */
const MOST_BYTES = 200_000;

type Mutation = (pieces: Piece[], random: Random, other: readonly Piece[]) => Piece[];

const changeBytes: Mutation = (pieces, random) => {
  const at = random.below(pieces.length);
  const piece = pieces[at];
  return piece === undefined ? pieces : pieces.with(at, { ...piece, bytes: mutateBytes(piece.bytes, random) });
};

const MUTATIONS: readonly [Mutation, ...Mutation[]] = [
  changeBytes,
  changeBytes,
  // lost
  (pieces, random) => pieces.toSpliced(random.below(pieces.length), random.length(8)),
  // again
  (pieces, random) => {
    const at = random.below(pieces.length);
    return pieces.toSpliced(at, 0, ...pieces.slice(at, at + random.length(4)));
  },
  // in another order
  (pieces, random) => {
    const [piece] = pieces.slice(random.below(pieces.length)).slice(0, 1);
    return piece === undefined ? pieces : pieces.toSpliced(random.below(pieces.length), 0, piece);
  },
  // late
  (pieces, random) => {
    const at = random.below(pieces.length);
    const piece = pieces[at];
    return piece === undefined ? pieces : pieces.with(at, { ...piece, after: random.pick(PAUSES) });
  },
  // another device, or the next scan, in between
  (pieces, random, other) => {
    const from = random.below(other.length);
    return pieces.toSpliced(random.below(pieces.length + 1), 0, ...other.slice(from, from + random.length(20)));
  },
  // cut in other places
  (pieces, random) => {
    const at = random.below(pieces.length);
    const piece = pieces[at];
    if (piece === undefined) return pieces;
    const cut = random.below(piece.bytes.length + 1);
    const rest = { after: random.pick(PAUSES), bytes: piece.bytes.subarray(cut) };
    return pieces.toSpliced(at, 1, { ...piece, bytes: piece.bytes.subarray(0, cut) }, rest);
  },
  // noise
  (pieces, random) => {
    const noise = { after: random.pick(PAUSES), bytes: random.bytes(random.length(5000)) };
    return pieces.toSpliced(random.below(pieces.length + 1), 0, noise);
  },
  // a flood
  (pieces, random) => {
    const at = random.below(pieces.length);
    const piece = pieces[at];
    return piece === undefined || !random.once(8) ? pieces : pieces.toSpliced(at, 0, ...Array(200).fill(piece));
  },
];

/** None to some changes. */
export function mutateScript(pieces: readonly Piece[], random: Random, other: readonly Piece[]): Piece[] {
  let mutated = [...pieces];
  while (!random.once(4)) mutated = random.pick(MUTATIONS)(mutated, random, other);
  let room = MOST_BYTES;
  return mutated.slice(0, MOST_PIECES).map(({ after, bytes }) => {
    const kept = bytes.subarray(0, Math.min(room, LONGEST_PIECE));
    room -= kept.length;
    return { after, bytes: kept };
  });
}

/** As one byte string, for reports of failures: pause and length in two bytes each, then the bytes. */
export function encodeScript(pieces: readonly Piece[]): Uint8Array {
  return Buffer.concat(
    pieces.map(({ after, bytes }) => {
      const head = Buffer.alloc(4);
      head.writeUInt16BE(after, 0);
      head.writeUInt16BE(bytes.length, 2);
      return Buffer.concat([head, bytes]);
    }),
  );
}

export function decodeScript(script: Uint8Array): Piece[] {
  const buffer = Buffer.from(script.buffer, script.byteOffset, script.length);
  const pieces: Piece[] = [];
  for (let at = 0; at + 4 <= buffer.length; ) {
    const end = at + 4 + buffer.readUInt16BE(at + 2);
    // as drivers give it: a Buffer has another `slice`
    pieces.push({ after: buffer.readUInt16BE(at), bytes: Uint8Array.from(script.subarray(at + 4, end)) });
    at = end;
  }
  return pieces;
}

/** The pieces with the time at which each comes. */
export function* played(pieces: readonly Piece[]): Generator<{ readonly at: number; readonly bytes: Uint8Array }> {
  let at = 0;
  for (const { after, bytes } of pieces) {
    at += after;
    yield { at, bytes };
  }
}
