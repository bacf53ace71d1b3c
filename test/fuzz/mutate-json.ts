import { mutateText } from './mutate-text.ts';
import type { Random } from './random.ts';

/** Values that no schema expects, as JSON text. */
const ODD = [
  'null',
  'true',
  '-1',
  '-0',
  '0.5',
  '1e400',
  '-1e400',
  '9007199254740993',
  '1e21',
  '""',
  '" "',
  '"\\u0000"',
  '"\\ud800"',
  '[]',
  '{}',
  '[[]]',
  '{"__proto__":{"polluted":1}}',
  '"2021-02-30"',
  '"2021-13-01T25:61:61Z"',
  '"+275760-09-13T00:00:00.001Z"',
  '"__proto__"',
  '"constructor"',
] as const;

const KEYS = ['__proto__', 'constructor', 'toString', '', 'a', 'length', '0'] as const;

/** JSON text with one to a few of its values, keys or characters changed. */
export function mutateJson(text: string, random: Random): string {
  if (random.once(8)) return mutateText(text, random, '{"a":[1]}');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return mutateText(text, random, '{"a":[1]}');
  }
  do value = mutateValue(value, random);
  while (random.once(3));
  return writeJson(value);
}

/** A piece of JSON text that is written as it is: numbers and doubled keys that no JavaScript value has. */
class Raw {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

function writeJson(value: unknown): string {
  if (value instanceof Raw) return value.text;
  if (Array.isArray(value)) return `[${value.map(writeJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  return `{${Object.entries(value)
    .map(([key, member]) => `${JSON.stringify(key)}:${writeJson(member)}`)
    .join(',')}}`;
}

function mutateValue(value: unknown, random: Random): unknown {
  if (value instanceof Raw) return value;
  if (Array.isArray(value) && value.length > 0 && !random.once(4)) {
    const at = random.below(value.length);
    const copy = [...value];
    copy[at] = mutateValue(copy[at], random);
    return copy;
  }
  if (isObject(value) && Object.keys(value).length > 0 && !random.once(4)) {
    const keys = Object.keys(value);
    const key = keys[random.below(keys.length)] ?? '';
    const { [key]: member, ...others } = value;
    return { ...others, [key]: mutateValue(member, random) };
  }
  return changed(value, random);
}

function changed(value: unknown, random: Random): unknown {
  if (isObject(value) && random.once(2)) return changedKeys(value, random);
  if (Array.isArray(value) && value.length > 0 && random.once(2)) return changedList(value, random);
  switch (random.below(5)) {
    case 0:
      return nested(value, random);
    case 1:
      return typeof value === 'number' ? value + (random.once(2) ? 1 : -1) * 10 ** random.below(16) : new Raw('1e400');
    case 2:
      return typeof value === 'string' ? mutateText(value, random, 'Đà Nẵng') : writeJson(value);
    default:
      return new Raw(random.pick(ODD));
  }
}

function changedKeys(value: Record<string, unknown>, random: Random): unknown {
  const keys = Object.keys(value);
  const key = keys[random.below(keys.length)] ?? '';
  const { [key]: member, ...others } = value;
  if (random.once(3)) return others;
  if (random.once(2)) return { ...others, [random.once(2) ? mutateText(key, random, key) : random.pick(KEYS)]: member };
  const doubled = `${JSON.stringify(key)}:${writeJson(changed(member, random))}`;
  return new Raw(writeJson(value).replace(/^\{/, `{${doubled}${keys.length > 0 ? ',' : ''}`));
}

function changedList(value: readonly unknown[], random: Random): unknown {
  const at = random.below(value.length);
  if (random.once(3)) return value.toSpliced(at, 1);
  return random.once(2) ? [...value, ...Array(random.length(300)).fill(value[at])] : value.toReversed();
}

/** As deep as a message of these lengths may be, and deeper than any recursion stands. */
function nested(value: unknown, random: Random): Raw {
  const depth = random.once(30) ? 20_000 : random.length(200);
  return random.once(2)
    ? new Raw('['.repeat(depth) + writeJson(value) + ']'.repeat(depth))
    : new Raw('{"a":'.repeat(depth) + writeJson(value) + '}'.repeat(depth));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Raw);
}
