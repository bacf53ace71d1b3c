/** Where a trust repository is fetched from: `metadata/…` and `targets/…` below it, with consistent snapshots. */
export type TrustSource = {
  readonly kind: 'network' | 'folder';
  /** The address or folder, for messages. */
  readonly name: string;
  /**
   * A file by its path with slashes, from a byte on. null: there is no such file.
   * @throws Refusal<SourceRefusal>, also while the body is read
   */
  open(path: string, from: number, signal: AbortSignal): Promise<OpenedFile | null>;
  close(): Promise<void>;
};

export type OpenedFile = {
  /** Where the body begins; 0 where the source cannot begin later. */
  readonly from: number;
  readonly body: AsyncIterable<Uint8Array>;
  /** Ends the transfer, wherever it is; to be called always. */
  close(): Promise<void>;
};

export type SourceRefusal = 'source-unreachable' | 'not-a-repository' | 'too-slow' | 'stopped';

export const metadataPath = (file: string): string => `metadata/${file}`;

/** `keys/signers.json` → `targets/keys/SHA256.signers.json`. */
export function targetPath(name: string, sha256: string): string {
  const slash = name.lastIndexOf('/') + 1;
  return `targets/${name.slice(0, slash)}${sha256}.${name.slice(slash)}`;
}
