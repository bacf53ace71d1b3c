/**
 * The targets of a trust repository as they lie on this station, verified: `keys/signers.json`, `status/1.cwt` and the like
 * (DESIGN section 4). What is read has been checked against its signed hash in the same moment.
 */
export type TrustFiles = {
  /** The newest signed time, milliseconds since the epoch (`issuedAt` of timestamp.json); null: there is no metadata. */
  readonly issuedAt: number | null;
  /** Names of targets, sorted; each can be read. */
  readonly names: readonly string[];
  /** Throws a TrustFileError where the content is not the signed one, and what the system says where the disk fails. */
  readonly read: (name: string) => Uint8Array;
};
