/** A table of hashes of one length in ascending order of their bytes, each with a tail of bytes that are not compared. */
export type HashTable = {
  readonly bytes: Uint8Array;
  /** Where the first entry begins. */
  readonly from: number;
  readonly count: number;
  readonly hashBytes: number;
  readonly tailBytes: number;
};

/** Number of the entry with that hash (its first `hashBytes` count), or -1. */
export function findHash(table: HashTable, hash: Uint8Array): number {
  const { bytes, from, count, hashBytes, tailBytes } = table;
  let low = 0;
  let high = count - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const order = compare(bytes, from + middle * (hashBytes + tailBytes), hash, 0, hashBytes);
    if (order === 0) return middle;
    if (order < 0) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** Number of the first entry, of those from `first` to `end`, that is not above the one before it; -1: all ascend, none twice. */
export function firstOutOfOrder(table: HashTable, first = 0, end = table.count): number {
  const { bytes, from, hashBytes, tailBytes } = table;
  const stride = hashBytes + tailBytes;
  for (let entry = Math.max(first, 1); entry < end; entry++) {
    const at = from + entry * stride;
    if (compare(bytes, at - stride, bytes, at, hashBytes) >= 0) return entry;
  }
  return -1;
}

/** As Buffer.compare of two ranges, without its call into native code for each. */
function compare(a: Uint8Array, aFrom: number, b: Uint8Array, bFrom: number, length: number): number {
  for (let index = 0; index < length; index++) {
    const difference = (a[aFrom + index] ?? -1) - (b[bFrom + index] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}
