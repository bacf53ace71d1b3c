import { hash } from 'node:crypto';
import type { Pass } from '../contract/pass.ts';
import { REVOCATION_HASH_BYTES, type RevocationKind } from './revocation-layout.ts';

/**
 * The hashes under which the DCC gateway lists a revoked certificate (eu-digital-green-certificates/dgc-gateway,
 * RevocationBatchDto; Digitaler-Impfnachweis/covpass-android, RevocationValidator): the first 16 bytes of the SHA-256 of its
 * identifier, of its country followed by the identifier, and of its signature (of R alone where that is ECDSA, since
 * anybody can make another S).
 */
export function revocationHashes(pass: Pass): { readonly [kind in RevocationKind]: readonly Uint8Array[] } {
  const ucis = pass.person.ids.flatMap(({ type, value }) => (type === 'uvci' ? value : []));
  const countries = countriesOf(pass);
  return {
    uci: ucis.map(revocationHash),
    countryCodeUci: countries.flatMap((country) => ucis.map((uci) => revocationHash(country + uci))),
    signature: pass.signatureHash === undefined ? [] : [Buffer.from(pass.signatureHash, 'hex')],
  };
}

/** Of the claim iss and of the signer, which may differ: either may have revoked it. */
export function countriesOf({ issuer, signer }: Pass): string[] {
  return [...new Set([issuer, signer?.country ?? null])].flatMap((country) =>
    country !== null && /^[A-Za-z]{2}$/.test(country) ? country.toUpperCase() : [],
  );
}

export function revocationHash(text: string): Uint8Array {
  return hash('sha256', text, 'buffer').subarray(0, REVOCATION_HASH_BYTES);
}
