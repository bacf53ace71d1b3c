import { decode, Tagged, type Token, Tokenizer, Type } from 'cborg';
import { err, ok, type Result } from '../contract/result.ts';

/** Arrays, maps and tags within one another (DESIGN section 3); a real certificate has 5. */
const MAX_CBOR_DEPTH = 16;

export type CborProblem = 'cbor' | 'cbor-too-deep' | 'cbor-duplicate-key';

/** As decoded here: maps are `Map`s, byte strings `Uint8Array`s, tags `Tagged`; integers beyond 2^53 are bigint. */
export type CborValue = unknown;

/** CWT 61, COSE_Sign1 18, and 0, a date-time as text, which Hungary and Sweden write; any other tag is refused. */
const TAGS = Tagged.preserve(0, 18, 61);

/**
 * One CBOR data item (RFC 8949) that spans the whole input. Strict where a second reading could differ: duplicate keys,
 * keys that are neither text nor integers, invalid UTF-8, a break out of place, NaN and infinities, bytes after the item.
 * Indefinite-length arrays and maps are allowed (Austria sends them); indefinite-length strings are not.
 */
export function decodeCbor(bytes: Uint8Array): Result<CborValue, CborProblem> {
  const options = {
    allowBigInt: true,
    allowInfinity: false,
    allowNaN: false,
    useMaps: true,
    rejectDuplicateMapKeys: true,
    tags: TAGS,
  };
  // A view without Buffer's `slice`, which would share memory with the input.
  const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return ok(decode(plain, { ...options, tokenizer: new BoundedTokenizer(plain, options) }));
  } catch (error) {
    if (error instanceof Refusal) return err(error.problem);
    return err(error instanceof Error && error.message.includes('repeat map key') ? 'cbor-duplicate-key' : 'cbor');
  }
}

/** Thrown through cborg's recursion, caught by `decodeCbor` alone. */
class Refusal extends Error {
  readonly problem: CborProblem;
  constructor(problem: CborProblem) {
    super(problem);
    this.problem = problem;
  }
}

/** An open array, map or tag: how many items it still awaits, and whether keys stand at even places. */
type Open = { left: number; readonly map: boolean; key: boolean };

/** cborg's tokenizer, which also counts depth before cborg recurses and checks what cborg takes lightly. */
class BoundedTokenizer extends Tokenizer {
  readonly #open: Open[] = [];

  override next(): Token {
    const from = this.pos();
    const token = super.next();
    const { major } = token.type;
    const inside = this.#open.at(-1);
    if (major === Type.break.major && Type.equals(token.type, Type.break)) {
      if (inside?.left !== Number.POSITIVE_INFINITY || (inside.map && !inside.key)) throw new Refusal('cbor');
      this.#open.pop();
      this.#close();
      return token;
    }
    if (inside !== undefined) place(inside, major);
    if (major === Type.string.major) this.#checkText(from, token);
    const items = itemsOf(token);
    if (items === null) this.#close();
    else {
      if (this.#open.length === MAX_CBOR_DEPTH) throw new Refusal('cbor-too-deep');
      this.#open.push({ left: items, map: major === Type.map.major, key: true });
      if (items === 0) this.#close();
    }
    return token;
  }

  /** Leaves every container that has all its items. */
  #close(): void {
    while (this.#open.at(-1)?.left === 0) this.#open.pop();
  }

  /** cborg replaces invalid UTF-8 with U+FFFD, silently. */
  #checkText(from: number, token: Token): void {
    if (!(token.value as string).includes('\uFFFD')) return;
    const length = token.encodedLength ?? 0;
    const text = new TextEncoder().encode(token.value as string);
    const scanned = this.data.subarray(from + length - text.length, from + length);
    if (Buffer.compare(scanned, text) !== 0) throw new Refusal('cbor');
  }
}

/** Counts an item in its container. A key of a map is an integer or text. */
function place(inside: Open, major: number): void {
  inside.left -= 1;
  if (!inside.map) return;
  const label = major === Type.uint.major || major === Type.negint.major || major === Type.string.major;
  if (inside.key && !label) throw new Refusal('cbor');
  inside.key = !inside.key;
}

/** How many items a container awaits (Infinity: until its break); null for a plain value. */
function itemsOf({ type, value }: Token): number | null {
  switch (type.major) {
    case Type.array.major:
      return value;
    case Type.map.major:
      return value * 2;
    case Type.tag.major:
      return 1;
    default:
      return null;
  }
}
