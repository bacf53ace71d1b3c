import { constants, type KeyObject, verify } from 'node:crypto';
import type { Algorithm } from '../contract/pass.ts';
import { ecdsaDer } from './ecdsa-der.ts';

/** `alg` is the one algorithm that a key of this type, curve and size serves; null for none (P-384, short RSA). */
export type VerifyingKey = { readonly key: KeyObject; readonly alg: Algorithm | null };

/** North Macedonia's acceptance key has 1024. Which keys are strong enough is decided by who puts them on a list. */
const SMALLEST_RSA_BITS = 1024;

export function algorithmOf(key: KeyObject): Algorithm | null {
  const { namedCurve, modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
  switch (key.asymmetricKeyType) {
    case 'ec':
      return namedCurve === 'prime256v1' ? 'ES256' : null;
    case 'rsa':
      return modulusLength >= SMALLEST_RSA_BITS ? 'PS256' : null;
    case 'rsa-pss':
      return modulusLength >= SMALLEST_RSA_BITS && allowsPs256(key) ? 'PS256' : null;
    case 'ed25519':
      return 'EdDSA';
    default:
      return null;
  }
}

/** A key of type RSASSA-PSS may name the only hash and the least salt that it serves (RFC 8017 appendix A.2.3). */
function allowsPs256(key: KeyObject): boolean {
  const { hashAlgorithm, mgf1HashAlgorithm, saltLength = 0 } = key.asymmetricKeyDetails ?? {};
  return [hashAlgorithm, mgf1HashAlgorithm].every((name) => (name ?? 'sha256') === 'sha256') && saltLength <= 32;
}

/** Bytes of an ES256 signature in IEEE P1363 form, and of an Ed25519 one. */
const CURVE_SIGNATURE_BYTES = 64;

/** ES256 and PS256 with a salt of 32 bytes (RFC 9053 section 2.1, RFC 8230 section 2), Ed25519 (RFC 8032). */
export function verifySignature({ key, alg }: VerifyingKey, signed: Uint8Array, signature: Uint8Array): boolean {
  switch (alg) {
    case null:
      return false;
    case 'PS256': {
      const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
      return verify('sha256', signed, { key, ...pss }, signature);
    }
    case 'ES256':
      return signature.length === CURVE_SIGNATURE_BYTES && verify('sha256', signed, key, ecdsaDer(signature));
    case 'EdDSA':
      return signature.length === CURVE_SIGNATURE_BYTES && verify(null, signed, key, signature);
  }
}
