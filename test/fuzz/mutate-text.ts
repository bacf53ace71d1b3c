import type { Random } from './random.ts';

/** What writing systems, keyboards and forgers put where plain characters belong. */
const FOREIGN = [
  '\0',
  '\u0007',
  '\u001b',
  '\u007f',
  '\u0085', // controls
  '\r\n',
  '\t',
  '\u00a0',
  '\u2028',
  '\u3000',
  '\ufeff', // white space, byte order mark
  '\u202e',
  '\u2066',
  '\u2069',
  '\u200d',
  '\u200b', // direction and joining
  '\u0301',
  '\u0323\u0302',
  '\u0302\u0323', // combining, in both orders
  'Ễ',
  'Đ',
  'ı',
  'ß',
  'ﬀ', // other lengths or other letters in the other case
  '\ud800',
  '\udfff',
  '\udc00\ud800', // surrogates that stand alone
  '\u{1f9ff}',
  '\u{e0041}',
  '\u{10ffff}', // beyond the first plane
  '０',
  '٣',
  '９',
  '＜',
  '｜',
  '∕',
  '：', // looks like what it is not
  '%00',
  '\\u0000',
  '%HC1:',
  '"',
  "'",
  '=',
  '+',
  '/',
  '-',
  '_',
  ' ',
  '*',
] as const;

const SEPARATORS = ['|', '<', '.', ':', '/', '$', '-'] as const;

type Mutation = (text: string, random: Random, other: string) => string;

const replaceCharacter: Mutation = (text, random) => {
  const at = random.below(text.length);
  return text.slice(0, at) + String.fromCharCode(32 + random.below(95)) + text.slice(at + 1);
};

const flipBit: Mutation = (text, random) => {
  const at = random.below(text.length);
  const flipped = text.charCodeAt(at) ^ (1 << random.below(random.once(8) ? 16 : 7));
  return text.slice(0, at) + String.fromCharCode(flipped) + text.slice(at + 1);
};

const insertForeign: Mutation = (text, random) => {
  const at = random.below(text.length + 1);
  return text.slice(0, at) + random.pick(FOREIGN).repeat(random.length(300)) + text.slice(at);
};

const remove: Mutation = (text, random) => {
  const at = random.below(text.length);
  return text.slice(0, at) + text.slice(at + random.length(200));
};

const repeat: Mutation = (text, random) => {
  const at = random.below(text.length);
  const piece = text.slice(at, at + random.length(64));
  return text.slice(0, at) + piece.repeat(1 + random.length(60)) + text.slice(at);
};

const cut: Mutation = (text, random) => text.slice(0, random.below(text.length + 1));

const splice: Mutation = (text, random, other) => {
  const at = random.below(Math.min(text.length, other.length) + 1);
  return text.slice(0, at) + other.slice(random.once(2) ? at : random.below(other.length + 1));
};

const move: Mutation = (text, random) => {
  const from = random.below(text.length);
  const piece = text.slice(from, from + random.length(40));
  const rest = text.slice(0, from) + text.slice(from + piece.length);
  const to = random.below(rest.length + 1);
  return rest.slice(0, to) + piece + rest.slice(to);
};

const changeCase: Mutation = (text, random) => (random.once(2) ? text.toLowerCase() : text.toUpperCase());

const normalise: Mutation = (text, random) => text.normalize(random.pick(['NFC', 'NFD', 'NFKC', 'NFKD']));

/** Swaps, doubles, empties, takes from elsewhere or drops what stands between two separators. */
const changeField: Mutation = (text, random, other) => {
  const separator = random.pick(SEPARATORS);
  const fields = text.split(separator);
  const at = random.below(fields.length);
  const to = random.below(fields.length);
  const [here = '', there = ''] = [fields[at], fields[to]];
  switch (random.below(6)) {
    case 0:
      fields[at] = there;
      fields[to] = here;
      break;
    case 1:
      fields.splice(at, 0, here);
      break;
    case 2:
      fields[at] = '';
      break;
    case 3:
      fields.splice(at, 1);
      break;
    case 4:
      fields[at] = digits(random);
      break;
    default:
      fields[at] = other.split(separator)[at] ?? '';
  }
  return fields.join(random.once(20) ? random.pick(SEPARATORS) : separator);
};

function digits(random: Random): string {
  let text = '';
  for (let left = random.length(30); left > 0; left--) text += random.below(10);
  return text;
}

/** Weighted towards small changes, which get furthest. */
const MUTATIONS: readonly [Mutation, ...Mutation[]] = [
  replaceCharacter,
  replaceCharacter,
  replaceCharacter,
  flipBit,
  flipBit,
  changeField,
  changeField,
  changeField,
  insertForeign,
  remove,
  repeat,
  cut,
  splice,
  move,
  changeCase,
  normalise,
];

/** One to a few changes of a text; `other` gives pieces to splice in. */
export function mutateText(text: string, random: Random, other: string): string {
  let mutated = text;
  do mutated = random.pick(MUTATIONS)(mutated, random, other);
  while (random.once(3));
  return mutated;
}
