/** Where a trust repository is fetched from: `metadata/…` and `targets/…` below it, with consistent snapshots. */
export type TrustSource = {
  readonly kind: 'network' | 'folder';
  /** The address or folder, for messages. */
  readonly name: string;
  /**
   * A file by its path with slashes, from a byte on. null: there is no such file. Leaving the body early ends the transfer.
   * @throws Refusal<SourceRefusal>, also while the body is read
   */
  open(path: string, from: number, signal: AbortSignal): Promise<OpenedFile | null>;
  close(): Promise<void>;
};

/** `from`: where the body begins; 0 where the source cannot begin later. */
export type OpenedFile = { readonly from: number; readonly body: AsyncIterable<Uint8Array> };

export type SourceRefusal = 'source-unreachable' | 'not-a-repository' | 'too-slow' | 'stopped';

export const metadataPath = (file: string): string => `metadata/${file}`;

/** `keys/signers.json` → `targets/keys/SHA256.signers.json`. */
export function targetPath(name: string, sha256: string): string {
  const slash = name.lastIndexOf('/') + 1;
  return `targets/${name.slice(0, slash)}${sha256}.${name.slice(slash)}`;
}
