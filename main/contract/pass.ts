/** A pass as decoded and checked against the keyring (DESIGN section 3). */

export const PASS_FORMATS = ['hc1', 'qr1405', 'shc', 'cccd', 'bhyt', 'code'] as const;
export type PassFormat = (typeof PASS_FORMATS)[number];

/** Cryptography alone; the validity of key and pass are reasons of their own. */
export const SIGNATURE_STATES = ['valid', 'invalid', 'unknown-key', 'unsigned'] as const;
export type SignatureState = (typeof SIGNATURE_STATES)[number];

export type Algorithm = 'ES256' | 'PS256' | 'EdDSA';

/** Kinds of identifier that a pass can carry: `document` is a passport or one whose kind the pass does not say. */
export const ID_TYPES = ['qid', 'cccd', 'cmnd', 'document', 'uvci', 'bhyt', 'phone', 'code'] as const;
export type IdType = (typeof ID_TYPES)[number];

export type PersonId = { readonly type: IdType; readonly value: string };

export type Person = {
  /** As printed on the pass; NFC for display only. */
  readonly name: string;
  /** YYYY-MM-DD, YYYY-MM, YYYY, or null when the pass gives none. */
  readonly birthDate: string | null;
  readonly ids: readonly PersonId[];
};

/** EU DCC terms (eu-dcc-schema 1.3): field names as in the certificate, absent fields absent. */
export type VaccinationEvent = {
  readonly kind: 'vaccination';
  readonly tg?: string;
  readonly vp?: string;
  readonly mp: string;
  readonly ma?: string;
  readonly dn: number;
  readonly sd: number;
  readonly dt: string;
  readonly co?: string;
  readonly is?: string;
};
export type TestEvent = {
  readonly kind: 'test';
  readonly tg?: string;
  readonly tt: string;
  readonly nm?: string;
  readonly ma?: string;
  readonly sc: string;
  readonly tr: string;
  readonly tc?: string;
  readonly co?: string;
  readonly is?: string;
};
export type RecoveryEvent = {
  readonly kind: 'recovery';
  readonly tg?: string;
  readonly fr: string;
  readonly df: string;
  readonly du: string;
  readonly co?: string;
  readonly is?: string;
};
export type HealthEvent = VaccinationEvent | TestEvent | RecoveryEvent;

/** What the key that a pass names says of itself; null where no key is known or needed. */
export type SignerFacts = {
  readonly country: string | null;
  /** Instants in milliseconds since the epoch; null where the list gives a bare key. */
  readonly notBefore: number | null;
  readonly notAfter: number | null;
  /** Kinds of event that the key may sign (EKU of the DSC); null: any. */
  readonly usage: readonly HealthEvent['kind'][] | null;
};

export type StatusReference = { readonly list: string; readonly index: number };

export type Pass = {
  readonly format: PassFormat;
  readonly issuer: string | null;
  /** base64 (hc1, seal: 8 bytes) or the JWK thumbprint (shc). */
  readonly kid: string | null;
  readonly alg: Algorithm | null;
  readonly signature: SignatureState;
  readonly signer: SignerFacts | null;
  /** Milliseconds since the epoch; null where the format has none. */
  readonly issuedAt: number | null;
  readonly expiresAt: number | null;
  readonly person: Person;
  readonly events: readonly HealthEvent[];
  readonly status: StatusReference | null;
  /**
   * What copies share: lower-case hex SHA-256 of the signed bytes. Unsigned: of the whole text as read, of the number that is
   * claimed once it was looked up (`copyIdentity`).
   */
  readonly identity: string;
  /**
   * Of an EU DCC: lower-case hex of the first 16 bytes of the SHA-256 of its signature, for ECDSA of R alone, as the
   * revocation lists of the DCC gateway name it.
   */
  readonly signatureHash?: string;
};
