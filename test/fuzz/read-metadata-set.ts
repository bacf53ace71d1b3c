import { Buffer } from 'node:buffer';
import { wanted } from '../../fixtures/trust/scene.ts';
import { err, ok, type Result } from '../../main/contract/result.ts';
import { roleFile, rootFile, SNAPSHOT, TIMESTAMP } from '../../main/trust/tuf/layout.ts';
import { Refusal } from '../../main/trust/tuf/refusal.ts';
import { createVerifier, rolesToRead, type Verifier } from '../../main/trust/tuf/verifier.ts';

/**
 * An installed set with one of its files in another form, read in the order in which a station reads it. The first root is
 * pinned by its hash and never in another form. `error`: the code of the refusal.
 */
export function readMetadataSet(
  metadata: Readonly<Record<string, string>>,
  file: string,
  bytes: Uint8Array,
): Result<unknown, string> {
  const read = (name: string) => (name === file ? bytes : Buffer.from(metadata[name] ?? '', 'base64'));
  try {
    const verifier = createVerifier(Buffer.from(metadata[rootFile(1)] ?? '', 'base64'));
    for (let version = 2; metadata[rootFile(version)] !== undefined; version++) verifier.root(read(rootFile(version)));
    verifier.timestamp(read(TIMESTAMP));
    verifier.snapshot(read(SNAPSHOT));
    for (const delegation of rolesToRead(verifier, wanted)) verifier.role(delegation, read(roleFile(delegation.role)));
    return ok(saidBy(verifier));
  } catch (error) {
    if (error instanceof Refusal) return err(String(error.code));
    throw error;
  }
}

function saidBy(verifier: Verifier): unknown {
  const { versions, issuedAt, expiresAt, targets } = verifier;
  return { versions: versions(), issuedAt: issuedAt(), expiresAt: expiresAt(), targets: targets(wanted) };
}
