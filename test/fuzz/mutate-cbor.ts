import { Buffer } from 'node:buffer';
import { type CborItem, itemOf, readItem, widthOf, writeItem } from './cbor-item.ts';
import { mutateBytes } from './mutate-bytes.ts';
import { mutateText } from './mutate-text.ts';
import type { Random } from './random.ts';

const NUMBERS = [
  0n,
  1n,
  4n,
  6n,
  23n,
  24n,
  255n,
  256n,
  2n ** 31n,
  2n ** 32n,
  2n ** 53n,
  2n ** 63n,
  2n ** 64n - 1n,
] as const;
const TAGS = [0n, 1n, 2n, 18n, 24n, 61n, 98n, 55799n] as const;
const WIDTHS = [-1, 0, 1, 2, 4, 8] as const;
/** Byte strings of at least this length may hold CBOR of their own: protected header, payload. */
const EMBEDDED_BYTES = 8;

/** A CBOR message with one to a few of its items changed, in whatever is wrapped in byte strings too; else its bytes. */
export function mutateCbor(bytes: Uint8Array, random: Random): Uint8Array {
  const read = readItem(bytes);
  if (read === null) return mutateBytes(bytes, random);
  let { item } = read;
  do item = mutateSomewhere(item, random);
  while (random.once(3));
  const written = writeItem(item);
  return random.once(50) ? Buffer.concat([written, random.bytes(random.length(20))]) : written;
}

/** Walks down at random, each item on the way as likely as those below it. */
function mutateSomewhere(root: CborItem, random: Random): CborItem {
  let parent: CborItem | null = null;
  let at = 0;
  let here = root;
  while (here.children.length > 0 && !random.once(4)) {
    parent = here;
    at = random.below(here.children.length);
    here = parent.children[at] ?? here;
  }
  if (here.children.length === 0 && here.major === 2 && here.bytes.length >= EMBEDDED_BYTES && !random.once(4)) {
    resize(here, mutateCbor(here.bytes, random));
    return root;
  }
  const changed = changeItem(here, random);
  if (parent === null) return changed;
  parent.children[at] = changed;
  changeContainer(parent, at, random);
  return root;
}

function changeItem(item: CborItem, random: Random): CborItem {
  switch (random.below(item.major === 3 || item.major === 2 ? 9 : 7)) {
    case 0:
      return { ...item, major: random.below(8) };
    case 1:
      return { ...item, argument: random.pick(NUMBERS), width: random.once(2) ? 8 : widthOf(item.argument) };
    case 2:
      return { ...item, width: random.pick(WIDTHS) };
    case 3:
      return itemOf(6, random.pick(TAGS), { children: [item] });
    case 4:
      return nested(item, random);
    case 5:
      return simple(random);
    case 6:
      return { ...item, argument: item.argument + (random.once(2) ? 1n : -1n) };
    default:
      return changedString(item, random);
  }
}

function changedString(item: CborItem, random: Random): CborItem {
  const text = Buffer.from(item.bytes.buffer, item.bytes.byteOffset, item.bytes.length).toString('utf8');
  const asText = item.major === 3 && !random.once(4);
  const bytes = asText ? Buffer.from(mutateText(text, random, 'Nguyễn'), 'utf8') : mutateBytes(item.bytes, random);
  return resize({ ...item }, bytes);
}

function resize(item: CborItem, bytes: Uint8Array): CborItem {
  item.bytes = bytes;
  item.argument = BigInt(bytes.length);
  item.width = widthOf(item.argument);
  return item;
}

/** Arrays, maps or tags within one another, around the depth that is allowed and far beyond. */
function nested(item: CborItem, random: Random): CborItem {
  let inner = item;
  for (let left = random.once(4) ? random.below(60) : random.below(14); left > 0; left--) {
    const kind = random.below(3);
    if (kind === 0) inner = itemOf(4, 1n, { children: [inner] });
    else if (kind === 1) inner = itemOf(5, 1n, { children: [itemOf(0, 1n), inner] });
    else inner = itemOf(6, random.pick(TAGS), { children: [inner] });
  }
  return inner;
}

/** false, true, null, undefined, a float (also NaN and infinities), or an empty thing. */
function simple(random: Random): CborItem {
  const kind = random.below(6);
  if (kind < 3) return { ...itemOf(7, BigInt(20 + random.below(4))), width: 0 };
  if (kind === 3) return { ...itemOf(7, BigInt.asUintN(64, BigInt(random.uint32()) << 32n)), width: 8 };
  if (kind === 4) return { ...itemOf(7, random.pick([0x7e00n, 0x7c00n, 0xfc00n, 0x8000n])), width: 2 };
  return itemOf(2 + random.below(4), 0n);
}

/** Doubles, drops or swaps members, or lets the length lie. */
function changeContainer(item: CborItem, at: number, random: Random): void {
  if (item.width === -1 || !random.once(3)) return;
  const child = item.children[at];
  if (child === undefined) return;
  const step = item.major === 5 ? 2 : 1;
  const from = at - (at % step);
  if (random.once(3)) item.children.splice(from, step);
  else if (random.once(2)) item.children.push(...item.children.slice(from, from + step));
  else item.children.reverse();
  if (random.once(4)) return;
  item.argument = BigInt(Math.floor(item.children.length / step));
  item.width = widthOf(item.argument);
}
