import { Buffer } from 'node:buffer';
import type { Random } from './random.ts';

const INTERESTING = [
  0, 1, 0x17, 0x18, 0x1f, 0x20, 0x3b, 0x5f, 0x7f, 0x80, 0x9f, 0xa0, 0xbf, 0xd2, 0xf6, 0xfb, 0xff,
] as const;

type Mutation = (bytes: Uint8Array, random: Random) => Uint8Array;

const flipBit: Mutation = (bytes, random) => {
  const at = random.below(bytes.length);
  return with_(bytes, at, (bytes[at] ?? 0) ^ (1 << random.below(8)));
};

const setByte: Mutation = (bytes, random) =>
  with_(bytes, random.below(bytes.length), random.once(2) ? random.pick(INTERESTING) : random.below(256));

const insert: Mutation = (bytes, random) => {
  const at = random.below(bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, at), random.bytes(random.length(64)), bytes.subarray(at)]);
};

const remove: Mutation = (bytes, random) => {
  const at = random.below(bytes.length);
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + random.length(64))]);
};

const cut: Mutation = (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1));

const repeat: Mutation = (bytes, random) => {
  const from = random.below(bytes.length);
  const piece = bytes.subarray(from, from + random.length(32));
  return Buffer.concat([bytes.subarray(0, from), ...Array(random.length(200)).fill(piece), bytes.subarray(from)]);
};

const MUTATIONS: readonly [Mutation, ...Mutation[]] = [
  flipBit,
  flipBit,
  flipBit,
  setByte,
  setByte,
  insert,
  remove,
  cut,
  repeat,
];

function with_(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  if (at < copy.length) copy[at] = value;
  return copy;
}

/** One to a few changes of a byte string; the input is left as it is. */
export function mutateBytes(bytes: Uint8Array, random: Random): Uint8Array {
  let mutated = bytes;
  do mutated = random.pick(MUTATIONS)(mutated, random);
  while (random.once(3));
  return mutated;
}
