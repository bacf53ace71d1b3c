/** Places and values of the facts file, as docs/trust-formats.md tables them. Integers are big-endian. */

export const FACTS_MAGIC = 'CHOTFACT';
export const FACTS_VERSION = 1;

/** The header. */
export const HEAD = {
  magic: 0,
  version: 8,
  /** Bytes of each hash of an identifier. */
  hashBytes: 9,
  products: 10,
  sites: 12,
  records: 16,
  ids: 20,
  /** Bytes of the texts that follow the header. */
  texts: 24,
  reserved: 28,
  key: 32,
  size: 64,
} as const;

/** Fewest and most bytes of the HMAC-SHA-256 of an identifier that a file gives. */
export const HASH_BYTES = { least: 10, most: 32 } as const;

/** One record, a person. */
export const RECORD = {
  product: 0,
  doses: 2,
  flags: 3,
  test: 4,
  declaration: 5,
  firstDose: 6,
  lastDose: 8,
  recoveredOn: 10,
  isolationUntil: 12,
  sampledAt: 14,
  declaredAt: 18,
  unit: 22,
  seenAt: 26,
  site: 30,
  lat: 34,
  lon: 38,
  name: 42,
  size: 52,
} as const;

export const NAME_BYTES = 10;
/** After its hash an entry of the table of identifiers has the number of its record. */
export const ID_TAIL_BYTES = 4;

export const FLAGS = { sealed: 1, named: 2 } as const;

/** Days are counted from 1970-01-01, seconds from its start; positions in millionths of a degree. */
export const NONE = { uint16: 0xffff, uint32: 0xffff_ffff, position: -0x8000_0000 } as const;

/** By their number; 0 is none. */
export const TESTS = [
  null,
  { type: 'pcr', result: 'negative' },
  { type: 'pcr', result: 'positive' },
  { type: 'rapid', result: 'negative' },
  { type: 'rapid', result: 'positive' },
] as const;
export const DECLARATIONS = [null, 'normal', 'symptoms', 'contact'] as const;
