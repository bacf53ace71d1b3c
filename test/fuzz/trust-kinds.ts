/** What a station is told to trust, by kind of file; `status-import`: forms that are not signed, for `chot status`. */
export const TRUST_KINDS = [
  'status',
  'status-import',
  'signers',
  'facts',
  'facts-encrypted',
  'revocation',
  'places',
  'roster',
  'signed-pack',
  'pack',
  'timestamp',
  'time',
  'metadata',
] as const;
export type TrustKind = (typeof TRUST_KINDS)[number];

/** How often each kind is tried: those that cost milliseconds of cryptography more seldom. */
export const TRUST_WEIGHTS: Readonly<Record<TrustKind, number>> = {
  status: 6,
  'status-import': 5,
  signers: 3,
  facts: 6,
  'facts-encrypted': 1,
  revocation: 4,
  places: 4,
  roster: 4,
  'signed-pack': 3,
  pack: 4,
  timestamp: 2,
  time: 5,
  metadata: 2,
};
